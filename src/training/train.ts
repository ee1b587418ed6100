import type { Dataset } from '../data/dataset';
import { seededRandom } from '../data/random';
import { startBackend, type tf } from '../network/tensorflow';
import { checkTraining } from './checkTraining';
import { runEpochs } from './epochs';
import type { History, Score } from './history';
import { withStopButton } from './stopButton';

export interface TrainOptions {
  /** Pictures to judge the network by after each epoch; it does not learn from them. */
  readonly validationData?: Dataset;
  /** How often all pictures are shown. */
  readonly epochs: number;
  /** How many pictures go into one step. */
  readonly batchSize?: number;
  /** Makes order and dropout repeatable: same weights, same pictures, same seed, same numbers. Without it `Math.random` decides. */
  readonly seed?: number;
  /** Is told after each batch how the training goes, and waited for. */
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
}

/** How far a training is. `loss` and `acc` are the means over the running epoch so far. */
export interface TrainingProgress extends Score {
  /** The running epoch, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** How many batches of the running epoch are done, from 1. */
  readonly batch: number;
  readonly numBatches: number;
  /** The finished epochs; the running one is among them once its last batch and its validation are done. */
  readonly history: History;
  /** Seconds until the end, judged by the pace so far. */
  readonly secondsLeft: number;
}

/** An epoch that was cut short. `loss` and `acc` are the means over the batches it did. */
export interface PartialEpoch extends Score {
  /** Its number, from 1. */
  readonly epoch: number;
  /** How many of its batches were done. */
  readonly batch: number;
  readonly numBatches: number;
}

export interface TrainingResult {
  /** Loss and accuracy of each finished epoch. */
  readonly history: History;
  /** How many epochs were finished. */
  readonly epochs: number;
  /** Whether the training ended before all epochs were finished. */
  readonly stopped: boolean;
  /** The epoch that was cut short, if any of its batches was done. */
  readonly partialEpoch?: PartialEpoch;
}

/**
 * Trains a compiled network on labeled pictures, in a new order each epoch. Pictures stay bytes until their batch's turn.
 * The stop button, or `model.stopTraining = true` in `onProgress`, ends it after the running batch: the network keeps
 * what it learned, and the result tells of all that was done.
 *
 * @throws Error when the network is not compiled, when another training runs, and when the loss is no number anymore
 * @throws TypeError when pictures and network do not fit together
 * @throws RangeError when there are no pictures, a label has no class, or a number is not a positive whole one
 * @example
 * const { history } = await train(model, trainSet, { validationData: testSet, epochs: 10, seed: 1, onProgress: liveCurves() });
 * history.val_acc.at(-1) // the share of unseen pictures it names rightly after the last epoch
 */
export async function train(
  model: tf.LayersModel,
  trainSet: Dataset,
  { validationData, epochs, batchSize = 32, seed, onProgress }: TrainOptions,
): Promise<TrainingResult> {
  checkTraining(model, { trainSet, validationData, epochs, batchSize, seed });
  await startBackend();
  const random = seed === undefined ? undefined : seededRandom(seed);
  return withStopButton((stopPressed) => {
    model.stopTraining = false;
    const isStopped = () => stopPressed() || model.stopTraining;
    return runEpochs({
      model,
      trainSet,
      validationData,
      epochs,
      batchSize,
      random,
      onProgress,
      isStopped,
    });
  });
}
