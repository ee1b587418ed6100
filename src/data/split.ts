import { checkNumber, checkOptions } from '../check';
import type { ImageArray } from './arrays';
import { annotationsOf, countByClass, pickExamples, type Dataset } from './dataset';
import { checkSeed, seededRandom, shuffledIndices } from './random';

/** How a data set is split. */
export interface SplitOptions {
  /** The share of each class that is held back for the test, above 0 and below 1; 0.2 unless told. */
  readonly testShare?: number;
  /** Decides which pictures those are; 1 unless told. */
  readonly seed?: number;
}

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
 * @throws RangeError when `testShare` is not between 0 and 1, or a label is no index of a class
 * @throws TypeError when it is given no data set, or an option is of the wrong type
 * @example
 * const { trainSet: learned, testSet: kept } = splitDataset(trainSet, { testShare: 0.25, seed: 1 });
 * [learned.labels.length, kept.labels.length] //=> [ 1080, 360 ]
 */
export function splitDataset(dataset: Dataset, options: SplitOptions = {}): SplitDataset {
  checkOptions('The options of splitDataset()', options, '{ testShare: 0.2 }');
  const { testShare = 0.2, seed = 1 } = options;
  const { train, test } = chooseParts(dataset, { testShare, seed });
  return { trainSet: pickExamples(dataset, train), testSet: pickExamples(dataset, test) };
}

/**
 * The parts that `splitDataset` gives, without a second copy of the pictures in memory: they change places where they lie,
 * and the data set that they were must not be used any more.
 */
export function splitInPlace(dataset: Dataset, options: Required<SplitOptions>): SplitDataset {
  const { train, test } = chooseParts(dataset, options);
  const [, ...imageShape] = dataset.images.shape;
  const imageBytes = imageShape.reduce((product, length) => product * length, 1);
  reorderBlocks(dataset.images.data, [...train, ...test], imageBytes);
  const part = (indices: readonly number[], start: number): Dataset => ({
    images: imagesFrom(dataset.images, start, indices.length),
    ...annotationsOf(dataset, indices),
  });
  return { trainSet: part(train, 0), testSet: part(test, train.length) };
}

/** So many pictures from a place on, where they lie. */
function imagesFrom({ data, shape }: ImageArray, start: number, count: number): ImageArray {
  const [, height, width, channels] = shape;
  const imageBytes = height * width * channels;
  return {
    data: data.subarray(start * imageBytes, (start + count) * imageBytes),
    shape: [count, height, width, channels],
  };
}

/**
 * The numbers of the pictures in either part, in the order of the whole. Throws as `splitDataset` does.
 */
export function chooseParts(
  dataset: Dataset,
  { testShare, seed }: Required<SplitOptions>,
): { readonly train: number[]; readonly test: number[] } {
  checkNumber('testShare', testShare, {
    allowed: testShare > 0 && testShare < 1,
    expected: 'a share above 0 and below 1 (0.2 is a fifth)',
  });
  checkSeed(seed);
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

/**
 * Puts blocks of bytes into another order: along each ring of blocks that take each other's places, with one block held
 * aside. `order` holds for each place the number of the block that goes there; each block once.
 */
function reorderBlocks(bytes: Uint8Array, order: readonly number[], blockBytes: number): void {
  const move = (from: number, to: number): void =>
    void bytes.copyWithin(to * blockBytes, from * blockBytes, (from + 1) * blockBytes);
  const done = new Set<number>();
  for (const first of order.keys()) {
    if (done.has(first)) continue;
    const held = bytes.slice(first * blockBytes, (first + 1) * blockBytes);
    let place = first;
    for (; order[place] !== first; place = order[place]) {
      move(order[place], place);
      done.add(place);
    }
    bytes.set(held, place * blockBytes);
    done.add(place);
  }
}
