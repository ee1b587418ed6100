import { TrainingCallback } from './callback';
import { onInterrupt } from './interrupt';

class StopButton extends TrainingCallback {
  private pressed = false;
  private takeBack = () => {};

  override async onTrainBegin(): Promise<void> {
    this.takeBack();
    this.pressed = false;
    this.takeBack = onInterrupt(() => {
      this.pressed = true;
      this.model.stopTraining = true;
    });
  }

  /** TensorFlow.js takes the wish to stop back when a training begins. */
  override async onBatchEnd(): Promise<void> {
    if (this.pressed) this.model.stopTraining = true;
  }

  override release(): void {
    this.takeBack();
    this.takeBack = () => {};
  }

  override async onTrainEnd(): Promise<void> {
    this.release();
  }
}

/**
 * Returns a callback that ends a training after the running batch when the stop button, or Ctrl+C in a terminal, is
 * pressed: the network keeps what it learned, and its history all whole epochs. A second press does what it would have
 * done without. Listeners of others stay where they are.
 *
 * @example
 * await model.fitDataset(batches(trainSet), { epochs: 100, callbacks: [stopButton()] });
 */
export function stopButton(): TrainingCallback {
  return new StopButton();
}
