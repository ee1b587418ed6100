import type { tf } from '../network/tensorflow';

/** How well the network does: the mean loss of a picture, and the share of pictures it names rightly (0-1). */
export interface Score {
  readonly loss: number;
  readonly acc: number;
}

/**
 * One value for each finished epoch, under TensorFlow.js's own names. Without validation data the `val_` lists are
 * empty, and so are those of accuracy where the network was compiled without it.
 */
export interface History {
  readonly loss: readonly number[];
  readonly acc: readonly number[];
  readonly val_loss: readonly number[];
  readonly val_acc: readonly number[];
}

/** An epoch that was cut short. `loss` and `acc` are the means over the batches it did. */
export interface PartialEpoch extends Score {
  /** Its number, from 1. */
  readonly epoch: number;
  /** How many of its batches were done. */
  readonly batch: number;
  /** How many it would have had, if that is known. */
  readonly numBatches?: number;
}

/** What `model.fit` and `model.fitDataset` return. */
export interface FitResult {
  readonly history: Readonly<Record<string, readonly (number | tf.Tensor)[]>>;
  /** The epoch that was cut short, if one was: it is not in the history. */
  readonly partialEpoch?: PartialEpoch;
}

/** How a training went. */
export interface TrainingResult {
  /** Loss and accuracy of each finished epoch. */
  readonly history: History;
  /** The epoch that was cut short, if one was: it is not in the history. */
  readonly partialEpoch?: PartialEpoch;
}

/** What a value of one epoch is called, and how large it is: TensorFlow.js's `logs`. */
export type EpochLogs = Readonly<Record<string, number>>;

/**
 * Returns loss and accuracy of each finished epoch as plain numbers, from what `model.fit` or `model.fitDataset` returns.
 * TensorFlow.js's own type leaves it open whether they are tensors.
 *
 * @example
 * const { loss, val_acc } = historyOf(await model.fitDataset(batches(trainSet), { epochs: 10 }));
 * loss.length //=> 10
 */
export function historyOf({ history }: FitResult): History {
  const numbers = (key: string) => (history[key] ?? []).map(Number);
  return {
    loss: numbers('loss'),
    acc: numbers('acc'),
    val_loss: numbers('val_loss'),
    val_acc: numbers('val_acc'),
  };
}

/** Returns the history of epochs that were told one by one. */
export function historyOfEpochs(epochs: readonly EpochLogs[]): History {
  const values = (key: keyof History) =>
    epochs.flatMap(({ [key]: value }) => (value === undefined ? [] : [value]));
  return {
    loss: values('loss'),
    acc: values('acc'),
    val_loss: values('val_loss'),
    val_acc: values('val_acc'),
  };
}
