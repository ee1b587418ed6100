import type { Chance } from '../data/random';
import { tf } from '../network/tensorflow';
import type { EpochLogs, PartialEpoch } from './history';
import { nextTurn } from './nextTurn';

export type Logs = Record<string, number | tf.Scalar | undefined>;

/** The trainings that run now. */
export const fits = new WeakMap<tf.LayersModel, Fit>();

/** Returns the training of a network that runs now, if any. */
export function fitOf(model: tf.LayersModel): Fit | undefined {
  return fits.get(model);
}

/** One training: the last of its callbacks, so that it can tell a whole epoch from one that was cut. */
export class Fit extends tf.Callback {
  /** The epochs before those of this training, when it goes on from a checkpoint. */
  past: readonly EpochLogs[] = [];
  validationCut = false;
  private numBatches = 0;

  constructor(
    readonly chance: Chance | undefined,
    private readonly yields: boolean,
  ) {
    super();
  }

  override async onEpochBegin(): Promise<void> {
    this.numBatches = 0;
    this.validationCut = false;
  }

  /** The stop button's signal must get through before TensorFlow.js looks whether to stop. */
  override async onBatchEnd(): Promise<void> {
    this.numBatches++;
    if (this.yields) await nextTurn();
  }

  /** Whether the epoch that ends now lacks batches or its validation. */
  isCut(logs: Logs): boolean {
    const total = numBatchesOf(this.params);
    const lacksBatches = total === undefined ? this.model.stopTraining : this.numBatches < total;
    return (
      lacksBatches ||
      this.validationCut ||
      (Boolean(this.params.doValidation) && logs.val_loss === undefined)
    );
  }

  partialEpoch(epoch: number, logs: EpochLogs): PartialEpoch {
    const { loss, acc } = logs;
    const numBatches = numBatchesOf(this.params);
    return { epoch: epoch + 1, batch: this.numBatches, numBatches, loss, acc };
  }
}

/** Returns how many batches an epoch has, if that is known. */
export function numBatchesOf(params: Readonly<Record<string, unknown>>): number | undefined {
  const { steps, samples, batchSize } = params as Record<string, number | null | undefined>;
  return steps ?? (samples && batchSize ? Math.ceil(samples / batchSize) : undefined);
}
