import type { NdArray } from '../../data/arrays';
import { ByteCursor } from '../numpy/byteCursor';
import { runPickle } from '../numpy/pickle';
import type { PickleItem } from '../numpy/pickleItems';
import { TORCH_DIALECT, TorchTensor, type StridedLayout, type TorchStorage } from './torchItems';

/** The number that PyTorch's old files begin with, and their only version. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;

/** Numbers that stand behind the pickle, with how a tensor lies among them. */
export interface StridedArray extends StridedLayout {
  readonly data: Float32Array;
}

/**
 * The tensors of float32 in a file that PyTorch wrote before its version 1.6 (`torch.save` of a dictionary of weights),
 * by their names. Its pickles are read as data: nothing in them is looked up or run. Tensors of int64, which only count
 * training steps, are left out.
 *
 * @throws Error for everything else: another format, damaged or cut-off bytes, other names than those of tensors
 * @see https://github.com/pytorch/pytorch/blob/main/torch/serialization.py for the format
 */
export function readTorchFile(bytes: Uint8Array): ReadonlyMap<string, StridedArray> {
  const input = new ByteCursor(bytes);
  const next = () => runPickle(input, TORCH_DIALECT);
  if (bytes[0] !== 0x80 || next() !== MAGIC || next() !== VERSION)
    throw new Error('It is no file of the format that PyTorch wrote before its version 1.6');
  const system = next();
  if (!(system instanceof Map) || system.get('little_endian') !== true)
    throw new Error('It was written on a machine with another order of bytes');
  const tensors = floatTensors(next());
  const storages = readStorages(input, { keys: next(), wanted: storagesOf(tensors) });
  return new Map(
    tensors.map(([name, { storage, layout }]) => [
      name,
      { ...layout, data: stored(storages, storage) },
    ]),
  );
}

type NamedTensor = readonly [name: string, tensor: TorchTensor];

function floatTensors(root: PickleItem): readonly NamedTensor[] {
  if (!(root instanceof Map)) throw new Error('It holds no dictionary of weights');
  return [...root]
    .filter((entry): entry is [string, TorchTensor] => {
      if (typeof entry[0] === 'string' && entry[1] instanceof TorchTensor) return true;
      throw new Error('It holds something else than tensors with their names');
    })
    .filter(([, { storage }]) => storage.kind === 'numbers');
}

function storagesOf(tensors: readonly NamedTensor[]): ReadonlyMap<string, TorchStorage> {
  return new Map(tensors.map(([, { storage }]) => [storage.key, storage]));
}

interface StorageOptions {
  /** The keys of all storages in the file, in their order. */
  readonly keys: PickleItem;
  readonly wanted: ReadonlyMap<string, TorchStorage>;
}

/** Each storage is how many numbers it has (int64), and the numbers. Those that are not wanted are int64 too. */
function readStorages(
  input: ByteCursor,
  { keys, wanted }: StorageOptions,
): ReadonlyMap<string, Float32Array> {
  if (!Array.isArray(keys)) throw new Error('It holds no list of the storages of its tensors');
  const storages = new Map<string, Float32Array>();
  for (const key of keys) {
    const length = input.uint64();
    if (typeof key === 'string' && wanted.has(key))
      storages.set(key, floats(input.take(4 * length)));
    else input.take(8 * length);
  }
  if (input.remaining > 0) throw new Error('It goes on behind the numbers of its last tensor');
  return storages;
}

/** Copied, since float32 must begin at a multiple of four bytes. */
function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

function stored(
  storages: ReadonlyMap<string, Float32Array>,
  { key, length }: TorchStorage,
): Float32Array {
  const data = storages.get(key);
  if (data?.length !== length)
    throw new Error(`A tensor needs ${length} numbers, and ${data?.length ?? 'none'} came for it`);
  return data;
}

/**
 * The tensor with its axes in another order, row by row: `[3, 2, 0, 1]` puts the axis that was the third first.
 *
 * @example
 * const tensor = { data: Float32Array.of(1, 2, 3, 4), offset: 0, shape: [2, 2], strides: [2, 1] };
 * transposed(tensor, [1, 0]).data //=> Float32Array(4) [ 1, 3, 2, 4 ]
 */
export function transposed(
  { data, offset, shape, strides }: StridedArray,
  axes: readonly number[],
): NdArray<Float32Array> {
  const places = axes.reduceRight<Int32Array>(
    (inner, axis) => steps(inner, { length: shape[axis], stride: strides[axis] }),
    Int32Array.of(offset),
  );
  const numbers = new Float32Array(places.length);
  for (let i = 0; i < places.length; i++) numbers[i] = data[places[i]];
  return { data: numbers, shape: axes.map((axis) => shape[axis]) };
}

interface Axis {
  readonly length: number;
  readonly stride: number;
}

/** The places of an axis: those within one step of it, again for each step. */
function steps(inner: Int32Array, { length, stride }: Axis): Int32Array {
  const places = new Int32Array(inner.length * length);
  for (let step = 0; step < length; step++)
    for (let i = 0; i < inner.length; i++)
      places[step * inner.length + i] = step * stride + inner[i];
  return places;
}
