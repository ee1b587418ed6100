import { closeSync, statSync } from 'node:fs';
import type { NdArray } from '../data/arrays';
import { reasonOf, resolvePath } from '../project';

type H5wasm = typeof import('h5wasm/node');
type Opened = InstanceType<H5wasm['File']>;
type Dataset = InstanceType<H5wasm['Dataset']>;

/** Arrays beyond this size are read and written in pieces of some rows, so that none lies in memory twice. */
const PIECE_BYTES = 4_000_000;

/** As the C library of the WebAssembly counts errors. */
const NOT_PERMITTED = 63;

/** Longer ones than Keras writes; text takes some 60 times the memory once it is read as JSON. */
const MAX_ATTRIBUTE_BYTES = 3_000_000;

/** Names of arrays inside a file, such as `conv1/kernel`, with the shape that each must have. */
export type ArrayShapes<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/**
 * Returns arrays of float32 out of an HDF5 file, the format of Keras's `.h5` files, as copies.
 *
 * @param file relative to the working folder, or with `~` for the home folder
 * @throws Error when the file is missing, no HDF5 or damaged, or lacks one of the arrays
 * @throws TypeError when an array has another shape or holds no float32
 * @example
 * const { 'conv1/bias': bias } = await readHdf5('weights.h5', { 'conv1/bias': [64] });
 * bias.data.length //=> 64
 */
export async function readHdf5<Name extends string>(
  file: string,
  shapes: ArrayShapes<Name>,
): Promise<Readonly<Record<Name, NdArray<Float32Array>>>> {
  const h5wasm = await loadLibrary();
  const opened = openFile(h5wasm, file);
  try {
    const names = Object.keys(shapes) as Name[];
    const arrays = names.map(
      (name) => [name, readArray(h5wasm, { file, opened, name, shape: shapes[name] })] as const,
    );
    return Object.fromEntries(arrays) as Record<Name, NdArray<Float32Array>>;
  } finally {
    opened.close();
  }
}

/** What is read of an open HDF5 file. Paths begin at its root: `model_weights/conv1`. */
export interface Hdf5Reader {
  /** The size of the whole file in bytes. */
  readonly fileBytes: number;
  readonly has: (path: string) => boolean;
  /** The names directly below a group. */
  readonly names: (group: string) => readonly string[];
  /** An attribute that holds one text. */
  readonly text: (path: string, attribute: string) => string | undefined;
  /** An attribute that holds a list of texts. */
  readonly texts: (path: string, attribute: string) => readonly string[] | undefined;
  readonly shape: (array: string) => readonly number[];
  /** The numbers of an array as float32, whatever type they are stored as. */
  readonly read: (array: string) => Float32Array;
}

/**
 * Opens an HDF5 file, and closes it after `use`. Nothing is read but what is asked for, and nothing of another file: links
 * are refused.
 *
 * @throws Error when the file is missing, no HDF5 or damaged, or lacks what is asked for
 */
export async function withHdf5<Result>(
  file: string,
  use: (reader: Hdf5Reader) => Result | Promise<Result>,
): Promise<Result> {
  const h5wasm = await loadLibrary();
  const opened = openFile(h5wasm, file);
  try {
    return await use(readerOf(h5wasm, opened, statSync(resolvePath(file)).size));
  } finally {
    opened.close();
  }
}

