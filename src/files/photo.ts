import { readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import type { Image } from '../data/arrays';
import { checkImageSize } from '../data/resize';
import { reasonOf, resolvePath } from '../project';
import { readPlainPng } from './plainPng';

/** Beyond the cameras of telephones; a small file that unfolds into more is a trap. */
const MAX_PIXELS = 250_000_000;
const MAX_FILE_BYTES = 200_000_000;

/**
 * A photo of any size as the network takes it: turned upright, cut to the square in its middle, resized.
 * JPEG, PNG, WebP, GIF (the first picture) and AVIF are read, whatever the file is called. Gray, CMYK, 16-bit and
 * wide-gamut pictures become sRGB; transparent places become white.
 *
 * @param file relative to the working folder, or with `~` for the home folder
 * @returns uint8 `[imageSize, imageSize, 3]`, 0-255
 * @throws Error when the file is missing, damaged or no such picture
 * @throws RangeError when `imageSize` is not a whole number from 1 to 4096
 * @example
 * const photo = await loadPhoto('~/Pictures/dog.jpg');
 * photo.shape //=> [ 100, 100, 3 ]
 */
export async function loadPhoto(
  file: string,
  { imageSize = 100 }: { readonly imageSize?: number } = {},
): Promise<Image> {
  checkImageSize(imageSize);
  try {
    return {
      data: new Uint8Array(await readPhoto(resolvePath(file), imageSize)),
      shape: [imageSize, imageSize, 3],
    };
  } catch (error) {
    throw new Error(`Cannot read the photo ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The pixels of a photo file: uint8 `[imageSize, imageSize, 3]`, 0-255. */
export async function readPhoto(file: string, imageSize: number): Promise<Uint8Array> {
  const bytes = readBytes(file);
  try {
    return readPlainPng(bytes, imageSize) ?? (await readWithSharp(bytes, imageSize));
  } catch (error) {
    throw new Error(plainReason(reasonOf(error)), { cause: error });
  }
}

/**
 * Not left to sharp, which would keep the pixels by the path and not notice when the file changes. And not left to other
 * threads: to hand them a small file takes several times as long as to read it.
 */
function readBytes(file: string): Buffer {
  const { size } = statSync(file);
  if (size === 0) throw new Error('The file is empty');
  if (size > MAX_FILE_BYTES)
    throw new Error(
      `The file has ${Math.round(size / 1e6)} MB; at most ${MAX_FILE_BYTES / 1e6} MB are read`,
    );
  return readFileSync(file);
}

async function readWithSharp(bytes: Buffer, imageSize: number): Promise<Uint8Array> {
  await checkFormat(bytes);
  return toSquare(bytes, imageSize);
}

/** How JPEG, PNG, GIF and WebP files begin; AVIF takes a closer look. */
const SIGNATURES = [/^\xff\xd8\xff/, /^\x89PNG\r\n\x1a\n/, /^GIF8[79]a/, /^RIFF[^]{4}WEBP/];

/** sharp also reads drawings that run code or name other files (SVG); photos need none of that. */
async function checkFormat(bytes: Buffer): Promise<void> {
  const start = bytes.toString('latin1', 0, 12);
  if (SIGNATURES.some((signature) => signature.test(start))) return;
  const { format, compression } = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).metadata();
  const name = format === 'heif' && compression === 'av1' ? 'avif' : format;
  if (!['jpeg', 'png', 'webp', 'gif', 'avif'].includes(name))
    throw new Error(
      `It is in the format ${name.toUpperCase()}; JPEG, PNG, WebP, GIF and AVIF are read`,
    );
}

function toSquare(bytes: Buffer, imageSize: number): Promise<Buffer> {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .autoOrient()
    .resize({ width: imageSize, height: imageSize, fit: 'cover', position: 'centre' })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer();
}

function plainReason(message: string): string {
  if (/unsupported image format/.test(message))
    return 'It is no JPEG, PNG, WebP, GIF or AVIF picture';
  if (/exceeds pixel limit/.test(message))
    return `It has more than ${MAX_PIXELS / 1e6} million pixels`;
  return message.split('\n')[0];
}
