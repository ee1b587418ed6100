import type { Image } from '../arrays';
import { sampleCell } from '../sampling';

/**
 * Where the pixels of a new picture come from: the pixel in column x, row y shows the place (a0 x + a1 y + a2, b0 x + b1 y + b2)
 * of the old one. The order is that of the `transform` of Keras's `ops.image.affine_transform`.
 */
export type AffineMap = readonly [
  a0: number,
  a1: number,
  a2: number,
  b0: number,
  b1: number,
  b2: number,
];

/**
 * Returns a picture of the same size whose pixels are looked up in the given one: uint8 `[height, width, channels]`, 0-255.
 * A place between pixels gets the mean of the four around it, weighted by nearness (bilinear interpolation); a place
 * outside gets the nearest pixel of the edge.
 */
export function transformImage({ data, shape }: Image, [a0, a1, a2, b0, b1, b2]: AffineMap): Image {
  const [height, width, channels] = shape;
  const transformed = new Uint8Array(data.length);
  let target = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = Math.min(Math.max(a0 * column + a1 * row + a2, 0), width - 1);
      const y = Math.min(Math.max(b0 * column + b1 * row + b2, 0), height - 1);
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [across, below] = [x - left, y - top];
      // At the last column and row there is no neighbor, and its weight is 0
      const right = left + 1 < width ? channels : 0;
      const down = top + 1 < height ? width * channels : 0;
      const start = (top * width + left) * channels;
      for (let index = start; index < start + channels; index++) {
        // Cut off to a whole number: rounded
        transformed[target++] = sampleCell(data, { index, right, down, across, below }) + 0.5;
      }
    }
  }
  return { data: transformed, shape };
}
