import { emptyImages, type ImageArray } from '../arrays';
import { checkOptions, checkWhole } from '../../check';
import { annotationsOf, checkDataset, type Dataset } from '../dataset';
import { checkSeed, seededRandom } from '../random';
import {
  applyVariation,
  checkedAmounts,
  drawVariation,
  type VariationAmounts,
} from './augmentImage';

export interface AugmentOptions extends VariationAmounts {
  /** How many variations of each picture are added; 1 unless told. */
  readonly copies?: number;
  /** Decides what the variations look like; 1 unless told. */
  readonly seed?: number;
}

/**
 * Returns a larger data set: first the pictures as they are, then a random variation of each in the same order, then
 * another of each, until there are `copies` of them. A variation has the label and the source of its picture. The same seed gives the
 * same pictures, and with more copies the first ones stay the same. Vary the pictures to learn from only: those of the
 * test shall be as they were taken.
 *
 * @param options how many, the seed, and how far the variations may go, as for `augmentImage`
 * @returns images uint8 `[numImages * (copies + 1), height, width, channels]`, 0-255; labels as many
 * @throws RangeError when `copies` is not a positive whole number, or an amount is negative or too large
 * @throws TypeError when an amount is of the wrong type, or pictures and labels differ in number
 * @example
 * const augmentedSet = augmentDataset(trainSet, { copies: 2, seed: 1 });
 * [trainSet.labels.length, augmentedSet.labels.length] //=> [ 1440, 4320 ]
 * @example
 * // The file of the series: four arrays, which loadData() reads again
 * const larger = augmentDataset(trainSet, { copies: 1 });
 * const labelsOf = ({ labels }: typeof larger) => ({ data: labels, shape: [labels.length] });
 * await saveNpy('augumented_images.npy', [larger.images, testSet.images, labelsOf(larger), labelsOf(testSet)]);
 */
export function augmentDataset(dataset: Dataset, options: AugmentOptions = {}): Dataset {
  checkOptions('The options of augmentDataset()', options, '{ copies: 2 }');
  const { copies = 1, seed = 1, ...amounts } = options;
  checkWhole('copies', copies);
  checkSeed(seed);
  checkDataset('the data set', dataset);
  const { images, labels } = dataset;
  const total = labels.length * (copies + 1);
  const [numImages, ...imageShape] = images.shape;
  const { data, shape } = emptyImages([total, ...imageShape]);
  data.set(images.data);
  addVariations(data, { images, random: seededRandom(seed), amounts: checkedAmounts(amounts) });
  return {
    images: { data, shape },
    ...annotationsOf(
      dataset,
      Array.from({ length: total }, (_, index) => index % numImages),
    ),
  };
}

interface Source {
  readonly images: ImageArray;
  readonly random: () => number;
  readonly amounts: Required<VariationAmounts>;
}

/** Fills what lies behind the pictures in `data` with variations of them. */
function addVariations(data: Uint8Array, { images, random, amounts }: Source): void {
  const [, ...shape] = images.shape;
  const imageBytes = shape[0] * shape[1] * shape[2];
  for (let start = images.data.length; start < data.length; start += imageBytes) {
    const from = start % images.data.length;
    const original = { data: images.data.subarray(from, from + imageBytes), shape };
    data.set(applyVariation(original, drawVariation(amounts, random)).data, start);
  }
}
