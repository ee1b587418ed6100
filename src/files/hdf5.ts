import { statSync } from 'node:fs';
import type { NdArray } from '../data/arrays';
import { reasonOf, resolvePath } from '../project';

type H5wasm = typeof import('h5wasm/node');

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

async function loadLibrary(): Promise<H5wasm> {
  const h5wasm: H5wasm = await import('h5wasm/node'); // an ES module alone, not to be required
  const library = await h5wasm.ready;
  // Otherwise it prints a page about each failure and goes on with a file that is not open
  library.activate_throwing_error_handler();
  return h5wasm;
}

function openFile(h5wasm: H5wasm, file: string): InstanceType<H5wasm['File']> {
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
  readonly opened: InstanceType<H5wasm['File']>;
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

function readNumbers(dataset: InstanceType<H5wasm['Dataset']>, place: string): Float32Array {
  try {
    return dataset.value as Float32Array;
  } catch (error) {
    throw new Error(`Cannot read the array ${place}: ${plainReason(reasonOf(error))}`, {
      cause: error,
    });
  }
}

function arrayNames(h5wasm: H5wasm, opened: InstanceType<H5wasm['File']>): string[] {
  return opened.paths().filter((path) => opened.get(path) instanceof h5wasm.Dataset);
}

/** What the library says is the way through its own functions; the last of them knows what is wrong. */
function plainReason(message: string): string {
  const reasons = [...message.matchAll(/^ +#\d+: .* in \w+\(\): (.*)$/gm)];
  const last = reasons.at(-1)?.[1];
  if (last === undefined) return message;
  return /signature/.test(last) ? 'It is no HDF5 file' : `It is damaged (${last})`;
}
