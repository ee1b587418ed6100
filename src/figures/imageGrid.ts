import { plural } from '../plural';
import { checkShape, checkWhole, describe } from '../check';
import type { Image, ImageArray } from '../data/arrays';
import { imageAt } from '../data/dataset';
import { checkItems, hasFields, isNumbers } from './parts/checks';
import {
  captionElement,
  checkScale,
  htmlPicture,
  imageElement,
  picture,
  titleElement,
  type Picture,
} from './parts/picture';
import { rangeOf } from './parts/numbers';
import { textWidth } from './parts/textWidth';
import { joinTiles } from './parts/tiles';
import {
  classWords,
  describedWords,
  escapeHtml,
  inBoth,
  linesOf,
  plainWords,
  type Words,
} from './parts/words';

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
/** Screen pixels of a caption's letters, and of the longest word that is not broken. */
const CAPTION_FONT = 14;
const LONGEST_WORD = 160;

/**
 * Returns pictures in rows: one array of pictures of the same size, or a list of single ones.
 * Pixels are uint8 0-255 with 1 or 3 channels.
 *
 * @throws TypeError when there are no pictures, or not one caption for each
 * @throws RangeError when columns or scale are not positive
 * @example
 * imageGrid(pickExamples(trainSet, [0, 1, 2]).images, { captions: ['dogs', 'dogs', 'cats'], columns: 3 })
 */
export function imageGrid(
  images: ImageArray | readonly Image[],
  { captions, columns = 6, scale = 1, title, alt }: ImageGridOptions = {},
): Picture {
  const tiles = listImages('imageGrid', images);
  checkCaptions(captions, tiles.length);
  checkWhole('columns', columns);
  checkScale(scale);
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

/** Each cell is as wide as its picture, or as the longest word below it. */
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
  const widths = tiles.map(({ shape }, index) =>
    Math.max(Math.round(shape[1] * scale), longestWord(captions[index])),
  );
  const cells = tiles.map((tile, index) => {
    const caption = captions[index];
    const style = `display: inline-block; vertical-align: top; width: ${widths[index]}px; margin: 0 ${GAP}px ${GAP}px 0; text-align: center; line-height: 1.3; overflow-wrap: anywhere`;
    return `<figure style="${style}">${imageElement(tile, { alt: caption || alt, scale })}${captionElement(caption)}</figure>`;
  });
  const rowWidth = Math.min(columns, tiles.length) * (rangeOf(widths)[1] + GAP);
  const style = `margin: 0; max-width: ${rowWidth}px`;
  // No white space between the cells: it would take room in the row
  return htmlPicture(
    `<figure style="${style}" aria-label="${escapeHtml(plainWords(alt))}">${titleElement(title)}${cells.join('')}</figure>`,
    { alt },
  );
}

/** Screen pixels of the longest word of a caption; Japanese may be broken at any letter. */
function longestWord(caption: Words = ''): number {
  const words = linesOf(caption).flatMap((line) => line.split(/\s+|(?=[\u2E80-\uFFFF])/));
  const widths = words.map((word) => Math.ceil(textWidth(word, CAPTION_FONT)));
  return Math.min(LONGEST_WORD, Math.max(...widths));
}

/**
 * Returns the pictures one by one.
 *
 * @throws TypeError when there are none, or something is no picture
 */
export function listImages(
  caller: string,
  images: ImageArray | readonly Image[],
): readonly Image[] {
  const tiles = Array.isArray(images)
    ? (images as readonly Image[])
    : cutApart(caller, images as ImageArray);
  checkItems(caller, tiles, {
    noun: 'picture',
    example: '[photo]',
    isRight: (tile) => hasFields(tile, { data: isNumbers, shape: isNumbers }),
  });
  tiles.forEach((tile, index) =>
    checkShape(`Picture ${index} of ${caller}()`, tile, ['height', 'width', 'channels']),
  );
  return tiles;
}

function cutApart(caller: string, images: ImageArray): Image[] {
  checkShape(`What ${caller}() draws`, images, ['numImages', 'height', 'width', 'channels']);
  return Array.from({ length: images.shape[0] }, (_, index) => imageAt(images, index));
}

/** Returns whether all pictures have the shape of the first. */
export function haveOneSize(tiles: readonly Image[]): boolean {
  return tiles.every(({ shape }) => shape.every((length, axis) => length === tiles[0].shape[axis]));
}

function checkCaptions(captions: unknown, numImages: number): void {
  if (captions === undefined) return;
  if (!Array.isArray(captions))
    throw new TypeError(`captions must be a list of words, but is ${describe(captions)}`);
  if (captions.length !== numImages) {
    throw new TypeError(
      `Each picture needs one caption, but there are ${plural(numImages, 'picture')} and ${plural(captions.length, 'caption')}`,
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
