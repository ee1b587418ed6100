import type { Image, ImageArray } from '../data/arrays';
import { checkWhole } from '../check';
import { imageAt } from '../data/dataset';
import { classWords } from './parts/classWords';
import {
  captionElement,
  htmlPicture,
  imageElement,
  picture,
  titleElement,
  type Picture,
} from './parts/picture';
import { plural } from '../plural';
import { joinTiles } from './parts/tiles';
import { describedWords, escapeHtml, inBoth, plainWords, type Words } from './parts/words';

export interface ImageGridOptions {
  /** Words for each picture, in their order; the series' class names get their Japanese beside them. */
  readonly captions?: readonly Words[];
  /** Pictures in a row, where the page is wide enough. */
  readonly columns?: number;
  /** Screen pixels for one pixel of a picture. */
  readonly scale?: number;
  /** Stands over the pictures. */
  readonly title?: Words;
  /** What is shown, for readers who do not see it. */
  readonly alt?: Words;
}

/** Screen pixels between two pictures. */
const GAP = 8;

/**
 * Returns pictures in rows: one array of pictures of the same size, or a list of single ones.
 * Pixels are uint8 0-255 with 1 or 3 channels.
 *
 * @throws TypeError when there is not one caption for each picture
 * @throws RangeError when there are no pictures, or columns or scale are not positive
 * @example
 * imageGrid(pickExamples(trainSet, [0, 1, 2]).images, { captions: ['dogs', 'dogs', 'cats'], columns: 3 })
 */
export function imageGrid(
  images: ImageArray | readonly Image[],
  { captions, columns = 6, scale = 1, title, alt }: ImageGridOptions = {},
): Picture {
  const tiles = listImages(images);
  checkGrid(tiles, { captions, columns });
  const named = captions?.map(classWords);
  const text = alt ?? describeGrid(tiles.length, { captions: named, title });
  if (named || !haveOneSize(tiles))
    return captionedGrid(tiles, { captions: named, columns, scale, title, alt: text });
  return picture(joinTiles(tiles, { columns, gap: Math.max(1, Math.round(GAP / scale)) }), {
    alt: text,
    title,
    scale,
  });
}

function captionedGrid(
  tiles: readonly Image[],
  {
    captions = [],
    columns,
    scale,
    title,
    alt,
  }: Required<Pick<ImageGridOptions, 'columns' | 'scale' | 'alt'>> & ImageGridOptions,
): Picture {
  const cells = tiles.map((tile, index) =>
    gridCell(tile, { caption: captions[index], scale, alt }),
  );
  const cellWidth = Math.max(...tiles.map(({ shape }) => Math.round(shape[1] * scale))) + GAP;
  const style = `margin: 0; max-width: ${Math.min(columns, tiles.length) * cellWidth}px`;
  // No white space between the cells: it would take room in the row
  return htmlPicture(
    `<figure style="${style}" aria-label="${escapeHtml(plainWords(alt))}">${titleElement(title)}${cells.join('')}</figure>`,
    { alt },
  );
}

function gridCell(
  tile: Image,
  {
    caption,
    scale,
    alt,
  }: { readonly caption?: Words; readonly scale: number; readonly alt: Words },
): string {
  const width = Math.round(tile.shape[1] * scale);
  const style = `display: inline-block; vertical-align: top; width: ${width}px; margin: 0 ${GAP}px ${GAP}px 0; text-align: center; line-height: 1.3`;
  return `<figure style="${style}">${imageElement(tile, { alt: caption || alt, scale })}${captionElement(caption)}</figure>`;
}

/** Returns the pictures one by one. */
export function listImages(images: ImageArray | readonly Image[]): readonly Image[] {
  if (!('shape' in images)) return images;
  return Array.from({ length: images.shape[0] }, (_, index) => imageAt(images, index));
}

/** Returns whether all pictures have the shape of the first. */
export function haveOneSize(tiles: readonly Image[]): boolean {
  return tiles.every(({ shape }) => shape.every((length, axis) => length === tiles[0].shape[axis]));
}

function checkGrid(
  tiles: readonly Image[],
  { captions, columns }: Required<Pick<ImageGridOptions, 'columns'>> & ImageGridOptions,
): void {
  if (tiles.length === 0)
    throw new RangeError('imageGrid() needs at least one picture, but got none');
  checkWhole('columns', columns);
  if (captions && captions.length !== tiles.length) {
    throw new TypeError(
      `Each picture needs one caption, but there are ${tiles.length} pictures and ${captions.length} captions`,
    );
  }
}

/** Returns how many pictures there are, and their captions, in words. */
export function describeGrid(
  numImages: number,
  { captions, title }: Pick<ImageGridOptions, 'captions' | 'title'>,
): Words {
  const names = captions?.map(inBoth);
  return describedWords(title, {
    en: `${plural(numImages, 'picture')}${names ? `: ${names.map(({ en }) => en).join(', ')}` : ''}`,
    ja: `画像 ${numImages} 枚${names ? `: ${names.map(({ ja }) => ja).join('、')}` : ''}`,
  });
}
