import { countByClass, pickExamples, type Dataset } from './dataset';
import { seededRandom, shuffledIndices } from './random';

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
 * @param options `testShare`: the share of each class that is held back for the test, above 0 and below 1
 * @throws RangeError when `testShare` is not between 0 and 1
 * @example
 * const { trainSet, testSet } = splitDataset(dataset, { testShare: 0.2, seed: 1 });
 * [trainSet.labels.length, testSet.labels.length] //=> [ 187, 48 ]
 */
export function splitDataset(dataset: Dataset, { testShare = 0.2, seed = 1 }: { readonly testShare?: number; readonly seed?: number } = {}): SplitDataset {
  if (!(testShare > 0 && testShare < 1)) throw new RangeError(`The share of the test must lie between 0 and 1 (0.2 is a fifth), not ${testShare}`);
  const inTest = chooseTest(dataset, { testShare, seed });
  const indices = Array.from(dataset.labels.keys());
  return {
    trainSet: pickExamples(dataset, indices.filter((index) => !inTest.has(index))),
    testSet: pickExamples(dataset, indices.filter((index) => inTest.has(index))),
  };
}

function chooseTest(dataset: Dataset, { testShare, seed }: { readonly testShare: number; readonly seed: number }): Set<number> {
  const numLeft = countByClass(dataset).map((count) => (count < 2 ? 0 : Math.min(Math.max(Math.round(count * testShare), 1), count - 1)));
  const inTest = new Set<number>();
  for (const index of shuffledIndices(dataset.labels.length, seededRandom(seed))) {
    if (numLeft[dataset.labels[index]]-- > 0) inTest.add(index);
  }
  return inTest;
}
