import type { Image, NdArray } from '../data/arrays';
import { colorOf, type ColorScale } from './colorScale';
import { picture, type Picture } from './picture';
import { plural } from './plural';
import { joinTiles } from './tiles';
import { describedWords, type Bilingual, type Words } from './words';

/** What the smallest and the largest number look like. */
const ENDS: Readonly<Record<ColorScale, readonly [Bilingual, Bilingual]>> = {
  gray: [{ en: 'black', ja: '黒' }, { en: 'white', ja: '白' }],
  viridis: [{ en: 'purple', ja: '紫' }, { en: 'yellow', ja: '黄' }],
};

interface GridOptions {
  /** Tiles in a row. */
  readonly columns?: number;
  /** Screen pixels for one number, a positive whole number. */
  readonly scale?: number;
  /** Stands over the grid. */
  readonly title?: Words;
  /** Stands below the grid; tells the scale of the colors if not given. */
  readonly caption?: Words;
  readonly alt?: Words;
}

export interface FeatureMapGridOptions extends GridOptions {
  /** The numbers drawn darkest and brightest; the smallest and largest of all maps if not given. Give the same to compare grids. */
  readonly range?: readonly [number, number];
  /** `gray` from black to white, or `viridis` from purple to yellow. */
  readonly colors?: ColorScale;
}

export interface KernelGridOptions extends GridOptions {
  /** The input channel to draw, from 0. Without it kernels of 3 channels are drawn in color, others by channel 0. */
  readonly inputChannel?: number;
}

/**
 * Returns all maps of `[height, width, filters]` as small pictures on one common scale, filter 0 at the top left.
 *
 * @throws TypeError when the array has not 3 axes, none of them empty
 * @example
 * featureMapGrid(featureMaps(model, photo, { layerIndex: 0 }))
 */
export function featureMapGrid(
  maps: NdArray<Float32Array>,
  { columns = 8, scale = 1, range = rangeOf(maps.data), colors = 'gray', title, caption, alt }: FeatureMapGridOptions = {},
): Picture {
  checkAxes('featureMapGrid', maps, ['height', 'width', 'filters']);
  const [height, width, filters] = maps.shape;
  const colorAt = (index: number) => colorOf((maps.data[index] - range[0]) / (range[1] - range[0] || 1), colors);
  const tiles = Array.from({ length: filters }, (_, filter) =>
    drawTile([height, width], (pixel) => colorAt(pixel * filters + filter)));
  const [darkest, brightest] = ENDS[colors];
  const [smallest, largest] = range.map(rounded);
  const text = {
    en: `${plural(filters, 'feature map')} of ${height} x ${width}; ${darkest.en} is ${smallest}, ${brightest.en} is ${largest}`,
    ja: `特徴マップ ${filters} 枚 (${height} x ${width})。${darkest.ja}は ${smallest}、${brightest.ja}は ${largest}`,
  };
  return grid(tiles, { columns, scale, title, caption: caption ?? text, alt: alt ?? describedWords(title, text) });
}

/**
 * Returns all kernels of `[kernelHeight, kernelWidth, inputChannels, filters]` as small pictures, kernel 0 at the top
 * left: a weight of 0 is mid gray, positive ones are brighter, negative ones darker, all on one scale. Kernels on RGB
 * pictures are drawn in color, so each shows the color it answers to.
 *
 * @throws TypeError when the array has not 4 axes, none of them empty
 * @throws RangeError when there is no such input channel
 * @example
 * kernelGrid(kernels(model, { layerIndex: 0 }))
 */
export function kernelGrid(weights: NdArray<Float32Array>, { inputChannel, columns = 8, scale = 16, title, caption, alt }: KernelGridOptions = {}): Picture {
  checkAxes('kernelGrid', weights, ['kernelHeight', 'kernelWidth', 'inputChannels', 'filters']);
  const [height, width, inputChannels, filters] = weights.shape;
  const channels = drawnChannels(inputChannels, inputChannel);
  const largest = Math.max(...rangeOf(weights.data).map(Math.abs));
  const tiles = Array.from({ length: filters }, (_, filter) => drawTile([height, width], (pixel) =>
    channels.map((channel) => grayLevel(weights.data[(pixel * inputChannels + channel) * filters + filter] / (largest || 1)))));
  const [lowest, highest] = [rounded(-largest), rounded(largest)];
  const colored = channels.length === 1 ? { en: `, input channel ${channels[0]}`, ja: `、入力チャンネル ${channels[0]}` } : { en: ' in color', ja: '、カラー' };
  const text = {
    en: `${plural(filters, 'kernel')} of ${height} x ${width}${colored.en}; mid gray is 0, bright is up to ${highest}, dark down to ${lowest}`,
    ja: `カーネル ${filters} 個 (${height} x ${width}${colored.ja})。灰色は 0、明るいほど大きく (最大 ${highest})、暗いほど小さい (最小 ${lowest})`,
  };
  return grid(tiles, { columns, scale, title, caption: caption ?? text, alt: alt ?? describedWords(title, text) });
}

function grid(tiles: readonly Image[], { columns, scale, title, caption, alt }: Required<Omit<GridOptions, 'title'>> & GridOptions): Picture {
  // The gap is some screen pixels wide, but at least one pixel of the maps
  return picture(joinTiles(tiles, { columns, gap: Math.max(1, Math.round(4 / scale)) }), { alt, title, caption, scale });
}

function drawTile([height, width]: readonly [number, number], colorAt: (pixel: number) => readonly number[]): Image {
  const pixels = Array.from({ length: height * width }, (_, pixel) => colorAt(pixel));
  return { data: Uint8Array.from(pixels.flat()), shape: [height, width, pixels[0].length] };
}

function drawnChannels(inputChannels: number, inputChannel: number | undefined): number[] {
  if (inputChannel === undefined) return inputChannels === 3 ? [0, 1, 2] : [0];
  if (Number.isInteger(inputChannel) && inputChannel >= 0 && inputChannel < inputChannels) return [inputChannel];
  throw new RangeError(`inputChannel must be a whole number from 0 to ${inputChannels - 1}, but is ${String(inputChannel)}`);
}

/** -1 is black, 0 mid gray, 1 white. */
function grayLevel(value: number): number {
  return Math.round(128 + 127 * value);
}

/** A loop, since a spread of so many arguments overflows the stack. */
function rangeOf(data: Float32Array): [number, number] {
  let [smallest, largest] = [Infinity, -Infinity];
  for (const value of data) {
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  return [smallest, largest];
}

function checkAxes(caller: string, { data, shape }: NdArray<Float32Array>, axes: readonly string[]): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.length === axes.length && size === data.length && size > 0) return;
  throw new TypeError(`${caller}() takes an array [${axes.join(', ')}], but got ${data.length} numbers of shape [${shape.join(', ')}]`);
}

function rounded(value: number): string {
  return value.toFixed(2);
}
