import { trainingCurves, type TrainingCurvesOptions } from '../figures/trainingCurves';
import type { TrainingCallback } from '../training/callback';
import { isComplete, type TrainingProgress } from '../training/progress';
import { LiveProgress } from './liveProgress';

class LiveCurves extends LiveProgress {
  override readonly showsProgress = 'always';

  protected override showRunning(progress: TrainingProgress): void {
    if (isComplete(progress)) this.release();
    else this.board.update(this.draw(progress, {}));
  }

  protected override showEnd(progress: TrainingProgress): void {
    this.board.finish(this.draw(progress, isComplete(progress) ? {} : stoppedTitle(progress)));
  }

  private draw(progress: TrainingProgress, options: TrainingCurvesOptions) {
    const { history, epochs } = progress;
    return trainingCurves(history, { progress, epochs, ...options });
  }
}

function stoppedTitle({ epoch, epochs }: TrainingProgress): TrainingCurvesOptions {
  const title = {
    en: `Stopped in epoch ${epoch} of ${epochs}`,
    ja: `エポック ${epoch}/${epochs} で停止`,
  };
  return { title };
}

/**
 * Returns a callback that draws loss and accuracy while a network learns, in place, and tells how far the training is.
 * When it ends, the curves of all epochs stay; outside a notebook each finished epoch is told in words. Works for every
 * network; accuracy is drawn where the network was compiled with it.
 *
 * @example
 * await model.fitDataset(batches(trainSet), { epochs: 10, callbacks: [liveCurves()] });
 */
export function liveCurves(): TrainingCallback {
  return new LiveCurves();
}
