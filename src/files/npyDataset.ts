import { describe } from '../check';
import { LEVELS, type ImageArray, type NdArray } from '../data/arrays';
import { CLASS_NAMES } from '../data/classNames';
import type { Dataset } from '../data/dataset';
import { bytesToFill } from './hugePages';
import { loadNpy } from './npy';
import { isNdArray, type NpyContent } from './numpy/npyReader';
import type { NpyValue } from './numpy/pickleItems';
import { resizePixels } from './resizePixels';
import type { SplitDataset } from '../data/split';

/**
 * The two data sets in an `.npy` file of four arrays in the order of the series: X_train, x_test, Y_train, y_test.
 *
 * Pictures are `[numImages, height, width, 3]`: whole numbers 0-255, or floats. Floats of 0 to 1 count as pixels that
 * were divided by 256, as the series does; they are multiplied by 256 and rounded. Pictures of another size than the one
 * wanted are cut and resized as photos are. Labels are the numbers 0 to 5 or one-hot rows of six. A fifth value, an array
 * of words, names other classes, as many as there are.
 *
 * @throws TypeError when the file does not hold four such arrays
 * @throws RangeError when a pixel or a label is out of range
 */
export async function loadNpyDatasets(
  path: string,
  { imageSize }: { readonly imageSize: number },
): Promise<SplitDataset> {
  const { arrays, classNames } = sortContent(path, await loadNpy(path));
  const [trainImages, testImages, trainLabels, testLabels] = arrays;
  const options = { imageSize, classNames };
  return {
    trainSet: await toDataset(
      { images: trainImages, labels: trainLabels },
      { names: ['X_train', 'Y_train'], ...options },
    ),
    testSet: await toDataset(
      { images: testImages, labels: testLabels },
      { names: ['x_test', 'y_test'], ...options },
    ),
  };
}

/** The four arrays, and the names of the classes: the series' six, unless the file holds a list of words. */
function sortContent(
  path: string,
  content: NpyContent,
): { readonly arrays: readonly NdArray[]; readonly classNames: readonly string[] } {
  const values = isNdArray(content) ? [content] : content;
  const arrays = values.filter(isNdArray);
  const lists = values.filter(isNameList);
  const numOthers = values.length - arrays.length - lists.length;
  if (arrays.length === 4 && lists.length <= 1 && numOthers === 0)
    return { arrays, classNames: checkedNames(path, lists[0] ?? CLASS_NAMES) };
  const found = [
    `${arrays.length} ${arrays.length === 1 ? 'array' : 'arrays'} of numbers`,
    ...(lists.length > 0 ? [`${lists.length} of words`] : []),
    ...(numOthers > 0 ? [`${numOthers} other values`] : []),
  ];
  throw new TypeError(
    `${path} holds ${found.join(' and ')}; four are needed, in this order: X_train, x_test, Y_train, y_test. ` +
      'The names of the classes may follow as an array of words',
  );
}

/** Whether a value is a list of words. */
export function isNameList(value: NpyValue): value is readonly string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')
  );
}

/** Returns the names of classes. Throws a TypeError when there are too many, or two are alike. */
export function checkedNames(path: string, classNames: readonly string[]): readonly string[] {
  if (classNames.length > LEVELS)
    throw new TypeError(
      `${path} names ${classNames.length} classes; at most ${LEVELS} are possible`,
    );
  const wrong = classNames.findIndex(
    (name, index) => name.trim() === '' || classNames.indexOf(name) !== index,
  );
  if (wrong === -1) return classNames;
  throw new TypeError(
    `${path} names class ${wrong} ${describe(classNames[wrong])}; each class needs a name of its own`,
  );
}

interface Pair {
  readonly images: NdArray;
  readonly labels: NdArray;
}

interface PairOptions {
  readonly names: readonly [images: string, labels: string];
  readonly imageSize: number;
  readonly classNames: readonly string[];
}

/** The data set of an array of pictures and one of labels, as large as is wanted. Errors as those of `loadNpyDatasets`. */
export async function toDataset(
  pair: Pair,
  { names: [imagesName, labelsName], imageSize, classNames }: PairOptions,
): Promise<Dataset> {
  const images = toImages(pair.images, imagesName);
  const labels = toLabels(pair.labels, labelsName, classNames);
  if (images.shape[0] !== labels.length)
    throw new TypeError(
      `${imagesName} holds ${images.shape[0]} pictures and ${labelsName} ${labels.length} labels: each picture needs its label`,
    );
  return { images: await resizePixels(images, imageSize), labels, classNames };
}

function toImages({ data, shape }: NdArray, name: string): ImageArray {
  const [numImages, height, width, channels] = shape;
  if (shape.length !== 4 || channels !== 3 || height * width === 0)
    throw new TypeError(
      `${name} has the shape (${shape.join(', ')}); pictures need (count, height, width, 3)`,
    );
  return { data: toPixels(data, name), shape: [numImages, height, width, 3] };
}

function toPixels(data: NdArray['data'], name: string): Uint8Array {
  if (data instanceof Uint8Array) return data;
  let greatest = 0;
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (!(value >= 0 && value <= 255))
      throw new RangeError(
        `${name} holds the value ${value}; pixels are 0 to 255, or 0 to 1 when divided by 256`,
      );
    if (value > greatest) greatest = value;
  }
  const isFloat = data instanceof Float32Array || data instanceof Float64Array;
  const scale = isFloat && greatest <= 1 ? LEVELS : 1;
  const pixels = bytesToFill(data.length);
  for (let i = 0; i < data.length; i++)
    pixels[i] = Math.min(Math.round(Number(data[i]) * scale), 255);
  return pixels;
}

function toLabels(
  { data, shape }: NdArray,
  name: string,
  classNames: readonly string[],
): Uint8Array {
  const numClasses = classNames.length;
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  const isOneHot = shape.length === 2 && shape[1] === numClasses;
  if (!isColumn && !isOneHot)
    throw new TypeError(
      `${name} has the shape (${shape.join(', ')}); labels need (count,), (count, 1), or one-hot (count, ${numClasses}), ` +
        `for ${classNames.join(', ')}; other classes need their names as a fifth array of words`,
    );
  return Uint8Array.from({ length: shape[0] }, (_, index) =>
    isColumn
      ? numberLabel(Number(data[index]), `Label ${index} of ${name}`, classNames)
      : oneHotLabel(
          Array.from(data.slice(index * numClasses, (index + 1) * numClasses), Number),
          `Row ${index} of ${name}`,
        ),
  );
}

function numberLabel(label: number, place: string, classNames: readonly string[]): number {
  if (Number.isInteger(label) && label >= 0 && label < classNames.length) return label;
  throw new RangeError(
    `${place} is ${label}; labels are 0 to ${classNames.length - 1}, for ${classNames.join(', ')}`,
  );
}

function oneHotLabel(row: readonly number[], place: string): number {
  const isOneHot =
    row.every((value) => value === 0 || value === 1) &&
    row.filter((value) => value === 1).length === 1;
  if (isOneHot) return row.indexOf(1);
  throw new RangeError(`${place} is [${row.join(', ')}]; a one-hot row holds a single 1 and zeros`);
}
