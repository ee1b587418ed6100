import type { Chance } from '../data/random';
import type { tf } from '../network/tensorflow';

/** What a callback of ours may have besides TensorFlow.js's own methods. */
export interface CarefulCallback extends tf.Callback {
  /** Is called in place of `onEpochEnd` when the epoch was cut short. */
  onEpochCut(): Promise<void>;
  /** Is called last, whether the training ended or failed. */
  release(): void;
  /** Whether it shows how far the training is: one of this kind is enough. */
  readonly showsProgress: 'always' | 'unless another does' | 'never';
}

/** A `tf.data` dataset that knows what it is for, as `batches` gives. */
export interface CarefulDataset {
  /** Where its order and the masks of dropout come from; `Math.random` if not given. */
  readonly chance?: Chance;
  /** The same batches, never shuffled: the order does not change a mean. */
  readonly inOrder: () => tf.data.Dataset<tf.TensorContainer>;
  /** Throws unless a network can learn from it. */
  readonly checkFor: (model: tf.LayersModel, name: string) => void;
}

export function isCareful(dataset: unknown): dataset is CarefulDataset {
  return typeof (dataset as Partial<CarefulDataset> | null | undefined)?.inOrder === 'function';
}

export function isCarefulCallback(callback: unknown): callback is CarefulCallback {
  return typeof (callback as Partial<CarefulCallback>).onEpochCut === 'function';
}
