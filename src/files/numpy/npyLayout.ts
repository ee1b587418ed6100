import type { TypedArray } from '../../data/arrays';

/** How to read the bytes of an array. */
export interface ArrayLayout {
  /** NumPy's name of the number type: byte order (`<` little, `>` big, `|` none) and kind, as in `<f4`. */
  readonly descr: string;
  readonly shape: readonly number[];
  /** True when the first index runs fastest. */
  readonly fortranOrder: boolean;
}

/** An array as a file holds it. */
export interface RawArray extends ArrayLayout {
  readonly bytes: Uint8Array;
}

/** The longest header a file may have; NumPy writes 118 bytes. */
const MAX_HEADER_BYTES = 65_536;

/** NumPy's own limit. */
export const MAX_DIMENSIONS = 64;
const MAGIC = '\x93NUMPY';

/** The first bytes of an `.npy` file, which say how long its header is. */
export const START_BYTES = 12;

/**
 * Where the header of an `.npy` file (format 1, 2 or 3) ends and its contents begin.
 *
 * @param start its first bytes
 * @throws Error when they are not the beginning of an `.npy` file
 */
export function headerEnd(start: Uint8Array, fileBytes: number): number {
  const bytes = asBuffer(start);
  if (bytes.toString('latin1', 0, 4) === 'PK\x03\x04')
    throw new Error('It is not an .npy file but a zip archive: load an .npz file with loadNpz()');
  if (bytes.length < START_BYTES || bytes.toString('latin1', 0, 6) !== MAGIC)
    throw new Error("It is not an .npy file (it does not begin as NumPy's files do)");
  const version = bytes[6];
  if (version < 1 || version > 3 || bytes[7] !== 0)
    throw new Error(
      `It is in .npy format ${version}.${bytes[7]}; formats 1.0, 2.0 and 3.0 are read`,
    );
  const length = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  if (length > MAX_HEADER_BYTES)
    throw new Error(`Its header claims ${length} bytes; at most ${MAX_HEADER_BYTES} are read`);
  const end = textStart(version) + length;
  if (end > fileBytes) throw new Error('It ends in the middle of its header');
  return Math.max(end, START_BYTES);
}

/** What the header of an `.npy` file says; its bytes up to `headerEnd`. */
export function parseNpyHeader(header: Uint8Array): ArrayLayout {
  const [bytes, version] = [asBuffer(header), header[6]];
  return parseDictionary(bytes.toString(version === 3 ? 'utf8' : 'latin1', textStart(version)));
}

function textStart(version: number): number {
  return version === 1 ? 10 : 12;
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Reads the header's Python dictionary: exactly the three entries that NumPy writes, in any order. */
function parseDictionary(text: string): ArrayLayout {
  if (/'descr'\s*:\s*\[/.test(text))
    throw new Error(
      "It holds records with named fields; only arrays of numbers and of words are read. In Python, save each field as an array of its own: numpy.savez('fields.npz', **{name: array[name] for name in array.dtype.names})",
    );
  let rest = text;
  const entry = (pattern: RegExp): string => {
    const match = pattern.exec(rest);
    if (!match)
      throw new Error(
        `Its header is not one that NumPy writes: ${JSON.stringify(text.slice(0, 200))}`,
      );
    rest = rest.replace(match[0], '');
    return match[1];
  };
  const descr = entry(/'descr'\s*:\s*'([^']{1,40})'/);
  const fortranOrder = entry(/'fortran_order'\s*:\s*(True|False)/) === 'True';
  const shape = entry(/'shape'\s*:\s*\(([\dL,\s]*)\)/)
    .split(',')
    .map((size) => size.trim())
    .filter(Boolean);
  entry(/^\{([,\s]*)\}\s*$/);
  return { descr, fortranOrder, shape: shape.map((size) => Number(size.replace(/L$/, ''))) };
}

/**
 * How many values an array of this shape holds.
 *
 * @throws Error when a size is no whole number or the product is absurd
 */
export function sizeOfShape(shape: readonly number[]): number {
  const size = shape.reduce((product, length) => product * length, 1);
  const sound =
    shape.every((length) => Number.isSafeInteger(length) && length >= 0) &&
    Number.isSafeInteger(size);
  if (!sound || shape.length > MAX_DIMENSIONS)
    throw new Error(`It claims the impossible shape (${shape.slice(0, 8).join(', ')})`);
  return size;
}

/** True for the number types that can be read: whole numbers, floats, and truth values. */
const NUMBER_TYPE = /^[<>|=]?(b1|[iu][1248]|f[248])$/;

/**
 * The number type without its byte order (`f4`) and the bytes that one number takes.
 *
 * @throws Error for types that are no numbers
 */
export function numberType(descr: string): { kind: string; itemBytes: number } {
  const kind = NUMBER_TYPE.exec(descr)?.[1];
  if (!kind)
    throw new Error(
      `It holds values of type '${descr.slice(0, 20)}'; integers, floats, booleans and words are read. In Python, ${mendOf(descr)}`,
    );
  return { kind, itemBytes: Number(kind[1]) };
}

/** How to save what cannot be read. */
function mendOf(descr: string): string {
  const kind = descr.replace(/^[<>|=]/, '')[0];
  if (kind === 'c') return 'save its parts apart: array.real and array.imag';
  if (kind === 'M')
    return "save dates as words, array.astype(str), or as numbers, array.astype('int64')";
  if (kind === 'm') return "save it as numbers: array.astype('int64')";
  if (kind === 'V')
    return "save bfloat16 as array.astype('float32'), and raw bytes as numpy.frombuffer(array.tobytes(), 'uint8')";
  return "convert it first: array.astype('float64')";
}

/**
 * How many bytes the numbers of an array take.
 *
 * @throws Error when fewer are there than the shape asks for
 */
export function neededBytes(array: ArrayLayout, available: number): number {
  const needed = sizeOfShape(array.shape) * numberType(array.descr).itemBytes;
  if (needed > available) {
    throw new Error(
      `Shape (${array.shape.join(', ')}) of type '${array.descr}' needs ${needed} bytes, and ${available} are there: the file is cut short or damaged`,
    );
  }
  return needed;
}

interface RowMajorOptions {
  readonly shape: readonly number[];
  readonly itemBytes: number;
  /** Takes the result: as many bytes, at a place that suits the numbers, as that of the source has to. */
  readonly target: Uint8Array;
}

/** So many places of the first axis are gone along at once: what they write stays in the cache meanwhile. */
const ROWS_AT_ONCE = 64;

/**
 * Puts the items of a Fortran-ordered array (first index fastest) into row-major order (last index fastest).
 * Goes along the first and last axis for each place on the others, so that what is read and written lies close together.
 */
export function toRowMajor(
  source: Uint8Array,
  { shape, itemBytes, target }: RowMajorOptions,
): void {
  const [first, middle, last] = [shape[0], shape.slice(1, -1), shape[shape.length - 1]];
  const numMiddle = sizeOfShape(middle);
  const words = { from: asWords(source, itemBytes), to: asWords(target, itemBytes) };
  for (let row = 0; row < first; row += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, first - row);
    for (let place = 0; place < numMiddle; place++) {
      const start = first * reversed(place, middle) + row;
      for (let column = 0; column < last; column++) {
        moveItems(words, {
          count,
          read: start + column * first * numMiddle,
          write: (row * numMiddle + place) * last + column,
          stride: numMiddle * last,
          itemWords: itemBytes / words.from.BYTES_PER_ELEMENT,
        });
      }
    }
  }
}

