import { createHash } from 'node:crypto';
import { readPhotoBytes } from '../photo';

/** Edge of the small square in which two pictures are compared. */
const LOOK_SIZE = 16;

/**
 * Twins differ by less, in levels of 0-255. Of 235 photos no two differ by less than 20, and the same photo made
 * smaller and pressed harder by at most 7.
 */
const TWIN_DIFFERENCE = 10;

/** What tells whether a picture is there already: its bytes, and how it looks. */
export interface Look {
  readonly sha256: string;
  /** The square in its middle, made small: uint8 RGB. */
  readonly pixels: Uint8Array;
}

/**
 * The look of a picture.
 *
 * @throws Error when the bytes are no picture that `loadPhotos` would read
 */
export async function lookOf(bytes: Buffer): Promise<Look> {
  const pixels = await readPhotoBytes(bytes, LOOK_SIZE);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), pixels };
}

/** Whether two pictures are one: byte by byte, or in another size or quality. */
export function areTwins(one: Look, other: Look): boolean {
  return one.sha256 === other.sha256 || difference(one.pixels, other.pixels) < TWIN_DIFFERENCE;
}

/** The mean difference of the pixels, place by place and without signs. */
function difference(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += Math.abs(one[index] - other[index]);
  return sum / one.length;
}
