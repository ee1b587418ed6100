import { capitalized, checkClass, checkOptions, checkWhole, describe, isPromise } from '../check';
import { checkImageArray, emptyImages, type Image, type ImageArray } from './arrays';

/** Pictures with the class of each. `labels[i]` is an index into `classNames`. */
export interface Dataset {
  /** uint8 `[numImages, imageSize, imageSize, 3]`, 0-255. */
  readonly images: ImageArray;
  /** uint8 `[numImages]`, each 0 to `classNames.length - 1`. */
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
  /**
   * What each picture shows, or where it is from: the artwork of a composed drawing (`'noto:dog'`), or the file of a photo
   * inside the folder that was loaded (`'dogs/rex.jpg'`). Arrays from a file have none. Pictures of one source are not
   * independent of each other; see `accuracyBySource`.
   */
  readonly sources?: readonly string[];
}

/**
 * Throws a TypeError unless the value is a data set: pictures whose data fills their shape, one label for each, and the
 * names of the classes; and sources, where there are any, one for each picture. The labels themselves are not looked at.
 *
 * @example
 * checkDataset('the training set', loadData('photos'));
 * // TypeError: The training set must be a data set { images, labels, classNames }, but is a promise: did you forget `await`?
 */
export function checkDataset(name: string, value: unknown): void {
  const { images, labels, classNames, sources } = fieldsOf(name, value);
  checkImageArray(`the images of ${name}`, images);
  if (!isList(labels) || !isList(classNames)) {
    const wrong = isList(labels) ? 'classNames' : 'labels';
    const expected = isList(labels) ? 'a list of names' : 'a list of whole numbers, one an image';
    throw new TypeError(
      `${capitalized(name)} must have ${wrong}, ${expected}, but they are ${describe(isList(labels) ? classNames : labels)}`,
    );
  }
  const numImages = (images as ImageArray).shape[0];
  if (labels.length !== numImages)
    throw new TypeError(
      `${capitalized(name)} has ${numImages} images but ${labels.length} labels; each image needs one`,
    );
  if (sources !== undefined) checkSources(`the sources of ${name}`, sources, numImages);
}

/** Throws a TypeError unless the value is a list of texts, one for each picture. */
export function checkSources(
  name: string,
  value: unknown,
  numImages: number,
): asserts value is readonly string[] {
  if (!Array.isArray(value))
    throw new TypeError(
      `${capitalized(name)} must be a list of texts, one an image, but are ${describe(value)}`,
    );
  if (value.length !== numImages)
    throw new TypeError(
      `${capitalized(name)} are ${value.length}, but there are ${numImages} images; each image needs one`,
    );
  const wrong = value.findIndex((source) => typeof source !== 'string');
  if (wrong === -1) return;
  throw new TypeError(
    `${capitalized(name)} must be texts, but number ${wrong} is ${describe(value[wrong])}`,
  );
}

/** Throws unless each label is the index of one of the classes: a TypeError for words or rows, a RangeError for numbers. */
export function checkLabels(name: string, labels: ArrayLike<number>, numClasses: number): void {
  for (let index = 0; index < labels.length; index++) {
    const label: unknown = labels[index];
    const isClass =
      Number.isInteger(label) && (label as number) >= 0 && (label as number) < numClasses;
    if (!isClass) checkClass(`label ${index} of ${name}`, label, numClasses);
  }
}

function fieldsOf(name: string, value: unknown): Record<keyof Dataset, unknown> {
  if (isPromise(value) || typeof value !== 'object' || value === null || !('images' in value)) {
    const parts = isLoaded(value) ? '; take its trainSet or its testSet' : '';
    throw new TypeError(
      `${capitalized(name)} must be a data set { images, labels, classNames }, but is ${describe(value)}${parts}`,
    );
  }
  return value as Record<keyof Dataset, unknown>;
}