type Words = Uint8Array | Uint16Array | Uint32Array;

interface Move {
  readonly count: number;
  /** Places of the first item, in items. */
  readonly read: number;
  readonly write: number;
  /** From one item written to the next. */
  readonly stride: number;
  readonly itemWords: number;
}

/** Items that follow one another go to places that are apart. */
function moveItems(
  { from, to }: { readonly from: Words; readonly to: Words },
  { count, read, write, stride, itemWords }: Move,
): void {
  if (itemWords === 1) {
    for (let item = 0; item < count; item++) to[write + item * stride] = from[read + item];
    return;
  }
  for (let item = 0; item < count; item++) {
    const [source, target] = [2 * (read + item), 2 * (write + item * stride)];
    to[target] = from[source];
    to[target + 1] = from[source + 1];
  }
}

/** Numbers of 8 bytes as two words: JavaScript's floats may not keep every bit of what is no number. */
function asWords({ buffer, byteOffset, byteLength }: Uint8Array, itemBytes: number): Words {
  if (itemBytes === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  return itemBytes === 2
    ? new Uint16Array(buffer, byteOffset, byteLength / 2)
    : new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/** For each item in row-major order its place in Fortran order. */
export function toRowMajorIndices(shape: readonly number[]): number[] {
  return Array.from({ length: sizeOfShape(shape) }, (_, place) => reversed(place, shape));
}

/** The place in Fortran order of the item at a place in row-major order. */
function reversed(place: number, shape: readonly number[]): number {
  let [rest, sum] = [place, 0];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    sum = sum * shape[axis] + (rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return sum;
}

/** Turns big-endian numbers into little-endian ones, or back, where they lie. */
export function swapByteOrder(bytes: Uint8Array, itemBytes: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (itemBytes === 2) buffer.swap16();
  if (itemBytes === 4) buffer.swap32();
  if (itemBytes === 8) buffer.swap64();
}

const NUMBER_KINDS: Readonly<Record<string, string>> = {
  Uint8Array: 'u1',
  Int8Array: 'i1',
  Uint16Array: 'u2',
  Int16Array: 'i2',
  Uint32Array: 'u4',
  Int32Array: 'i4',
  BigUint64Array: 'u8',
  BigInt64Array: 'i8',
  Float32Array: 'f4',
  Float64Array: 'f8',
};

/** NumPy's name of the numbers in a typed array. */
export function descrOf(data: TypedArray): string {
  return `${data.BYTES_PER_ELEMENT === 1 ? '|' : '<'}${NUMBER_KINDS[data.constructor.name] ?? 'u1'}`;
}

/** The bytes of a typed array, not copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
