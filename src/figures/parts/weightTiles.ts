import type { Image, NdArray } from '../../data/arrays';
import { plural } from '../../plural';
import { joinTiles } from './tiles';
import type { Bilingual } from './words';

export interface KernelChoice {
  /** The input channel to draw, from 0. Without it kernels of 3 channels are drawn in color, others by channel 0. */
  readonly inputChannel?: number;
  /** The weight that is drawn brightest; its negative is drawn darkest. The largest of all if not given. Give the same to compare kernels. */
  readonly largest?: number;
}

interface SheetOptions extends KernelChoice {
  /** Kernels in a row. */
  readonly columns: number;
  /** Pixels between kernels, where a weight is one pixel. */
  readonly gap: number;
}

/**
 * Returns all kernels of `[kernelHeight, kernelWidth, inputChannels, filters]` on one sheet, a pixel for each weight, 0
 * in mid gray: uint8 `[height, width, 2 or 4]`, the last channel being opacity.
 *
 * @throws RangeError when there is no such input channel, or `largest` is negative
 */
export function kernelSheet(
  weights: NdArray<Float32Array>,
  { inputChannel, largest = largestWeight(weights), columns, gap }: SheetOptions,
): Image {
  const [height, width, inputChannels, filters] = weights.shape;
  const channels = drawnChannels(inputChannels, inputChannel);
  if (!(largest >= 0))
    throw new RangeError(`largest must be a number of at least 0, but is ${String(largest)}`);
  const tiles = Array.from({ length: filters }, (_, filter) =>
    drawTile([height, width], (pixel) =>
      channels.map((channel) =>
        grayLevel(
          weights.data[(pixel * inputChannels + channel) * filters + filter] / (largest || 1),
        ),
      ),
    ),
  );
  return joinTiles(tiles, { columns, gap });
}

/** Returns what a sheet of kernels shows, and the scale of its grays. */
export function describeKernels(
  weights: NdArray<Float32Array>,
  { inputChannel, largest = largestWeight(weights) }: KernelChoice,
): Bilingual {
  const [height, width, inputChannels, filters] = weights.shape;
  const channels = drawnChannels(inputChannels, inputChannel);
  const [lowest, highest] = [rounded(-largest), rounded(largest)];
  const colored =
    channels.length === 1
      ? { en: `, input channel ${channels[0]}`, ja: `、入力チャンネル ${channels[0]}` }
      : { en: ' in color', ja: '、カラー' };
  return {
    en: `${plural(filters, 'kernel')} of ${height} x ${width}${colored.en}; mid gray is 0, bright is up to ${highest}, dark down to ${lowest}`,
    ja: `カーネル ${filters} 個 (${height} x ${width}${colored.ja})。灰色は 0、明るいほど大きく (最大 ${highest})、暗いほど小さい (最小 ${lowest})`,
  };
}

/** Returns how far the largest weight is from 0. */
export function largestWeight({ data }: NdArray<Float32Array>): number {
  return Math.max(...rangeOf(data).map(Math.abs));
}

/** Throws a TypeError unless the array is `[kernelHeight, kernelWidth, inputChannels, filters]`. */
export function checkKernels(caller: string, weights: NdArray<Float32Array>): void {
  checkAxes(caller, weights, ['kernelHeight', 'kernelWidth', 'inputChannels', 'filters']);
}

/** Throws a TypeError unless the array has these axes, none of them empty. */
export function checkAxes(
  caller: string,
  { data, shape }: NdArray<Float32Array>,
  axes: readonly string[],
): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.length === axes.length && size === data.length && size > 0) return;
  throw new TypeError(
    `${caller}() takes an array [${axes.join(', ')}], but got ${data.length} numbers of shape [${shape.join(', ')}]`,
  );
}

/** Returns a small picture, each pixel in the color given for it. */
export function drawTile(
  [height, width]: readonly [number, number],
  colorAt: (pixel: number) => readonly number[],
): Image {
  const pixels = Array.from({ length: height * width }, (_, pixel) => colorAt(pixel));
  return { data: Uint8Array.from(pixels.flat()), shape: [height, width, pixels[0].length] };
}

/** Returns the smallest and the largest number. A loop, since a spread of so many arguments overflows the stack. */
export function rangeOf(data: Float32Array): [number, number] {
  let [smallest, largest] = [Infinity, -Infinity];
  for (const value of data) {
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  return [smallest, largest];
}

/** Returns a number as figures show it. */
export function rounded(value: number): string {
  return value.toFixed(2);
}

function drawnChannels(inputChannels: number, inputChannel: number | undefined): number[] {
  if (inputChannel === undefined) return inputChannels === 3 ? [0, 1, 2] : [0];
  if (Number.isInteger(inputChannel) && inputChannel >= 0 && inputChannel < inputChannels)
    return [inputChannel];
  throw new RangeError(
    `inputChannel must be a whole number from 0 to ${inputChannels - 1}, but is ${String(inputChannel)}`,
  );
}

/** -1 is black, 0 mid gray, 1 white. */
function grayLevel(value: number): number {
  return Math.round(128 + 127 * Math.min(Math.max(value, -1), 1));
}