function readerOf(h5wasm: H5wasm, opened: Opened, fileBytes: number): Hdf5Reader {
  const entity = (path: string) => {
    return plainly(path, () => {
      refuseLinks(opened, path);
      return opened.get(path === '' ? '/' : path);
    });
  };
  const dataset = (path: string): Dataset => {
    const found = entity(path);
    if (found instanceof h5wasm.Dataset) return found;
    throw new Error(`It has no array ${path}`);
  };
  const attribute = (path: string, name: string): unknown => {
    const found = entity(path);
    if (!(found instanceof h5wasm.Group)) throw new Error(`It has no group ${path}`);
    return plainly(`the attribute ${name}`, () => readAttribute(found, name));
  };
  return {
    fileBytes,
    has: (path) => entity(path) !== null,
    names: (path) => {
      const found = entity(path);
      return found instanceof h5wasm.Group ? found.keys() : [];
    },
    text: (path, name) => {
      const value = attribute(path, name);
      return typeof value === 'string' ? value : undefined;
    },
    texts: (path, name) => {
      const value = attribute(path, name);
      if (Array.isArray(value)) return value.map(String);
      return ArrayBuffer.isView(value) && value.byteLength === 0 ? [] : undefined;
    },
    shape: (path) => plainly(path, () => dataset(path).shape ?? []),
    read: (path) => plainly(path, () => inThisFile(h5wasm, () => readFloats(dataset(path), path))),
  };
}

interface Files {
  open: unknown;
  write: (stream: unknown, bytes: unknown, offset: number, length: number) => number;
  readonly ErrnoError: new (code: number) => Error;
}

/** The numbers of an array may lie in another file, which the library opens without a word. */
function inThisFile<Result>({ FS }: H5wasm, read: () => Result): Result {
  const files = FS as unknown as Files;
  const { open, write } = files;
  files.open = () => {
    throw new files.ErrnoError(NOT_PERMITTED);
  };
  // It prints a page about what it cannot open
  files.write = (_stream, _bytes, _offset, length) => length;
  try {
    return read();
  } finally {
    Object.assign(files, { open, write });
  }
}

/** The library follows a link without a word, also to another file. */
function refuseLinks(opened: Opened, path: string): void {
  const names = path.split('/').filter((name) => name !== '');
  for (let count = 1; count <= names.length; count++) {
    const part = `/${names.slice(0, count).join('/')}`;
    const type: number = opened.get_type(part);
    if (type < 0) return;
    const { filename } = opened.get_external_link(part) as { filename?: string };
    if (filename !== undefined || opened.get_link(part) !== null)
      throw new Error(`Its ${part.slice(1)} is a link, which is not followed`);
  }
}

function readAttribute(group: InstanceType<H5wasm['Group']>, name: string): unknown {
  const attributes = group.attrs;
  if (!Object.hasOwn(attributes, name)) return undefined;
  const { metadata } = attributes[name];
  if (metadata.size * metadata.total_size > MAX_ATTRIBUTE_BYTES)
    throw new Error(`It has more than ${MAX_ATTRIBUTE_BYTES} bytes`);
  const { value } = attributes[name];
  if (typeof value === 'string' && value.length > MAX_ATTRIBUTE_BYTES)
    throw new Error(`It has more than ${MAX_ATTRIBUTE_BYTES} characters`);
  return value;
}

function readFloats(dataset: Dataset, path: string): Float32Array {
  const { metadata } = dataset;
  if (metadata.virtual_sources)
    throw new Error(`The array ${path} is put together from others, which are not followed`);
  // However little it takes in the file, a piece of it may unfold into any length
  if (dataset.filters.length > 0)
    throw new Error(`The array ${path} is packed; save it without compression`);
  if (![0, 1].includes(metadata.type) || ![1, 2, 4, 8].includes(metadata.size))
    throw new Error(`The array ${path} holds no numbers`);
  if (metadata.type === 1 && metadata.size < 4)
    throw new Error(`The array ${path} holds float16; save it as float32`);
  if (!metadata.littleEndian) throw new Error(`The array ${path} is stored in big-endian order`);
  const shape = dataset.shape ?? [];
  const rowBytes = (metadata.total_size * metadata.size) / Math.max(1, shape[0] ?? 1);
  if (shape.length === 0 || rowBytes * shape[0] <= PIECE_BYTES) return asFloats(dataset.value);
  const result = new Float32Array(metadata.total_size);
  const numRows = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
  for (let row = 0; row < shape[0]; row += numRows) {
    const rows = dataset.slice([[row, Math.min(shape[0], row + numRows)]]);
    result.set(asFloats(rows), (row * metadata.total_size) / shape[0]);
  }
  return result;
}

