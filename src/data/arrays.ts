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
