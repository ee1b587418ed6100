import type { Dataset } from '../data/dataset';
import type { tf } from '../network/tensorflow';
import { batches } from './batches';
import { historyOf, type FitResult, type TrainingResult } from './history';
import { stopButton } from './stopButton';
import { stopOnNaN } from './stopOnNaN';

/** A callback in TensorFlow.js's form: an instance, such as `stopButton()` gives, or an object with some of its methods. */
export type AnyCallback = tf.Callback | tf.CustomCallback | tf.CustomCallbackArgs;

export interface TrainOptions {
  /** Pictures to judge the network by after each epoch; it does not learn from them. */
  readonly validationData?: Dataset;
  /** How often all pictures are shown. */
  readonly epochs: number;
  /** How many pictures go into one step. */
  readonly batchSize?: number;
  /** Makes order and dropout repeatable: same weights, same pictures, same seed, same numbers. Without it `Math.random` decides. */
  readonly seed?: number;
  /** Are told how the training goes, and waited for: `[liveCurves()]`. */
  readonly callbacks?: readonly AnyCallback[];
}

/**
 * Trains a compiled network on labeled pictures: `model.fitDataset(batches(trainSet), …)` with `stopOnNaN()`,
 * `stopButton()` and your own callbacks. The network keeps what it learned when it is stopped.
 *
 * @throws Error when the network is not compiled or in training already, and when the loss is no number anymore
 * @throws TypeError when pictures and network do not fit together
 * @throws RangeError when there are no pictures, a label has no class, or a number is not a positive whole one
 * @example
 * const { history } = await train(model, trainSet, { validationData: testSet, epochs: 10, seed: 1, callbacks: [liveCurves()] });
 * history.val_acc.at(-1) // the share of unseen pictures it names rightly after the last epoch
 */
export async function train(
  model: tf.LayersModel,
  trainSet: Dataset,
  { validationData, epochs, batchSize, seed, callbacks = [] }: TrainOptions,
): Promise<TrainingResult> {
  const result: FitResult = await model.fitDataset(batches(trainSet, { batchSize, seed }), {
    epochs,
    verbose: 0,
    validationData: validationData && batches(validationData, { batchSize }),
    callbacks: [stopOnNaN(), stopButton(), ...callbacks] as tf.CustomCallbackArgs[],
  });
  return {
    ...(result.partialEpoch && { partialEpoch: result.partialEpoch }),
    history: historyOf(result),
  };
}