function asFloats(value: unknown): Float32Array {
  if (value instanceof Float32Array) return value;
  if (typeof value === 'number' || typeof value === 'bigint') return Float32Array.of(Number(value));
  if (!ArrayBuffer.isView(value)) throw new Error('It holds no numbers');
  return Float32Array.from(value as unknown as ArrayLike<number | bigint>, Number);
}

function plainly<Result>(place: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const reason = reasonOf(error);
    const plain = plainReason(reason);
    // What we say ourselves names the place already
    throw plain === reason ? error : new Error(`Cannot read ${place}: ${plain}`, { cause: error });
  }
}

/** An array that is written: as a whole number, or float32 row by row, so that not all of it need be there at once. */
export type WrittenArray =
  | { readonly integer: number }
  | {
      readonly shape: readonly number[];
      readonly rows: (start: number, count: number) => Float32Array;
    };

export interface Hdf5Writer {
  /** Makes a group and those above it that are not there yet. */
  readonly group: (path: string) => void;
  readonly attribute: (path: string, name: string, value: string | readonly string[]) => void;
  readonly array: (path: string, array: WrittenArray) => void;
}

/**
 * Writes an HDF5 file at a path, in place of what is there.
 *
 * @throws Error when it cannot be written, as on a full disk; an unfinished file is there then
 */
export async function writeHdf5(path: string, write: (writer: Hdf5Writer) => void): Promise<void> {
  const h5wasm = await loadLibrary();
  try {
    const opened = new h5wasm.File(path, 'w');
    try {
      write(writerOf(h5wasm, opened));
      opened.flush();
    } finally {
      opened.close();
    }
  } catch (error) {
    closeFailed(h5wasm, path);
    throw new Error(plainReason(reasonOf(error)), { cause: error });
  }
}

/** The library keeps a file open that it could not finish, as on a full disk. */
function closeFailed({ FS }: H5wasm, path: string): void {
  const { streams } = FS as unknown as {
    readonly streams: ({ readonly path?: string; nfd?: number } | null)[];
  };
  for (const stream of streams)
    if (stream?.path === path && stream.nfd !== undefined) {
      closeSync(stream.nfd);
      // What the library writes after all must not meet another file of this number
      stream.nfd = -1;
    }
}

function writerOf(h5wasm: H5wasm, opened: Opened): Hdf5Writer {
  const made = new Set<string>(['']);
  const groupAt = (path: string): InstanceType<H5wasm['Group']> => {
    if (path === '') return opened;
    const end = path.lastIndexOf('/');
    if (!made.has(path)) groupAt(path.slice(0, Math.max(0, end))).create_group(path.slice(end + 1));
    made.add(path);
    return new h5wasm.Group(opened.file_id, `/${path}`);
  };
  return {
    group: (path) => void groupAt(path),
    attribute: (path, name, value) => writeAttribute(groupAt(path), name, value),
    array: (path, array) => {
      const end = path.lastIndexOf('/');
      writeArray(groupAt(path.slice(0, Math.max(0, end))), path.slice(end + 1), array);
    },
  };
}

function writeAttribute(
  group: InstanceType<H5wasm['Group']>,
  name: string,
  value: string | readonly string[],
): void {
  if (typeof value === 'string') group.create_attribute(name, value, [], 'S');
  // What Keras writes of an empty list
  else if (value.length === 0) group.create_attribute(name, new Float64Array(0), [0], '<d');
  else group.create_attribute(name, [...value], [value.length], 'S');
}

