import type { Image, ImageArray } from './arrays';

/** Pictures with the class of each. `labels[i]` is an index into `classNames`. */
export interface Dataset {
  /** uint8 `[numImages, imageSize, imageSize, 3]`, 0-255. */
  readonly images: ImageArray;
  /** uint8 `[numImages]`, each 0 to `classNames.length - 1`. */
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

/** The six classes of the series in label order: label 0 is a dog, label 5 a lizard. */
export const CLASS_NAMES = ['dogs', 'cats', 'monkeys', 'birds', 'fish', 'lizards'] as const;

/**
 * One picture out of many, as a copy: uint8 `[height, width, channels]`, 0-255.
 *
 * @throws RangeError when there is no picture of that number
 * @example
 * imageAt(trainSet.images, 0).shape //=> [ 100, 100, 3 ]
 */
export function imageAt(images: ImageArray, index: number): Image {
  const [numImages, height, width, channels] = images.shape;
  checkIndex(index, numImages);
  const imageBytes = height * width * channels;
  return {
    data: new Uint8Array(images.data.subarray(index * imageBytes, (index + 1) * imageBytes)),
    shape: [height, width, channels],
  };
}

/**
 * A data set of the chosen pictures, in the order of `indices`; a picture may be chosen twice.
 *
 * @throws RangeError when there is no picture of a chosen number
 * @example
 * pickExamples(trainSet, [0, 5, 5]).labels.length //=> 3
 */
export function pickExamples(dataset: Dataset, indices: readonly number[]): Dataset {
  const [numImages, ...imageShape] = dataset.images.shape;
  const imageBytes = imageShape[0] * imageShape[1] * imageShape[2];
  const data = new Uint8Array(indices.length * imageBytes);
  for (const [position, index] of indices.entries()) {
    checkIndex(index, numImages);
    data.set(
      dataset.images.data.subarray(index * imageBytes, (index + 1) * imageBytes),
      position * imageBytes,
    );
  }
  return {
    images: { data, shape: [indices.length, ...imageShape] },
    labels: Uint8Array.from(indices, (index) => dataset.labels[index]),
    classNames: dataset.classNames,
  };
}

/**
 * How many pictures each class has, in the order of `classNames`.
 *
 * @example
 * countByClass(trainSet) //=> [ 94, 10, 14, 47, 13, 9 ]
 */
export function countByClass({ labels, classNames }: Dataset): number[] {
  const counts = classNames.map(() => 0);
  for (const label of labels) counts[label]++;
  return counts;
}

/**
 * One picture of each class, in the order of `classNames`: the `nth` of the class, counted from 0, or its last if it has
 * fewer. A class without pictures is left out.
 *
 * @example
 * oneOfEach(trainSet).labels //=> Uint8Array [ 0, 1, 2, 3, 4, 5 ]
 */
export function oneOfEach(dataset: Dataset, { nth = 0 }: { readonly nth?: number } = {}): Dataset {
  const chosen = dataset.classNames.flatMap((_, label) => {
    const members = [...dataset.labels.keys()].filter((index) => dataset.labels[index] === label);
    return members.slice(0, nth + 1).slice(-1);
  });
  return pickExamples(dataset, chosen);
}

function checkIndex(index: number, numImages: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= numImages) {
    throw new RangeError(
      `There is no picture ${index}: the ${numImages} pictures are numbered from 0 to ${numImages - 1}`,
    );
  }
}
