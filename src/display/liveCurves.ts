import { trainingCurves, type TrainingCurvesOptions } from '../figures/trainingCurves';
import type { TrainingProgress } from '../training/train';
import { liveDisplay } from './liveDisplay';
import { onCellEnd } from './notebook';

/**
 * Returns a callback for `train` that draws loss and accuracy while the network learns, in place, and tells how far the
 * training is. When it ends, the curves of all epochs stay; outside a notebook each finished epoch is told in words.
 *
 * @example
 * await train(model, trainSet, { epochs: 10, onProgress: liveCurves() });
 */
export function liveCurves({ text }: Pick<TrainingCurvesOptions, 'text'> = {}): (
  progress: TrainingProgress,
) => void {
  const board = liveDisplay();
  let running: TrainingProgress | undefined;

  function drawStopped(): void {
    if (!running) return;
    const { history, epoch, epochs } = running;
    board.finish(
      trainingCurves(history, {
        epochs,
        text,
        progress: running,
        title: {
          en: `Stopped in epoch ${epoch} of ${epochs}`,
          ja: `エポック ${epoch}/${epochs} で停止`,
        },
      }),
    );
    running = undefined;
  }

  return (progress) => {
    const curves = trainingCurves(progress.history, { epochs: progress.epochs, text, progress });
    const isLast = progress.epoch === progress.epochs && progress.batch === progress.numBatches;
    if (!running) onCellEnd(drawStopped);
    running = isLast ? undefined : progress;
    if (isLast) board.finish(curves);
    else board.update(curves);
  };
}