function writeArray(group: InstanceType<H5wasm['Group']>, name: string, array: WrittenArray): void {
  if ('integer' in array) {
    const data = BigInt64Array.of(BigInt(array.integer));
    group.create_dataset({ name, data, shape: [], dtype: '<q' });
    return;
  }
  const shape = [...array.shape];
  const [length = 1, ...rest] = shape;
  const rowBytes = 4 * rest.reduce((product, size) => product * size, 1);
  const count = Math.max(1, Math.floor(PIECE_BYTES / Math.max(1, rowBytes)));
  if (count >= length) {
    group.create_dataset({ name, data: array.rows(0, length), shape, dtype: '<f' });
    return;
  }
  const first = [count, ...rest];
  const dataset = group.create_dataset({
    name,
    data: array.rows(0, count),
    shape: first,
    maxshape: shape,
    chunks: first,
    dtype: '<f',
  });
  dataset.resize(shape);
  for (let row = count; row < length; row += count) {
    const end = Math.min(length, row + count);
    const ranges = shape.map((size, axis): [number, number] => (axis ? [0, size] : [row, end]));
    dataset.write_slice(ranges, array.rows(row, end - row));
  }
}

async function loadLibrary(): Promise<H5wasm> {
  const h5wasm: H5wasm = await import('h5wasm/node'); // an ES module alone, not to be required
  const library = await h5wasm.ready;
  // Otherwise it prints a page about each failure and goes on with a file that is not open
  library.activate_throwing_error_handler();
  return h5wasm;
}

function openFile(h5wasm: H5wasm, file: string): Opened {
  const path = resolvePath(file);
  try {
    const info = statSync(path);
    if (!info.isFile())
      throw new Error(`It is ${info.isDirectory() ? 'a folder' : 'no ordinary file'}`);
    return new h5wasm.File(path, 'r');
  } catch (error) {
    throw new Error(`Cannot read the HDF5 file ${file}: ${plainReason(reasonOf(error))}`, {
      cause: error,
    });
  }
}

interface WantedArray {
  readonly file: string;
  readonly opened: Opened;
  readonly name: string;
  readonly shape: readonly number[];
}

function readArray(
  h5wasm: H5wasm,
  { file, opened, name, shape }: WantedArray,
): NdArray<Float32Array> {
  const dataset = opened.get(name);
  if (!(dataset instanceof h5wasm.Dataset)) {
    throw new Error(
      `There is no array ${name} in ${file}: the file has ${arrayNames(h5wasm, opened).join(', ') || 'none at all'}`,
    );
  }
  const found = dataset.shape ?? [];
  if (found.join() !== shape.join()) {
    throw new TypeError(
      `The array ${name} in ${file} must have the shape [${shape.join(', ')}], but has [${found.join(', ')}]`,
    );
  }
  if (dataset.dtype !== '<f') {
    throw new TypeError(
      `The array ${name} in ${file} must hold float32, but holds the type ${JSON.stringify(dataset.dtype)}; write it as float32`,
    );
  }
  return { data: readNumbers(dataset, `${name} in ${file}`), shape };
}

function readNumbers(dataset: Dataset, place: string): Float32Array {
  try {
    return dataset.value as Float32Array;
  } catch (error) {
    throw new Error(`Cannot read the array ${place}: ${plainReason(reasonOf(error))}`, {
      cause: error,
    });
  }
}

function arrayNames(h5wasm: H5wasm, opened: Opened): string[] {
  return opened.paths().filter((path) => opened.get(path) instanceof h5wasm.Dataset);
}

/** What the library says is the way through its own functions; the last of them knows what is wrong. */
function plainReason(message: string): string {
  const reasons = [...message.matchAll(/^ +#\d+: .* in \w+\(\): (.*)$/gm)];
  // The library gave up
  if (/^(Aborted\(|null function|memory access|unreachable|table index)/.test(message))
    return 'It is damaged, or its numbers lie in another file';
  if (/No space left on device/.test(message)) return 'The disk is full';
  const last = reasons.at(-1)?.[1];
  if (last === undefined) return message;
  return /signature/.test(last) ? 'It is no HDF5 file' : `It is damaged (${last})`;
}
