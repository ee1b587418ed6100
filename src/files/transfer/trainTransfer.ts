import type { Dataset } from '../../data/dataset';
import type { tf } from '../../network/tensorflow';
import type { FineTuning } from '../../training/fineTune';
import type { History } from '../../training/history';
import type { AnyCallback } from '../../training/train';
import type { PretrainedName } from '../pretrained/networks';

export interface TransferOptions {
  /** The trained network whose layers give the features; `'squeezenet'` unless told. */
  readonly network?: PretrainedName;
  /** Decides the first weights of the head and the order of the pictures; 1 unless told. */
  readonly seed?: number;
  /** How often the head sees all features; 200 unless told. */
  readonly epochs?: number;
  /** As a second step, the last layers are unfrozen and tuned for so many epochs; 0, which leaves it out, unless told. */
  readonly fineTuneEpochs?: number;
  /** Pictures to judge the network by after each epoch; it does not learn from them. */
  readonly validationData?: Dataset;
  /** Are told how the training of the head goes, and then the tuning. */
  readonly callbacks?: readonly AnyCallback[];
  /** Where features are kept; `data/features` unless told. */
  readonly featuresFolder?: string;
}

/** A network for the reader's own classes, and how it came about. */
export interface TransferResult {
  /** Compiled; carries the names of its classes. Takes pictures of the size of the training set. Free it with `dispose()`. */
  readonly model: tf.LayersModel;
  /** Loss and accuracy of the head after each epoch. */
  readonly history: History;
  /** What fine-tuning gave on a fifth of the training set that was held back; left out where there was none. */
  readonly fineTuning?: FineTuning;
}

/**
 * Trains a network for the classes of a data set by transfer learning: the layers of a network that has seen a million
 * photos give features, and a small head learns on them, within seconds. Pictures have the size that the network shall
 * take: that of its own training (227 for SqueezeNet) works best; `resizeImages` enlarges smaller ones.
 *
 * @throws Error when the weights of the network are missing or damaged; `npm run pretrained` fetches them
 */
export async function trainTransfer(
  ...args: [trainSet: Dataset, options?: TransferOptions]
): Promise<TransferResult> {
  throw new Error(`Not there yet for ${args.length} arguments`);
}
