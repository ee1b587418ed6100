import type { Dataset } from '../data/dataset';
import type { tf } from '../network/tensorflow';
import type { Score, TrainingResult } from './history';
import type { AnyCallback } from './train';

export interface FineTuneOptions {
  /** The first layer that learns; all after it do, too, those before it stay frozen. */
  readonly fromLayer: string;
  /** Pictures that tell whether it got better; the network does not learn from them. */
  readonly validationData: Dataset;
  /** How often all pictures are shown. */
  readonly epochs?: number;
  /** Small, so that what the layers know is changed, not lost. */
  readonly learningRate?: number;
  readonly batchSize?: number;
  readonly seed?: number;
  readonly callbacks?: readonly AnyCallback[];
}

/** What a fine-tuning gave. */
export interface FineTuning extends TrainingResult {
  /** Loss and accuracy on the validation data before. */
  readonly before: Score;
  /** Loss and accuracy on the validation data after the last epoch, whether kept or not. */
  readonly after: Score;
  /** Whether the network keeps what it learned; where its loss became worse, it has its old weights back. */
  readonly kept: boolean;
}

/**
 * Unfreezes a network's last layers and trains them further with a small learning rate.
 */
export async function fineTune(
  ...args: [model: tf.LayersModel, trainSet: Dataset, options: FineTuneOptions]
): Promise<FineTuning> {
  throw new Error(`Not there yet for ${args.length} arguments`);
}
