import type { Image, ImageArray } from '../data/arrays';
import { describeGrid, haveOneSize, listImages } from './imageGrid';
import type { Figure } from './parts/figure';
import { checkScale } from './parts/picture';
import { sheetFigure } from './parts/sheetFigure';
import { joinTiles } from './parts/tiles';
import type { Words } from './parts/words';

export interface ImageFigureOptions {
  /** Pictures in a row. */
  readonly columns?: number;
  /** Screen pixels for one pixel of a picture, where the page is wide enough. */
  readonly scale?: number;
  /** Stands over the pictures. */
  readonly title?: Words;
  /** Stands below the pictures. */
  readonly caption?: Words;
  /** What is shown, for readers who do not see it. */
  readonly alt?: Words;
}

/** Pixels between two pictures. */
const GAP = 4;

/**
 * Returns pictures of one size in rows as `imageGrid` does, but as a figure, so that a slider can move through several.
 * Pixels are uint8 0-255 with 1 or 3 channels.
 *
 * @throws TypeError when there are no pictures, or they have not all the same shape
 * @throws RangeError when columns or scale are not positive
 * @example
 * const { snapshots } = gradientAscent(model, 'conv2', { filter: 5, snapshots: [0, 10, 40] });
 * show(sliderFigure(snapshots.map(({ step, image }) => ({ label: String(step), figure: imageFigure([image], { scale: 2 }) }))));
 */
export function imageFigure(
  images: ImageArray | readonly Image[],
  { columns = 6, scale = 1, title, caption, alt }: ImageFigureOptions = {},
): Figure {
  const tiles = listImages('imageFigure', images);
  if (!haveOneSize(tiles))
    throw new TypeError(
      'imageFigure() takes pictures of one size; imageGrid() takes pictures of several sizes',
    );
  checkScale(scale);
  const sheet = joinTiles(tiles, { columns, gap: GAP });
  return sheetFigure(sheet, {
    scale,
    title,
    caption,
    alt: alt ?? describeGrid(tiles.length, { title }),
  });
}
