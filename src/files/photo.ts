import { Semaphore } from 'async-mutex';
import { readFileSync, statSync } from 'node:fs';
import sharp, { type Metadata } from 'sharp';
import { checkOptions, checkText } from '../check';
import type { Image } from '../data/arrays';
import { checkImageSize } from '../data/resize';
import { reasonOf, resolvePath } from '../project';
import { MAX_PIXELS, MAX_UNFOLDED_BYTES, unfoldedBytes } from './photoCost';
import { formatOf, photoFault } from './photoFault';
import { readPlainPng } from './plainPng';
import { squareOf } from './resizePixels';

// Otherwise it keeps some unfolded pictures for later, however large they are
sharp.cache(false);

const MAX_FILE_BYTES = 100_000_000;

/** However many photos are asked for at once, their files and their pixels take no more memory than this. */
const FILES_AT_ONCE = new Semaphore(megabytes(MAX_FILE_BYTES));
const PIXELS_AT_ONCE = new Semaphore(megabytes(MAX_UNFOLDED_BYTES));

/**
 * A photo of any size as the network takes it: turned upright, cut to the square in its middle, resized.
 * JPEG, PNG, WebP, GIF (the first picture) and AVIF are read, whatever the file is called. Gray, CMYK, 16-bit and
 * wide-gamut pictures become sRGB; transparent places become white. However many are read at once, they wait for each other
 * rather than fill the memory; a picture that would take more than 250 MB of it is refused.
 *
 * @param file relative to the working folder, or with `~` for the home folder
 * @returns uint8 `[imageSize, imageSize, 3]`, 0-255
 * @throws Error when the file is missing, damaged, too large or no such picture
 * @throws RangeError when `imageSize` is not a whole number from 1 to 4096
 * @throws TypeError when the file is no text, or `imageSize` no number
 * @example
 * const photo = await loadPhoto('~/Pictures/dog.jpg');
 * photo.shape //=> [ 100, 100, 3 ]
 */
export async function loadPhoto(
  file: string,
  options: { readonly imageSize?: number } = {},
): Promise<Image> {
  checkText('file', file, "the path of a photo, such as 'photos/dog.jpg'");
  checkOptions('The options of loadPhoto()', options, '{ imageSize: 100 }');
  const { imageSize = 100 } = options;
  checkImageSize(imageSize);
  try {
    const pixels = await readPhoto(resolvePath(file), imageSize);
    return { data: new Uint8Array(pixels), shape: [imageSize, imageSize, 3] };
  } catch (error) {
    throw new Error(`Cannot read the photo ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The pixels of a photo file: uint8 `[imageSize, imageSize, 3]`, 0-255. */
export async function readPhoto(file: string, imageSize: number): Promise<Uint8Array> {
  const numBytes = checkFile(file);
  return FILES_AT_ONCE.runExclusive(async () => {
    return readPhotoBytes(readBytes(file), imageSize);
  }, megabytes(numBytes));
}

/** As `readPhoto`, of what a photo file holds. */
export async function readPhotoBytes(bytes: Buffer, imageSize: number): Promise<Uint8Array> {
  return readPlainPng(bytes, imageSize) ?? (await readWithSharp(bytes, imageSize));
}

function checkFile(file: string): number {
  const info = statSync(file);
  if (info.isDirectory())
    throw new Error(
      'It is a folder; give the path of one photo, or load a folder of class folders with loadPhotos()',
    );
  if (!info.isFile()) throw new Error('It is no ordinary file');
  if (info.size === 0) throw new Error('The file is empty');
  if (info.size <= MAX_FILE_BYTES) return info.size;
  throw new Error(
    `The file has ${Math.round(info.size / 1e6)} MB; at most ${MAX_FILE_BYTES / 1e6} MB are read`,
  );
}

/**
 * Not left to sharp, which would keep the pixels by the path and not notice when the file changes. And not left to other
 * threads: to hand them a small file takes several times as long as to read it.
 */
function readBytes(file: string): Buffer {
  return readFileSync(file);
}

async function readWithSharp(bytes: Buffer, imageSize: number): Promise<Uint8Array> {
  checkFormat(formatOf(bytes));
  const header = await refused(bytes, () => sharp(bytes, { limitInputPixels: false }).metadata());
  checkFormat(formatIn(header));
  const cost = unfoldedBytes(header, imageSize);
  checkCost(header, cost);
  return PIXELS_AT_ONCE.runExclusive(
    () => refused(bytes, () => toSquare(bytes, imageSize)),
    megabytes(cost),
  );
}

/** Whole ones, rounded up: the semaphores count step by step. */
function megabytes(numBytes: number): number {
  return Math.ceil(numBytes / 1e6);
}

const READ_FORMATS = ['JPEG', 'PNG', 'WebP', 'GIF', 'AVIF'];

/** sharp also reads drawings that run code or name other files (SVG); photos need none of that. */
function checkFormat(format: string | undefined): void {
  if (format === undefined || READ_FORMATS.includes(format)) return;
  const advice = format === 'HEIC' ? '; export it as JPEG, or let the camera save JPEG' : '';
  throw new Error(`It is in the format ${format}; JPEG, PNG, WebP, GIF and AVIF are read${advice}`);
}

/** The format as sharp finds it. */
function formatIn({ format, compression }: Metadata): string {
  if (format === 'heif') return compression === 'av1' ? 'AVIF' : 'HEIC';
  return format === 'webp' ? 'WebP' : format.toUpperCase();
}

function checkCost({ width, height }: Metadata, cost: number): void {
  if (width * height > MAX_PIXELS)
    throw new Error(
      `It has ${width} x ${height} pixels, more than ${MAX_PIXELS / 1e6} million; save it smaller`,
    );
  if (cost <= MAX_UNFOLDED_BYTES) return;
  throw new Error(
    `Its ${width} x ${height} pixels take ${Math.round(cost / 1e6)} MB of memory while they are read, ` +
      `and at most ${MAX_UNFOLDED_BYTES / 1e6} MB are given; save it smaller`,
  );
}

/** What sharp gives, or what is wrong with the picture in plain words. */
async function refused<Result>(bytes: Buffer, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw new Error(photoFault(reasonOf(error), bytes), { cause: error });
  }
}

function toSquare(bytes: Buffer, imageSize: number): Promise<Buffer> {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .autoOrient()
    .resize(squareOf(imageSize))
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer();
}