function isLoaded(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'trainSet' in value;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/**
 * One picture out of many, as a copy: uint8 `[height, width, channels]`, 0-255.
 *
 * @throws RangeError when there is no picture of that number
 * @throws TypeError when the data does not fill the shape
 * @example
 * imageAt(trainSet.images, 0).shape //=> [ 100, 100, 3 ]
 */
export function imageAt(images: ImageArray, index: number): Image {
  checkImageArray('images', images);
  const [numImages, height, width, channels] = images.shape;
  checkIndex(index, numImages);
  const imageBytes = height * width * channels;
  return {
    data: new Uint8Array(images.data.subarray(index * imageBytes, (index + 1) * imageBytes)),
    shape: [height, width, channels],
  };
}

/**
 * A data set of the chosen pictures with their labels and sources, in the order of `indices`; a picture may be chosen twice.
 *
 * @throws RangeError when there is no picture of a chosen number
 * @throws TypeError when the first argument is no data set, or the second no list
 * @example
 * pickExamples(trainSet, [0, 5, 5]).labels.length //=> 3
 */
export function pickExamples(dataset: Dataset, indices: readonly number[]): Dataset {
  checkDataset('the data set', dataset);
  if (!isList(indices))
    throw new TypeError(`indices must be a list such as [0, 5], but is ${describe(indices)}`);
  const [numImages, ...imageShape] = dataset.images.shape;
  const imageBytes = imageShape[0] * imageShape[1] * imageShape[2];
  const images = emptyImages([indices.length, ...imageShape]);
  for (let position = 0; position < indices.length; position++) {
    const index = indices[position];
    checkIndex(index, numImages);
    images.data.set(
      dataset.images.data.subarray(index * imageBytes, (index + 1) * imageBytes),
      position * imageBytes,
    );
  }
  return {
    images,
    ...annotationsOf(dataset, indices),
  };
}

/** All but the pixels of the chosen pictures. */
export function annotationsOf(
  { labels, classNames, sources }: Dataset,
  indices: readonly number[],
): Omit<Dataset, 'images'> {
  return {
    labels: Uint8Array.from(indices, (index) => labels[index]),
    classNames,
    ...(sources && { sources: Array.from(indices, (index) => sources[index]) }),
  };
}

/**
 * How many pictures each class has, in the order of `classNames`.
 *
 * @throws RangeError when a label is no index of a class
 * @throws TypeError when it is given no data set
 * @example
 * countByClass(trainSet) //=> [ 240, 240, 240, 240, 240, 240 ]
 */
export function countByClass(dataset: Dataset): number[] {
  checkDataset('the data set', dataset);
  const { labels, classNames } = dataset;
  checkLabels('the data set', labels, classNames.length);
  const counts = Array.from(classNames, () => 0);
  for (const label of labels) counts[label]++;
  return counts;
}

/**
 * One picture of each class, in the order of `classNames`: the `nth` of the class, counted from 0, or its last if it has
 * fewer. A class without pictures is left out.
 *
 * @throws RangeError when `nth` is no whole number from 0
 * @throws TypeError when it is given no data set
 * @example
 * oneOfEach(trainSet).labels //=> Uint8Array [ 0, 1, 2, 3, 4, 5 ]
 */
export function oneOfEach(dataset: Dataset, options: { readonly nth?: number } = {}): Dataset {
  checkDataset('the data set', dataset);
  checkOptions('The options of oneOfEach()', options, '{ nth: 1 }');
  const { nth = 0 } = options;
  checkWhole('nth', nth, { min: 0 });
  const chosen = dataset.classNames.flatMap((_, label) => {
    const members = [...dataset.labels.keys()].filter((index) => dataset.labels[index] === label);
    return members.slice(0, nth + 1).slice(-1);
  });
  return pickExamples(dataset, chosen);
}

function checkIndex(index: number, numImages: number): void {
  if (Number.isInteger(index) && index >= 0 && index < numImages) return;
  const ErrorType = typeof index === 'number' ? RangeError : TypeError;
  throw new ErrorType(
    `There is no picture ${describe(index)}: the ${numImages} pictures are numbered from 0 to ${numImages - 1}`,
  );
}
