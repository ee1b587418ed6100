import { capitalized, checkShape, describe } from '../check';

/** Every kind of typed array that an `.npy` file can hold. */
export type TypedArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** Numbers in row-major order (the last index runs fastest) with their shape. */
export interface NdArray<
  Data extends TypedArray = TypedArray,
  Shape extends readonly number[] = readonly number[],
> {
  readonly data: Data;
  readonly shape: Shape;
}

/** Pictures: uint8 `[numImages, height, width, channels]`, 0-255, RGB order. */
export type ImageArray = NdArray<Uint8Array, readonly [number, number, number, number]>;

/** One picture: uint8 `[height, width, channels]`, 0-255, RGB order. */
export type Image = NdArray<Uint8Array, readonly [number, number, number]>;

/** How many values a byte has. The series divides pixels by it, not by 255: white becomes 0.99609375. */
export const LEVELS = 256;

/** Throws a TypeError unless the value is pictures whose data fills the shape. */
export function checkImageArray(name: string, value: unknown): void {
  const isDataset = typeof value === 'object' && value !== null && 'images' in value;
  const hint = isDataset ? 'take its `images`' : undefined;
  checkShape(name, value, ['numImages', 'height', 'width', 'channels'], hint);
  checkBytes(name, (value as NdArray).data);
}

/** Throws a TypeError unless the value is one picture whose data fills the shape. */
export function checkImage(name: string, value: unknown): void {
  const hint = 'take one picture out of many with imageAt()';
  checkShape(name, value, ['height', 'width', 'channels'], hint);
  checkBytes(name, (value as NdArray).data);
}

function checkBytes(name: string, data: unknown): void {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return;
  throw new TypeError(
    `${capitalized(name)} must hold bytes from 0 to 255 (a Uint8Array), but holds ${describe(data)}`,
  );
}

/** Returns black pictures of a shape. Throws a RangeError when they take more than the memory. */
export function emptyImages(shape: ImageArray['shape']): ImageArray {
  const length = shape.reduce((product, side) => product * side, 1);
  try {
    return { data: new Uint8Array(length), shape };
  } catch (error) {
    const gigabytes = (length / 1e9).toFixed(1);
    throw new RangeError(
      `${shape[0]} pictures of ${shape.slice(1).join(' x ')} take ${gigabytes} GB, more than can be kept; take fewer or smaller ones`,
      { cause: error },
    );
  }
}
