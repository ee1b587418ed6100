import type { NdArray } from '../data/arrays';
import { colorOf, type ColorScale } from './parts/colorScale';
import { picture, type Picture } from './parts/picture';
import { plural } from '../plural';
import { joinTiles } from './parts/tiles';
import {
  checkAxes,
  checkKernels,
  describeKernels,
  drawTile,
  kernelSheet,
  rangeOf,
  rounded,
  type KernelChoice,
} from './parts/weightTiles';
import { describedWords, type Bilingual, type Words } from './parts/words';

/** What the smallest and the largest number look like. */
const ENDS: Readonly<Record<ColorScale, readonly [Bilingual, Bilingual]>> = {
  gray: [
    { en: 'black', ja: '黒' },
    { en: 'white', ja: '白' },
  ],
  viridis: [
    { en: 'purple', ja: '紫' },
    { en: 'yellow', ja: '黄' },
  ],
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

export interface KernelGridOptions extends GridOptions, KernelChoice {}

/**
 * Returns all maps of `[height, width, filters]` as small pictures on one common scale, filter 0 at the top left.
 *
 * @throws TypeError when the array has not 3 axes, none of them empty
 * @example
 * featureMapGrid(featureMaps(model, photo, 'conv1'))
 */
export function featureMapGrid(
  maps: NdArray<Float32Array>,
  {
    columns = 8,
    scale = 1,
    range = rangeOf(maps.data),
    colors = 'gray',
    title,
    caption,
    alt,
  }: FeatureMapGridOptions = {},
): Picture {
  checkAxes('featureMapGrid', maps, ['height', 'width', 'filters']);
  const [height, width, filters] = maps.shape;
  const colorAt = (index: number) =>
    colorOf((maps.data[index] - range[0]) / (range[1] - range[0] || 1), colors);
  const tiles = Array.from({ length: filters }, (_, filter) =>
    drawTile([height, width], (pixel) => colorAt(pixel * filters + filter)),
  );
  const [darkest, brightest] = ENDS[colors];
  const [smallest, largest] = range.map(rounded);
  const text = {
    en: `${plural(filters, 'feature map')} of ${height} x ${width}; ${darkest.en} is ${smallest}, ${brightest.en} is ${largest}`,
    ja: `特徴マップ ${filters} 枚 (${height} x ${width})。${darkest.ja}は ${smallest}、${brightest.ja}は ${largest}`,
  };
  return picture(joinTiles(tiles, { columns, gap: gapAt(scale) }), {
    title,
    caption: caption ?? text,
    alt: alt ?? describedWords(title, text),
    scale,
  });
}

/**
 * Returns all kernels of `[kernelHeight, kernelWidth, inputChannels, filters]` as small pictures, kernel 0 at the top
 * left: a weight of 0 is mid gray, positive ones are brighter, negative ones darker, all on one scale. Kernels on RGB
 * pictures are drawn in color, so each shows the color it answers to.
 *
 * @throws TypeError when the array has not 4 axes, none of them empty
 * @throws RangeError when there is no such input channel
 * @example
 * kernelGrid(kernels(model, 'conv1'))
 */
export function kernelGrid(
  weights: NdArray<Float32Array>,
  { inputChannel, largest, columns = 8, scale = 16, title, caption, alt }: KernelGridOptions = {},
): Picture {
  checkKernels('kernelGrid', weights);
  const sheet = kernelSheet(weights, { inputChannel, largest, columns, gap: gapAt(scale) });
  const text = describeKernels(weights, { inputChannel, largest });
  return picture(sheet, {
    title,
    caption: caption ?? text,
    alt: alt ?? describedWords(title, text),
    scale,
  });
}

/** The gap between tiles is some screen pixels wide, but at least one pixel of the maps. */
function gapAt(scale: number): number {
  return Math.max(1, Math.round(4 / scale));
}
