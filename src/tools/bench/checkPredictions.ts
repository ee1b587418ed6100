import type { ContenderName } from './contenders';

/** What a contender's network makes of the first batch before any training. */
export interface Predictions {
  readonly contender: ContenderName;
  /** Probabilities `[batchSize, numClasses]`, row by row; none of the floor, which has no network. */
  readonly predictions: readonly number[];
}

/** Far above what rounding does, far below what a wrong weight does. */
const TOLERANCE = 1e-3;

/**
 * Checks that all contenders compute the same network, since a wrong one may be a fast one. Keras is the reference.
 *
 * @throws Error when one predicts something else, with the difference
 */
export function checkPredictions(all: readonly Predictions[]): void {
  const networks = all.filter(({ contender }) => contender !== 'floor');
  const reference = networks.find(({ contender }) => contender === 'keras') ?? networks[0];
  for (const { contender, predictions } of networks) {
    const difference = largestDifference(predictions, reference.predictions);
    if (difference <= TOLERANCE) continue;
    throw new Error(
      `${contender} computes another network than ${reference.contender}: with the same pictures and weights, their predictions differ by ` +
        `${difference.toPrecision(2)}, and at most ${TOLERANCE} is rounding; so its times would say nothing`,
    );
  }
}

/** Infinite where the two are not of one length, or one holds what is no number. */
function largestDifference(first: readonly number[], second: readonly number[]): number {
  if (first.length === 0 || first.length !== second.length) return Infinity;
  const largest = Math.max(...first.map((value, index) => Math.abs(value - second[index])));
  return Number.isNaN(largest) ? Infinity : largest;
}
