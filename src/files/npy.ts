import { constants } from 'node:buffer';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { parse } from 'npyjs';
import { checkOneOf, checkOptions, checkText, describe, isPromise } from '../check';
import type { NdArray, TypedArray } from '../data/arrays';
import {
  MAX_HEADER_BYTES,
  bytesOf,
  descrOf,
  neededBytes,
  numberType,
  parseNpyHeader,
  sizeOfShape,
  swapByteOrder,
  toRowMajor,
  type ArrayLayout,
  type RawArray,
} from './numpy/npyLayout';
import { reasonOf, resolvePath } from '../project';
import { decodePickle } from './numpy/pickle';
import { nested } from './numpy/pickleResult';
import { isTextType, neededTextBytes, readTexts } from './numpy/textArray';
import type { NpyValue } from './numpy/pickleItems';
import { encodePickle } from './numpy/pickleWriter';
import { replaceFile } from './replaceFile';

/** What an `.npy` file holds: one array of numbers, or the list of values that NumPy saved as an object array. */
export type NpyContent = NdArray | readonly NpyValue[];

/** What the caller expects in the file. */
export type NpyHolds = 'array' | 'arrays';

/**
 * The contents of a NumPy `.npy` file.
 *
 * A plain file gives one array, row-major whatever the order in the file: `|u1` as Uint8Array, `<i8` as BigInt64Array,
 * `<f4` as Float32Array and so on; float16 becomes Float32Array and booleans become Uint8Array of 0 and 1.
 * An array of words gives the list of them, lists inside lists if it has several axes.
 * An object array, such as NumPy makes of four arrays of different shapes, gives the list of what it holds. It is a
 * pickle, which could ask Python to run anything; here it is only read, and whatever is not data is refused by name.
 *
 * With `holds` the result has the type the caller expects, so that it can be taken apart at once.
 *
 * @param path relative to the working folder, or with `~` for the home folder
 * @throws Error when the file is missing, damaged, cut short, or holds other things than data
 * @throws TypeError when it does not hold what `holds` says
 * @example
 * const pixels = await loadNpy('pixels.npy', { holds: 'array' });
 * pixels.shape //=> [ 8, 8 ]
 * @example
 * const [trainImages, testImages, trainLabels, testLabels] = await loadNpy('animals.npy', { holds: 'arrays' });
 * trainImages.shape //=> [ 1440, 100, 100, 3 ]
 */
export function loadNpy(path: string): Promise<NpyContent>;
export function loadNpy(path: string, options: { readonly holds: 'array' }): Promise<NdArray>;
export function loadNpy(
  path: string,
  options: { readonly holds: 'arrays' },
): Promise<readonly NdArray[]>;
export async function loadNpy(
  path: string,
  options: { readonly holds?: NpyHolds } = {},
): Promise<NpyContent> {
  checkText('path', path, "the path of an .npy file, such as 'animals.npy'");
  checkOptions('The options of loadNpy()', options, "{ holds: 'arrays' }");
  const { holds } = options;
  if (holds !== undefined) checkOneOf('holds', holds, ['array', 'arrays']);
  const content = await readNpy(path);
  if (holds === 'array' && !isNdArray(content)) {
    throw new TypeError(
      `${path} holds a list of ${content.length} values, not one array: load it with { holds: 'arrays' }`,
    );
  }
  if (holds === 'arrays' && isNdArray(content)) {
    throw new TypeError(
      `${path} holds one array of shape (${content.shape.join(', ')}), not a list of arrays: load it with { holds: 'array' }`,
    );
  }
  if (holds === 'arrays' && !isNdArray(content) && !content.every(isNdArray)) {
    throw new TypeError(
      `${path} holds a list in which not everything is an array of numbers: load it without "holds" and look at each value`,
    );
  }
  return content;
}

/**
 * True for an array of numbers with a shape, as `loadNpy` gives them.
 *
 * @example
 * isNdArray({ data: new Float32Array(2), shape: [2] }) //=> true
 */
export function isNdArray(value: NpyValue | undefined): value is NdArray {
  return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value;
}

/**
 * Writes one array as a plain `.npy` file, or a list of arrays as an object array, as `numpy.save` does.
 * The folder is made if it is not there, and an older file stays until the new one is whole. NumPy reads the plain file with `numpy.load(path)` and the list with `numpy.load(path, allow_pickle=True)`.
 *
 * @throws TypeError when the numbers of an array do not fill its shape
 * @throws Error when the file cannot be written
 * @example
 * await saveNpy('pixels.npy', { data: new Uint8Array([0, 128, 255, 64]), shape: [2, 2] });
 */
