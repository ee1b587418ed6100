import { countByClass, type Dataset } from './dataset';
import { seededRandom, shuffledIndices } from './random';

/** How a data set is split. */
export interface SplitOptions {
  /** The share of each class that is held back for the test, above 0 and below 1; 0.2 unless told. */
  readonly testShare?: number;
  /** Decides which pictures those are; 1 unless told. */
  readonly seed?: number;
}

/**
 * The numbers of the pictures in either part, in the order of the whole.
 *
 * @throws RangeError when `testShare` is not between 0 and 1
 */
export function chooseParts(
  dataset: Dataset,
  { testShare, seed }: Required<SplitOptions>,
): { readonly train: number[]; readonly test: number[] } {
  if (!(testShare > 0 && testShare < 1))
    throw new RangeError(
      `The share of the test must lie between 0 and 1 (0.2 is a fifth), not ${testShare}`,
    );
  const inTest = chooseTest(dataset, { testShare, seed });
  const indices = Array.from(dataset.labels.keys());
  return {
    train: indices.filter((index) => !inTest.has(index)),
    test: indices.filter((index) => inTest.has(index)),
  };
}

function chooseTest(dataset: Dataset, { testShare, seed }: Required<SplitOptions>): Set<number> {
  const numLeft = countByClass(dataset).map((count) =>
    count < 2 ? 0 : Math.min(Math.max(Math.round(count * testShare), 1), count - 1),
  );
  const inTest = new Set<number>();
  for (const index of shuffledIndices(dataset.labels.length, seededRandom(seed))) {
    if (numLeft[dataset.labels[index]]-- > 0) inTest.add(index);
  }
  return inTest;
}
