import type { ImageArray } from './arrays';
import { checkImageSize } from '../files/photo';

/** Between which two of the old numbers a new one lies. */
export interface Neighbors {
  readonly before: number;
  readonly after: number;
  /** How far the place is on its way from `before` to `after` (0-1). */
  readonly share: number;
}

/**
 * Returns pictures made larger, or a little smaller, to a square of `imageSize` pixels: uint8 `[numImages, imageSize,
 * imageSize, channels]`, 0-255. Each pixel is the mean of the four nearest old ones, weighted by nearness (bilinear
 * interpolation). Below half the size pixels would be left out: load the pictures anew in the size wanted.
 *
 * @throws RangeError when `imageSize` is not a whole number from 1 to 4096
 * @example
 * resizeImages(testSet.images, { imageSize: 227 }).shape //=> [ 360, 227, 227, 3 ]
 */
export function resizeImages(
  { data, shape }: ImageArray,
  { imageSize }: { readonly imageSize: number },
): ImageArray {
  checkImageSize(imageSize);
  const [numImages, height, width, channels] = shape;
  const [rows, columns] = [neighbors(height, imageSize), neighbors(width, imageSize)];
  const resized = new Uint8Array(numImages * imageSize * imageSize * channels);
  let target = 0;
  for (let image = 0; image < numImages; image++) {
    const at = (row: number, column: number, channel: number) =>
      data[((image * height + row) * width + column) * channels + channel];
    for (const { before: top, after: bottom, share: down } of rows) {
      for (const { before: left, after: right, share: across } of columns) {
        for (let channel = 0; channel < channels; channel++) {
          const between = (row: number) =>
            mix(at(row, left, channel), at(row, right, channel), across);
          resized[target++] = Math.round(mix(between(top), between(bottom), down));
        }
      }
    }
  }
  return { data: resized, shape: [numImages, imageSize, imageSize, channels] };
}

/**
 * Returns for each of `length` places along an axis the two old places, of `oldLength`, that it lies between. It is the
 * centers of pixels that are near or far, and at the edge the picture goes on as it ends.
 */
export function neighbors(oldLength: number, length: number): Neighbors[] {
  return Array.from({ length }, (_, index) => {
    const place = Math.min(Math.max(((index + 0.5) * oldLength) / length - 0.5, 0), oldLength - 1);
    const before = Math.floor(place);
    return { before, after: Math.min(before + 1, oldLength - 1), share: place - before };
  });
}

/** Returns the number that lies a share of the way from one to another. */
export function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
