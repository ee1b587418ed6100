import type { ImageArray, NdArray } from '../data/arrays';
import { CLASS_NAMES } from '../data/classNames';
import type { Dataset } from '../data/dataset';
import { loadNpy } from './npy';
import type { SplitDataset } from '../data/split';

/**
 * The two data sets in an `.npy` file of four arrays in the order of the series: X_train, x_test, Y_train, y_test.
 *
 * Pictures are `[numImages, imageSize, imageSize, 3]`: whole numbers 0-255, or floats. Floats of 0 to 1 count as pixels
 * that were divided by 256, as the series does; they are multiplied by 256 and rounded. Labels are the numbers 0 to 5
 * or one-hot rows of six.
 *
 * @throws TypeError when the file does not hold four such arrays
 * @throws RangeError when a pixel, a label or the size of the pictures is out of range
 */
export async function loadNpyDatasets(
  path: string,
  { imageSize }: { readonly imageSize: number },
): Promise<SplitDataset> {
  const arrays = await loadNpy(path, { holds: 'arrays' });
  if (arrays.length !== 4)
    throw new TypeError(
      `${path} holds ${arrays.length} arrays; four are needed, in this order: X_train, x_test, Y_train, y_test`,
    );
  const [trainImages, testImages, trainLabels, testLabels] = arrays;
  return {
    trainSet: toDataset(
      { images: trainImages, labels: trainLabels },
      { names: ['X_train', 'Y_train'], imageSize },
    ),
    testSet: toDataset(
      { images: testImages, labels: testLabels },
      { names: ['x_test', 'y_test'], imageSize },
    ),
  };
}

interface Pair {
  readonly images: NdArray;
  readonly labels: NdArray;
}

interface PairOptions {
  readonly names: readonly [images: string, labels: string];
  readonly imageSize: number;
}

function toDataset(
  pair: Pair,
  { names: [imagesName, labelsName], imageSize }: PairOptions,
): Dataset {
  const images = toImages(pair.images, { name: imagesName, imageSize });
  const labels = toLabels(pair.labels, labelsName);
  if (images.shape[0] !== labels.length)
    throw new TypeError(
      `${imagesName} holds ${images.shape[0]} pictures and ${labelsName} ${labels.length} labels: each picture needs its label`,
    );
  return { images, labels, classNames: CLASS_NAMES };
}

function toImages(
  { data, shape }: NdArray,
  { name, imageSize }: { readonly name: string; readonly imageSize: number },
): ImageArray {
  const [numImages, height, width, channels] = shape;
  if (shape.length !== 4 || channels !== 3)
    throw new TypeError(
      `${name} has the shape (${shape.join(', ')}); pictures need (count, size, size, 3)`,
    );
  if (height !== imageSize || width !== imageSize) {
    const mend = height === width ? `set { imageSize: ${height} }` : 'make them square';
    throw new RangeError(
      `The pictures in ${name} are ${height}x${width} pixels, and ${imageSize}x${imageSize} were asked for: ${mend}`,
    );
  }
  return { data: toPixels(data, name), shape: [numImages, imageSize, imageSize, 3] };
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
  const scale = isFloat && greatest <= 1 ? 256 : 1;
  const pixels = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++)
    pixels[i] = Math.min(Math.round(Number(data[i]) * scale), 255);
  return pixels;
}

function toLabels({ data, shape }: NdArray, name: string): Uint8Array {
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  const isOneHot = shape.length === 2 && shape[1] === CLASS_NAMES.length;
  if (!isColumn && !isOneHot)
    throw new TypeError(
      `${name} has the shape (${shape.join(', ')}); labels need (count,), (count, 1), or one-hot (count, ${CLASS_NAMES.length})`,
    );
  const numLabels = shape[0];
  return Uint8Array.from({ length: numLabels }, (_, index) =>
    isOneHot ? oneHotLabel(data, { index, name }) : numberLabel(data, { index, name }),
  );
}

interface LabelPlace {
  readonly index: number;
  readonly name: string;
}

function numberLabel(data: NdArray['data'], { index, name }: LabelPlace): number {
  const label = Number(data[index]);
  if (!Number.isInteger(label) || label < 0 || label >= CLASS_NAMES.length) {
    throw new RangeError(
      `Label ${index} of ${name} is ${label}; labels are 0 to ${CLASS_NAMES.length - 1}, for ${CLASS_NAMES.join(', ')}`,
    );
  }
  return label;
}

function oneHotLabel(data: NdArray['data'], { index, name }: LabelPlace): number {
  const start = index * CLASS_NAMES.length;
  const row = Array.from(data.slice(start, start + CLASS_NAMES.length), Number);
  if (
    row.some((value) => value !== 0 && value !== 1) ||
    row.filter((value) => value === 1).length !== 1
  ) {
    throw new RangeError(
      `Row ${index} of ${name} is [${row.join(', ')}]; a one-hot row holds a single 1 and zeros`,
    );
  }
  return row.indexOf(1);
}
