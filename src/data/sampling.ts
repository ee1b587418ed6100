/** Between which two of the old places along an axis a new one lies. */
interface Neighbors {
  readonly before: number;
  readonly after: number;
  /** How far the place is on its way from `before` to `after` (0-1). */
  readonly share: number;
}

/**
 * Returns for each of `length` places along an axis the two old places, of `oldLength`, that it lies between. It is the
 * centers of pixels that are near or far, and at the edge the picture goes on as it ends.
 */
function neighbors(oldLength: number, length: number): Neighbors[] {
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

/** Where among the numbers of a grid a place between four of them lies. */
export interface Cell {
  /** The index of the number at the top left. */
  readonly index: number;
  /** How much further on in the array its right neighbor is; 0 at the last column. */
  readonly right: number;
  /** How much further on in the array the number below is; 0 in the last row. */
  readonly down: number;
  /** How far to the right of it the place is, 0-1. */
  readonly across: number;
  /** How far below it the place is, 0-1. */
  readonly below: number;
}

/** Returns the mean of the four numbers round a place, weighted by nearness (bilinear interpolation). */
export function sampleCell(
  data: ArrayLike<number>,
  { index, right, down, across, below }: Cell,
): number {
  const top = mix(data[index], data[index + right], across);
  return mix(top, mix(data[index + down], data[index + down + right], across), below);
}

/**
 * Returns a grid of numbers enlarged, or made a little smaller: `[height, width, channels]`, row-major. Each number is the
 * mean of the four nearest old ones, weighted by nearness.
 */
export function resizeGrid(
  data: ArrayLike<number>,
  [oldHeight, oldWidth, channels]: readonly [number, number, number],
  [height, width]: readonly [number, number],
): Float64Array {
  const [rows, columns] = [neighbors(oldHeight, height), neighbors(oldWidth, width)];
  const resized = new Float64Array(height * width * channels);
  let target = 0;
  for (const { before: top, after: bottom, share: below } of rows) {
    const down = (bottom - top) * oldWidth * channels;
    for (const { before: left, after, share: across } of columns) {
      const right = (after - left) * channels;
      const start = (top * oldWidth + left) * channels;
      for (let index = start; index < start + channels; index++)
        resized[target++] = sampleCell(data, { index, right, down, across, below });
    }
  }
  return resized;
}
