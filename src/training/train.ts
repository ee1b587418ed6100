import { checkOptions, checkWhole, describe } from '../check';
import { checkDataset, type Dataset } from '../data/dataset';
import { checkModel } from '../network/checkExamples';
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
  options: TrainOptions,
): Promise<TrainingResult> {
  checkTraining(model, trainSet, options);
  const { validationData, epochs, batchSize, seed, callbacks = [] } = options;
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

/** What `fitDataset` would call by other names, or not look at before the first epoch has passed. */
function checkTraining(model: unknown, trainSet: unknown, options: TrainOptions): void {
  checkModel(model);
  checkDataset('the training set', trainSet);
  checkOptions('The options of train()', options, '{ epochs: 10 }');
  const { validationData, epochs, callbacks = [] } = options;
  checkWhole('epochs', epochs);
  if (validationData !== undefined) checkDataset('validationData', validationData);
  if (!Array.isArray(callbacks))
    throw new TypeError(
      `callbacks must be a list such as [liveCurves()], but is ${describe(callbacks)}`,
    );
}
