import { numbersOf, TrainingCallback, type UnresolvedLogs } from './callback';

class StopOnNaN extends TrainingCallback {
  private epoch = 0;

  override async onEpochBegin(epoch: number): Promise<void> {
    this.epoch = epoch;
  }

  override async onBatchEnd(batch: number, logs?: UnresolvedLogs): Promise<void> {
    const { loss } = await numbersOf(logs);
    if (Number.isFinite(loss)) return;
    throw new Error(
      `The loss became ${loss} in epoch ${this.epoch + 1}, batch ${batch + 1}, so the network has unlearned everything; ` +
        'build it anew and compile it with a smaller learning rate',
    );
  }
}

/**
 * Returns a callback that ends a training with an error as soon as the loss is no number anymore: no later epoch would
 * bring the network back.
 *
 * @example
 * await model.fitDataset(batches(trainSet), { epochs: 100, callbacks: [stopOnNaN()] });
 */
export function stopOnNaN(): TrainingCallback {
  return new StopOnNaN();
}
