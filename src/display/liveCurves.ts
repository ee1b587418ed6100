import { trainingCurves, type TrainingCurvesOptions } from '../figures/trainingCurves';
import type { TrainingCallback } from '../training/callback';
import { isComplete, ProgressCallback, type TrainingProgress } from '../training/progress';
import { liveDisplay, type LiveDisplay } from './liveDisplay';

class LiveCurves extends ProgressCallback {
  override readonly showsProgress = 'always';
  private board: LiveDisplay = liveDisplay();
  private last: TrainingProgress | undefined;

  override async onTrainBegin(): Promise<void> {
    await super.onTrainBegin();
    this.board = liveDisplay();
    this.last = undefined;
  }

  protected override report(progress: TrainingProgress): void {
    this.last = progress;
    if (isComplete(progress)) this.finish();
    else this.board.update(this.draw(progress, {}));
  }

  /** However a training ends, the last state stays and no longer tells of time that is left. */
  override release(): void {
    this.finish();
  }

  override async onTrainEnd(): Promise<void> {
    this.finish();
  }

  private finish(): void {
    if (!this.last) return;
    this.board.finish(this.draw(this.last, isComplete(this.last) ? {} : stoppedTitle(this.last)));
    this.last = undefined;
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
