import type { Metadata } from 'sharp';

/** Beyond the cameras of telephones; a small file that unfolds into more is a trap. */
export const MAX_PIXELS = 250_000_000;

/** How many bytes of pixels are unfolded at once, in all pictures together. */
export const MAX_UNFOLDED_BYTES = 250_000_000;

/** What libvips keeps of a picture that it reads row by row: so many rows, or the whole of a lower one and some more. */
const ROWS_KEPT = 1300;
const SHARE_KEPT = 1.4;

/** Measured, with alpha and without. */
const AVIF_BYTES_A_PIXEL = 20;
const DEEP_AVIF_BYTES_A_PIXEL = 28;
const GIF_BYTES_A_PIXEL = 5;
const WEBP_BYTES_A_PIXEL = 4;
const COEFFICIENT_BYTES = 2;

/**
 * Returns about how many bytes of memory a picture takes while it is read, judged by its header. Most formats are read row
 * by row; others are there as a whole before the first row is known.
 */
export function unfoldedBytes(picture: Metadata, imageSize: number): number {
  const { format, width, height, channels, isProgressive, bitsPerSample = 8 } = picture;
  const pixels = width * height;
  if (format === 'heif')
    return pixels * (bitsPerSample > 8 ? DEEP_AVIF_BYTES_A_PIXEL : AVIF_BYTES_A_PIXEL);
  if (format === 'gif') return pixels * GIF_BYTES_A_PIXEL;
  if (format === 'webp') return pixels * WEBP_BYTES_A_PIXEL;
  const bytesAPixel = channels * (picture.depth === 'ushort' ? 2 : 1);
  if (format !== 'jpeg')
    return isProgressive ? pixels * bytesAPixel * SHARE_KEPT : rowsKept(width, height, bytesAPixel);
  if (isProgressive) return pixels * componentsOf(picture) * COEFFICIENT_BYTES;
  const shrink = shrinkOnLoad(Math.min(width, height), imageSize);
  return rowsKept(width / shrink, height / shrink, bytesAPixel);
}

function rowsKept(width: number, height: number, bytesAPixel: number): number {
  return width * bytesAPixel * Math.min(height * SHARE_KEPT, ROWS_KEPT);
}

/** Two of three colors are kept at a quarter of the pixels, unless the picture says otherwise. */
function componentsOf({ channels, chromaSubsampling }: Metadata): number {
  return channels === 3 && chromaSubsampling?.startsWith('4:2:0') ? 1.5 : channels;
}

/** JPEG can be unfolded at a half, a quarter or an eighth of its size. */
function shrinkOnLoad(length: number, imageSize: number): number {
  return [8, 4, 2].find((shrink) => length / shrink >= 2 * imageSize) ?? 1;
}
