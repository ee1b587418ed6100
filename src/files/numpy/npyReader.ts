import { constants } from 'node:buffer';
import { parse } from 'npyjs';
import type { NdArray, TypedArray } from '../../data/arrays';
import type { ByteSource, FileSource } from '../byteSource';
import { bytesToFill } from '../hugePages';
import {
  START_BYTES,
  headerEnd,
  neededBytes,
  numberType,
  parseNpyHeader,
  swapByteOrder,
  toRowMajor,
  type ArrayLayout,
  type RawArray,
} from './npyLayout';
import { npyHeader } from './npyWriter';
import { decodePickle } from './pickle';
import type { NpyValue } from './pickleItems';
import { nested } from './pickleResult';
import { isTextType, neededTextBytes, readTexts } from './textArray';

/** What an `.npy` file holds: one array of numbers, or the list of values that NumPy saved as an object array. */
export type NpyContent = NdArray | readonly NpyValue[];

/** Rows of an array, from the first one up to the end, which is not among them. */
export type RowRange = readonly [first: number, end: number];

/** How many 16-bit floats there are. */
const NUM_HALVES = 65_536;

/** True for an array of numbers with a shape, as `loadNpy` gives them. */
export function isNdArray(value: NpyValue | undefined): value is NdArray {
  return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value;
}

/** What an `.npy` file holds, to its last byte. Throws an Error when it is damaged or holds other things than data. */
export async function readNpy(source: ByteSource): Promise<NpyContent> {
  const layout = await readLayout(source);
  if (layout.descr !== '|O') {
    checkEnd(layout, source.remaining);
    return readValues(source, layout);
  }
  const value = decodePickle(await readBytes(source, source.remaining), buildArray);
  return Array.isArray(value) ? (value as NpyValue[]) : [value];
}

/**
 * Some rows of an array, without the rest: of an array larger than the memory, for example.
 *
 * @throws RangeError when the array has no such rows
 * @throws TypeError when it has no rows, or they do not lie together in the file
 */
export async function readNpyRows(source: FileSource, rows: RowRange): Promise<NpyContent> {
  const layout = await readLayout(source);
  const { descr, shape, fortranOrder } = layout;
  const shown = `shape (${shape.join(', ')})`;
  if (descr === '|O' || shape.length === 0)
    throw new TypeError('It holds no array with rows: load it without "rows"');
  if (fortranOrder && shape.length > 1)
    throw new TypeError(
      `Its array of ${shown} lies column by column, so that rows cannot be read alone; in Python, save numpy.ascontiguousarray(array)`,
    );
  const [first, end] = rows;
  if (end > shape[0]) throw new RangeError(`Its array of ${shown} has no rows ${first} to ${end}`);
  checkEnd(layout, source.remaining);
  source.skip((source.remaining / Math.max(shape[0], 1)) * first);
  return readValues(source, { ...layout, shape: [end - first, ...shape.slice(1)] });
}

async function readLayout(source: ByteSource): Promise<ArrayLayout> {
  const start = new Uint8Array(Math.min(source.remaining, START_BYTES));
  await source.fill(start);
  const header = new Uint8Array(headerEnd(start, start.length + source.remaining));
  header.set(start);
  await source.fill(header.subarray(start.length));
  return parseNpyHeader(header);
}

/** Files in which several arrays follow one another hold more than one array. */
function checkEnd(layout: ArrayLayout, available: number): void {
  const numMore = available - neededOf(layout, available);
  if (numMore > 0)
    throw new Error(
      `It goes on for ${numMore} bytes after its array of shape (${layout.shape.join(', ')}). In Python, save several arrays by numpy.savez('arrays.npz', first=first, second=second)`,
    );
}

function neededOf(layout: ArrayLayout, available: number): number {
  return isTextType(layout.descr)
    ? neededTextBytes(layout, available)
    : neededBytes(layout, available);
}

async function readValues(source: ByteSource, layout: ArrayLayout): Promise<NpyContent> {
  const length = neededOf(layout, source.remaining);
  if (isTextType(layout.descr)) {
    const bytes = await readBytes(source, length);
    return nested(readTexts({ ...layout, bytes }), layout.shape);
  }
  const numbers = emptyNumbers(layout, length);
  await source.fill(numbers);
  return toArray(numbers, layout);
}

async function readBytes(source: ByteSource, length: number): Promise<Uint8Array> {
  const bytes = allocate(length);
  await source.fill(bytes);
  return bytes;
}

function allocate(length: number): Uint8Array<ArrayBuffer> {
  if (length > constants.MAX_LENGTH)
    throw new Error(
      `Its ${length} bytes are more than this version of Node can hold (${constants.MAX_LENGTH}): load it in parts, for example with { rows: [0, 1000] }`,
    );
  try {
    return bytesToFill(length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(
      `Its ${length} bytes do not fit into the memory that is free: load it in parts, for example with { rows: [0, 1000] }`,
      { cause: error },
    );
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
  const { kind, itemBytes } = numberType(descr);
  if (descr.startsWith('>')) swapByteOrder(numbers, itemBytes);
  const ordered = fortranOrder && shape.length > 1 ? emptyNumbers(layout, numbers.length) : numbers;
  if (ordered !== numbers) toRowMajor(numbers, { shape, itemBytes, target: ordered });
  const isLong = kind === 'f2' && ordered.length > 2 * NUM_HALVES;
  return { data: isLong ? widenHalves(ordered) : parseNumbers(ordered), shape };
}

function parseNumbers(numbers: Uint8Array): TypedArray {
  const { data } = parse(numbers.buffer as ArrayBuffer);
  if (!isTypedArray(data)) throw new Error('It holds values that npyjs does not read');
  return data;
}

function isTypedArray(data: ArrayBufferView): data is TypedArray {
  return ArrayBuffer.isView(data) && !(data instanceof DataView);
}

/** As npyjs widens them, which takes 30 times as long for each: every 16-bit float once, then looked up. */
function widenHalves(numbers: Uint8Array): Float32Array {
  const all = emptyNumbers(
    { descr: '<f2', shape: [NUM_HALVES], fortranOrder: false },
    2 * NUM_HALVES,
  );
  const halves = (bytes: Uint8Array) =>
    new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  halves(all).forEach((_, index, each) => (each[index] = index));
  const floats = parseNumbers(all) as Float32Array;
  const places = halves(numbers);
  const widened = new Float32Array(allocate(4 * places.length).buffer);
  for (let index = 0; index < places.length; index++) widened[index] = floats[places[index]];
  return widened;
}
