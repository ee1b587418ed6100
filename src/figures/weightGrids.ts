import { plural } from '../plural';
import type { NdArray } from '../data/arrays';
import { checkRange } from './parts/checks';
import { rangeOf } from './parts/numbers';
import { checkScale, picture, type Picture } from './parts/picture';
import { drawTile, joinTiles } from './parts/tiles';
import {
  checkAxes,
  checkKernels,
  describeKernels,
  describeMissing,
  kernelSheet,
  largestWeight,
} from './parts/weightTiles';
import { describedWords, type Words } from './parts/words';

interface GridOptions {
  /** Tiles in a row. */
  readonly columns?: number;
  /** Screen pixels for one number. */
  readonly scale?: number;
  /** Stands over the grid. */
  readonly title?: Words;
  readonly alt?: Words;
}

export interface FeatureMapGridOptions extends GridOptions {
  /** The numbers drawn darkest and brightest; the smallest and largest of all maps if not given. Give the same to compare grids. */
  readonly range?: readonly [number, number];
  /** Stands below the grid; tells the scale of the grays if not given. */
  readonly caption?: Words;
}

export interface KernelGridOptions extends GridOptions {
  /** The weight that is drawn brightest; its negative is drawn darkest. The largest of all if not given. Give the same to compare kernels. */
  readonly largest?: number;
}

/**
 * Returns all maps of `[height, width, filters]` as small pictures on one common scale, filter 0 at the top left. What
 * is `NaN` is left see-through.
 *
 * @throws TypeError when the array has not 3 axes, none of them empty
 * @throws RangeError when columns or scale are not positive
 * @example
 * featureMapGrid(featureMaps(model, photo, 'conv1'))
 */
export function featureMapGrid(
  maps: NdArray<Float32Array>,
  { columns = 8, scale = 1, range, title, caption, alt }: FeatureMapGridOptions = {},
): Picture {
  checkAxes('What featureMapGrid() draws', maps, ['height', 'width', 'filters']);
  checkRange('range', range);
  const [height, width, filters] = maps.shape;
  const [smallest, largest] = range ?? rangeOf(maps.data);
  const grayAt = (value: number) => {
    const share = (value - smallest) / (largest - smallest || 1);
    return Number.isNaN(value) ? undefined : [Math.round(255 * Math.min(Math.max(share, 0), 1))];
  };
  const tiles = Array.from({ length: filters }, (_, filter) =>
    drawTile([height, width, 1], (pixel) => grayAt(maps.data[pixel * filters + filter])),
  );
  const missing = describeMissing(maps);
  const text = {
    en: `${plural(filters, 'feature map')} of ${height} x ${width}; black is ${smallest.toFixed(2)}, white is ${largest.toFixed(2)}${missing.en}`,
    ja: `特徴マップ ${filters} 枚 (${height} x ${width})。黒は ${smallest.toFixed(2)}、白は ${largest.toFixed(2)}${missing.ja}`,
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
 * pictures are drawn in color, so each shows the color it answers to; of others channel 0 is drawn. What is `NaN` is left
 * see-through.
 *
 * @throws TypeError when the array has not 4 axes, none of them empty
 * @throws RangeError when columns or scale are not positive, or `largest` is negative
 * @example
 * kernelGrid(kernels(model, 'conv1'))
 */
export function kernelGrid(
  weights: NdArray<Float32Array>,
  { largest, columns = 8, scale = 16, title, alt }: KernelGridOptions = {},
): Picture {
  checkKernels('What kernelGrid() draws', weights);
  const brightest = largest ?? largestWeight(weights);
  const sheet = kernelSheet(weights, { largest: brightest, columns, gap: gapAt(scale) });
  const text = describeKernels(weights, brightest);
  return picture(sheet, { title, caption: text, alt: alt ?? describedWords(title, text), scale });
}

/** The gap between tiles is some screen pixels wide, but at least one pixel of the maps. */
function gapAt(scale: number): number {
  checkScale(scale);
  return Math.max(1, Math.round(4 / scale));
}
