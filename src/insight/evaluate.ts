import { checkOptions } from '../check';
import type { Dataset } from '../data/dataset';
import { checkExamples, numClassesOf } from '../network/checkExamples';
import type { tf } from '../network/tensorflow';
import {
  classMetrics,
  confusionMatrix,
  type ClassMetrics,
  type ConfusionMatrix,
} from './confusionMatrix';
import { predictProbabilities, type Probabilities } from './probabilities';

export interface EvaluateOptions {
  /** How many pictures are judged at once. */
  readonly batchSize?: number;
}

/** How a network does on pictures it has not learned from. */
export interface Evaluation {
  /** The mean categorical cross-entropy of a picture; 0 is perfect. */
  readonly loss: number;
  /** The share of pictures named rightly (0-1). */
  readonly acc: number;
  /** How sure the network is: float32 `[numImages, numClasses]`, each row sums to 1. */
  readonly probabilities: Probabilities;
  /** The most probable class of each picture: uint8 `[numImages]`. */
  readonly predictions: Uint8Array;
  /** The true class of each picture: uint8 `[numImages]`. */
  readonly labels: Uint8Array;
  /** Rows are true classes, columns predicted ones. */
  readonly confusionMatrix: ConfusionMatrix;
  /** Precision, recall, F1 and support, in label order. */
  readonly classMetrics: readonly ClassMetrics[];
  readonly classNames: readonly string[];
}

/** TensorFlow.js takes no logarithm of anything smaller. */
const EPSILON = 1e-7;

/**
 * Judges a network by labeled pictures, prints `Test Loss` and `Test Accuracy`, and returns both with the details.
 *
 * @throws TypeError when pictures and network do not fit together
 * @throws RangeError when there are no pictures or a label has no class
 * @example
 * const evaluation = evaluate(model, testSet);
 * // Test Loss: 0.7312
 * // Test Accuracy: 0.7566
 * evaluation.confusionMatrix[0][1] // how many dogs were taken for cats
 */
export function evaluate(
  model: tf.LayersModel,
  testSet: Dataset,
  options: EvaluateOptions = {},
): Evaluation {
  checkExamples(model, testSet, { name: 'the test set' });
  checkClassNames(model, testSet);
  checkOptions('The options of evaluate()', options, '{ batchSize: 32 }');
  const { batchSize } = options;
  const probabilities = predictProbabilities(model, testSet.images, { batchSize });
  const evaluation = judge(testSet, probabilities);
  console.log(`Test Loss: ${evaluation.loss.toFixed(4)}`);
  console.log(`Test Accuracy: ${evaluation.acc.toFixed(4)}`);
  return evaluation;
}

/** Judges answers that a network has given already. Labels may be of several sets, as long as the answers are in their order. */
export function judge(
  { labels, classNames }: Pick<Dataset, 'labels' | 'classNames'>,
  probabilities: Probabilities,
): Evaluation {
  const predictions = mostProbable(probabilities);
  const matrix = confusionMatrix(labels, { predictions, numClasses: classNames.length });
  return {
    loss: meanCrossEntropy(probabilities, labels),
    acc: labels.filter((label, index) => label === predictions[index]).length / labels.length,
    probabilities,
    predictions,
    labels,
    confusionMatrix: matrix,
    classMetrics: classMetrics(matrix, { classNames }),
    classNames,
  };
}

function mostProbable({ data, shape: [numImages, numClasses] }: Probabilities): Uint8Array {
  return Uint8Array.from({ length: numImages }, (_, image) => {
    const row = data.subarray(image * numClasses, (image + 1) * numClasses);
    return row.indexOf(Math.max(...row));
  });
}

/**
 * Returns the mean of -log(probability of the true class), computed as TensorFlow.js does: each row is made to sum to 1
 * and kept away from 0 and 1 by a ten-millionth.
 *
 * @internal
 */
export function meanCrossEntropy(
  { data, shape: [numImages, numClasses] }: Probabilities,
  labels: ArrayLike<number>,
): number {
  let total = 0;
  for (let image = 0; image < numImages; image++) {
    const row = data.subarray(image * numClasses, (image + 1) * numClasses);
    const probability = row[labels[image]] / row.reduce((sum, value) => sum + value, 0);
    total -= Math.log(Math.min(Math.max(probability, EPSILON), 1 - EPSILON));
  }
  return total / numImages;
}

function checkClassNames(model: tf.LayersModel, { classNames }: Dataset): void {
  const numClasses = numClassesOf(model);
  if (classNames.length === numClasses) return;
  throw new TypeError(
    `The network tells ${numClasses} classes apart, but the test set names ${classNames.length}: ${classNames.join(', ')}`,
  );
}
