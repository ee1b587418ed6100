import { pickExamples, type Dataset } from './dataset';
import { chooseParts, type SplitOptions } from './splitParts';

export type { SplitOptions } from './splitParts';

/** A data set in two parts: one to learn from, one to be judged by. */
export interface SplitDataset {
  readonly trainSet: Dataset;
  readonly testSet: Dataset;
}

/**
 * A data set in two parts that share no picture. Each class is split by the same share (a stratified split), so a rare
 * class is not left out of the test by chance; a class of two or more pictures has at least one in either part.
 * Which pictures go where depends on the seed alone. Both parts keep the order of the whole.
 *
 * @throws RangeError when `testShare` is not between 0 and 1
 * @example
 * const { trainSet, testSet } = splitDataset(dataset, { testShare: 0.2, seed: 1 });
 * [trainSet.labels.length, testSet.labels.length] //=> [ 187, 48 ]
 */
export function splitDataset(
  dataset: Dataset,
  { testShare = 0.2, seed = 1 }: SplitOptions = {},
): SplitDataset {
  const { train, test } = chooseParts(dataset, { testShare, seed });
  return { trainSet: pickExamples(dataset, train), testSet: pickExamples(dataset, test) };
}