export async function saveNpy(path: string, content: NdArray | readonly NdArray[]): Promise<void> {
  checkText('path', path, "the path of an .npy file, such as 'pixels.npy'");
  const pieces = Array.isArray(content)
    ? [npyHeader('|O', [content.length]), ...encodePickle(content.map(checked))]
    : encodeArray(content as NdArray);
  const file = resolvePath(path);
  try {
    await replaceFile(file, pieces);
  } catch (error) {
    throw new Error(`Cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The header and the numbers as they lie in memory: npyjs would put both into one copy. */
function encodeArray(array: NdArray): Uint8Array[] {
  const { data, shape } = checked(array);
  return [npyHeader(descrOf(data), shape), bytesOf(data)];
}

function checked(array: NdArray): NdArray {
  if (!isSaveable(array)) {
    throw new TypeError(
      `saveNpy() takes an array { data, shape } of a typed array, or a list of such, but got ${describe(array)}`,
    );
  }
  const { data, shape } = array;
  if (data.length !== sizeOfShape(shape))
    throw new TypeError(
      `An array of shape (${shape.join(', ')}) cannot hold ${data.length} numbers: the product of the shape must be their count`,
    );
  return array;
}

function isSaveable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isPromise(value)) return false;
  const { data, shape } = value as Record<string, unknown>;
  return ArrayBuffer.isView(data) && isTypedArray(data) && Array.isArray(shape);
}

async function readNpy(path: string): Promise<NpyContent> {
  try {
    const file = resolvePath(path);
    // Asked before opening: opening a pipe would wait for its writer, and a device may have no end
    const info = await stat(file);
    if (!info.isFile())
      throw new Error(`It is ${info.isDirectory() ? 'a folder' : 'no ordinary file'}`);
    const handle = await open(file);
    try {
      return await readContent(handle, info.size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

async function readContent(handle: FileHandle, fileBytes: number): Promise<NpyContent> {
  const start = await readBytes(handle, {
    position: 0,
    length: Math.min(fileBytes, MAX_HEADER_BYTES),
  });
  const { dataOffset, ...layout } = parseNpyHeader(start);
  const available = fileBytes - dataOffset;
  if (layout.descr === '|O') {
    const value = decodePickle(
      await readBytes(handle, { position: dataOffset, length: available }),
      buildArray,
    );
    return Array.isArray(value) ? (value as NpyValue[]) : [value];
  }
  if (isTextType(layout.descr))
    return readTextArray(handle, layout, { position: dataOffset, available });
  const numbers = emptyNumbers(layout, checkedLength(neededBytes(layout, available)));
  await fill(numbers, { handle, position: dataOffset });
  return toArray(numbers, layout);
}

/** Texts in lists inside lists, one level for each axis. */
async function readTextArray(
  handle: FileHandle,
  layout: ArrayLayout,
  { position, available }: { readonly position: number; readonly available: number },
): Promise<readonly NpyValue[]> {
  const length = neededTextBytes(layout, available);
  const bytes = await readBytes(handle, { position, length });
  return nested(readTexts({ ...layout, bytes }), layout.shape);
}

async function readBytes(
  handle: FileHandle,
  { position, length }: { readonly position: number; readonly length: number },
): Promise<Uint8Array> {
  const bytes = allocate(length);
  await fill(bytes, { handle, position });
  return bytes;
}

function allocate(length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(checkedLength(length));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`Its ${length} bytes do not fit into the memory that is free`, {
      cause: error,
    });
  }
}

function checkedLength(length: number): number {
  if (length > constants.MAX_LENGTH)
    throw new Error(
      `Its ${length} bytes are more than this version of Node can hold (${constants.MAX_LENGTH})`,
    );
  return length;
}

/** Reads in pieces, because Node reads at most 2 gigabytes at once. */
async function fill(
  bytes: Uint8Array,
  { handle, position }: { readonly handle: FileHandle; readonly position: number },
): Promise<void> {
  for (let filled = 0; filled < bytes.length;) {
    const { bytesRead } = await handle.read(
      bytes,
      filled,
      Math.min(bytes.length - filled, 2 ** 30),
      position + filled,
    );
    if (bytesRead === 0)
      throw new Error(`It ended after ${position + filled} bytes while it was read`);
    filled += bytesRead;
  }
}

/** An array out of a pickle, row-major and in this machine's byte order. Single bytes stay where they lie; others need a place that suits them. */
function buildArray({ bytes, ...layout }: RawArray): NdArray {
  const { descr, shape, fortranOrder } = layout;
  if (numberType(descr).kind === 'u1' && !fortranOrder)
    return { data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), shape };
  const numbers = emptyNumbers(layout, bytes.length);
  numbers.set(bytes);
  return toArray(numbers, layout);
}

/** Room for the numbers of an array behind the header that npyjs needs: it gives views of the memory that it is given. */
function emptyNumbers({ descr, shape }: ArrayLayout, length: number): Uint8Array {
  const { kind } = numberType(descr);
  // npyjs makes a list of JavaScript booleans of b1, eight times the size
  const header = npyHeader(`<${kind === 'b1' ? 'u1' : kind}`, shape);
  const file = allocate(header.length + length);
  file.set(header);
  return file.subarray(header.length);
}

/** The array of the numbers that were put into `emptyNumbers`. */
function toArray(numbers: Uint8Array, layout: ArrayLayout): NdArray {
  const { descr, shape, fortranOrder } = layout;
  const { itemBytes } = numberType(descr);
  if (descr.startsWith('>')) swapByteOrder(numbers, itemBytes);
  const ordered = fortranOrder && shape.length > 1 ? emptyNumbers(layout, numbers.length) : numbers;
  if (ordered !== numbers) toRowMajor(numbers, { shape, itemBytes, target: ordered });
  const { data } = parse(ordered.buffer as ArrayBuffer);
  if (!isTypedArray(data))
    throw new Error(`It holds values of type '${descr}', which npyjs does not read`);
  return { data, shape };
}

/** A header whose length keeps the numbers behind it aligned for every type. */
function npyHeader(descr: string, shape: readonly number[]): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.map((length) => `${length},`).join(' ')}), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  start.writeUInt16LE(padded.length, 8);
  return Buffer.concat([start, Buffer.from(padded, 'latin1')]);
}

function isTypedArray(data: ArrayBufferView): data is TypedArray {
  return ArrayBuffer.isView(data) && !(data instanceof DataView);
}
