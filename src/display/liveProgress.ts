import { ProgressCallback, type TrainingProgress } from '../training/progress';
import { liveDisplay, type LiveDisplay } from './liveDisplay';

/** A callback that shows how far a training is in one output: a new one for each training, which ends with its last state. */
export abstract class LiveProgress extends ProgressCallback {
  protected board: LiveDisplay = liveDisplay();
  private last: TrainingProgress | undefined;

  protected abstract showRunning(progress: TrainingProgress): void;

  protected abstract showEnd(progress: TrainingProgress): void;

  override async onTrainBegin(): Promise<void> {
    await super.onTrainBegin();
    this.board = liveDisplay();
    this.last = undefined;
  }

  protected override report(progress: TrainingProgress): void {
    this.last = progress;
    this.showRunning(progress);
  }

  /** However a training ends, the last state stays and no longer tells of time that is left. */
  override release(): void {
    const { last } = this;
    this.last = undefined;
    if (last) this.showEnd(last);
  }

  override async onTrainEnd(): Promise<void> {
    this.release();
  }
}
