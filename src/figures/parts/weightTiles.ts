import { plural } from '../../plural';
import { checkNumber, checkShape } from '../../check';
import type { Image, NdArray } from '../../data/arrays';
import { rangeOf } from './numbers';
import { drawTile, joinTiles } from './tiles';
import { type Bilingual } from './words';

interface SheetOptions {
  /** The weight that is drawn brightest; its negative is drawn darkest. */
  readonly largest: number;
  /** Kernels in a row. */
  readonly columns: number;
  /** Pixels between kernels, where a weight is one pixel. */
  readonly gap: number;
}

/**
 * Returns all kernels of `[kernelHeight, kernelWidth, inputChannels, filters]` on one sheet, a pixel for each weight, 0
 * in mid gray: uint8 `[height, width, 2 or 4]`, the last channel being opacity. Kernels of 3 channels are drawn in color,
 * others by channel 0; what is `NaN` is left see-through.
 *
 * @throws RangeError when `largest` is negative
 */
export function kernelSheet(
  { data, shape }: NdArray<Float32Array>,
  { largest, columns, gap }: SheetOptions,
): Image {
  const [height, width, inputChannels, filters] = shape;
  const numLevels = isColored(inputChannels) ? 3 : 1;
  checkNumber('largest', largest, { allowed: largest >= 0, expected: 'a number of at least 0' });
  const tiles = Array.from({ length: filters }, (_, filter) =>
    drawTile([height, width, numLevels], (pixel) => {
      const weights = Array.from(
        { length: numLevels },
        (_channel, channel) => data[(pixel * inputChannels + channel) * filters + filter],
      );
      if (weights.some(Number.isNaN)) return undefined;
      return weights.map((weight) => grayLevel(weight / (largest || 1)));
    }),
  );
  return joinTiles(tiles, { columns, gap });
}

function isColored(inputChannels: number): boolean {
  return inputChannels === 3;
}

/** -1 is black, 0 mid gray, 1 white. */
function grayLevel(value: number): number {
  return Math.round(128 + 127 * Math.min(Math.max(value, -1), 1));
}

/** Returns what a sheet of kernels shows, and the scale of its grays. */
export function describeKernels(weights: NdArray<Float32Array>, largest: number): Bilingual {
  const [height, width, inputChannels, filters] = weights.shape;
  const [lowest, highest] = [(-largest).toFixed(2), largest.toFixed(2)];
  const colored = isColored(inputChannels)
    ? { en: ' in color', ja: '、カラー' }
    : { en: ', input channel 0', ja: '、入力チャンネル 0' };
  const missing = describeMissing(weights);
  return {
    en: `${plural(filters, 'kernel')} of ${height} x ${width}${colored.en}; mid gray is 0, bright is up to ${highest}, dark down to ${lowest}${missing.en}`,
    ja: `カーネル ${filters} 個 (${height} x ${width}${colored.ja})。灰色は 0、明るいほど大きく (最大 ${highest})、暗いほど小さい (最小 ${lowest})${missing.ja}`,
  };
}

/** Returns how many numbers are none, in words that follow others; nothing if all are numbers. */
export function describeMissing({ data }: NdArray<Float32Array>): Bilingual {
  const count = data.reduce((sum, value) => sum + Number(Number.isNaN(value)), 0);
  if (count === 0) return { en: '', ja: '' };
  return { en: `; ${count} are NaN, left see-through`, ja: `。NaN が ${count} 個 (透明)` };
}

/** Returns how far the largest weight is from 0. */
export function largestWeight({ data }: NdArray<Float32Array>): number {
  return Math.max(...rangeOf(data).map(Math.abs));
}

/** Throws a TypeError unless the array is `[kernelHeight, kernelWidth, inputChannels, filters]`. */
export function checkKernels(name: string, weights: NdArray<Float32Array>): void {
  checkAxes(name, weights, ['kernelHeight', 'kernelWidth', 'inputChannels', 'filters']);
}

/** Throws a TypeError unless the array has these axes, none of them empty. */
export function checkAxes(
  name: string,
  array: NdArray<Float32Array>,
  axes: readonly string[],
): void {
  checkShape(name, array, axes);
  if (array.data.length === 0)
    throw new TypeError(`${name} must not be empty, but its shape is [${array.shape.join(', ')}]`);
}
