/** An array as a file holds it: plain bytes and how to read them. */
export interface RawArray {
  /** NumPy's name of the number type: byte order (`<` little, `>` big, `|` none) and kind, as in `<f4`. */
  readonly descr: string;
  readonly shape: readonly number[];
  /** True when the first index runs fastest. */
  readonly fortranOrder: boolean;
  readonly bytes: Uint8Array;
}

/** What the header of an `.npy` file says. */
export interface NpyHeader extends Omit<RawArray, 'bytes'> {
  /** Where the contents begin, in bytes. */
  readonly dataOffset: number;
}

/** The longest header a file may have; NumPy writes 118 bytes. */
export const MAX_HEADER_BYTES = 65_536;

/** NumPy's own limit. */
export const MAX_DIMENSIONS = 64;
const MAGIC = '\x93NUMPY';

/**
 * The header of an `.npy` file (format 1, 2 or 3), read from the first bytes of the file.
 *
 * @throws Error when the bytes are not the beginning of an `.npy` file
 */
export function parseNpyHeader(start: Uint8Array): NpyHeader {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (bytes.length < 12 || bytes.toString('latin1', 0, 6) !== MAGIC) throw new Error('It is not an .npy file (it does not begin as NumPy\'s files do)');
  const version = bytes[6];
  if (version < 1 || version > 3 || bytes[7] !== 0) throw new Error(`It is in .npy format ${version}.${bytes[7]}; formats 1.0, 2.0 and 3.0 are read`);
  const textOffset = version === 1 ? 10 : 12;
  const length = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  if (length > MAX_HEADER_BYTES) throw new Error(`Its header claims ${length} bytes; at most ${MAX_HEADER_BYTES} are read`);
  const dataOffset = textOffset + length;
  if (dataOffset > bytes.length) throw new Error('It ends in the middle of its header');
  return { ...parseDictionary(bytes.toString(version === 3 ? 'utf8' : 'latin1', textOffset, dataOffset)), dataOffset };
}

/** Reads the header's Python dictionary: exactly the three entries that NumPy writes, in any order. */
function parseDictionary(text: string): Omit<RawArray, 'bytes'> {
  if (/'descr'\s*:\s*\[/.test(text)) throw new Error('It holds records with named fields; only arrays of numbers and lists of them are read');
  let rest = text;
  const entry = (pattern: RegExp): string => {
    const match = pattern.exec(rest);
    if (!match) throw new Error(`Its header is not one that NumPy writes: ${JSON.stringify(text.slice(0, 200))}`);
    rest = rest.replace(match[0], '');
    return match[1];
  };
  const descr = entry(/'descr'\s*:\s*'([^']{1,40})'/);
  const fortranOrder = entry(/'fortran_order'\s*:\s*(True|False)/) === 'True';
  const shape = entry(/'shape'\s*:\s*\(([\dL,\s]*)\)/).split(',').map((size) => size.trim()).filter(Boolean);
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
  const sound = shape.every((length) => Number.isSafeInteger(length) && length >= 0) && Number.isSafeInteger(size);
  if (!sound || shape.length > MAX_DIMENSIONS) throw new Error(`It claims the impossible shape (${shape.slice(0, 8).join(', ')})`);
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
  if (!kind) throw new Error(`It holds values of type '${descr.slice(0, 20)}'; integers, floats and booleans are read. In Python, convert it first: array.astype('float32')`);
  return { kind, itemBytes: Number(kind[1]) };
}

/**
 * How many bytes the numbers of an array take.
 *
 * @throws Error when fewer are there than the shape asks for
 */
export function neededBytes(array: Omit<RawArray, 'bytes'>, available: number): number {
  const needed = sizeOfShape(array.shape) * numberType(array.descr).itemBytes;
  if (needed > available) {
    throw new Error(`Shape (${array.shape.join(', ')}) of type '${array.descr}' needs ${needed} bytes, and ${available} are there: the file is cut short or damaged`);
  }
  return needed;
}

/** Puts the items of a Fortran-ordered array (first index fastest) into row-major order (last index fastest). */
export function toRowMajor(bytes: Uint8Array, { shape, itemBytes }: { readonly shape: readonly number[]; readonly itemBytes: number }): Uint8Array {
  const rowMajor = new Uint8Array(bytes.length);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, itemBytes));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < bytes.length; to += itemBytes) {
    for (let byte = 0; byte < itemBytes; byte++) rowMajor[to + byte] = bytes[from + byte];
    let axis = shape.length - 1;
    while (axis >= 0 && ++index[axis] === shape[axis]) {
      index[axis] = 0;
      from -= strides[axis] * (shape[axis] - 1);
      axis--;
    }
    if (axis >= 0) from += strides[axis];
  }
  return rowMajor;
}

/** Turns big-endian numbers into little-endian ones, or back, where they lie. */
export function swapByteOrder(bytes: Uint8Array, itemBytes: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (itemBytes === 2) buffer.swap16();
  if (itemBytes === 4) buffer.swap32();
  if (itemBytes === 8) buffer.swap64();
}
