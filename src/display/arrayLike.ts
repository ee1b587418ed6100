import { inspect } from '#platform';
import { previewNumbers } from './previewNumbers';

/** More numbers than this are not fetched from TensorFlow's memory just to be looked at. */
const MAX_FETCHED = 10_000;

/** The parts of a tfjs tensor that are looked at; known by their names, so that no tfjs package is loaded for it. */
interface TensorLike {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly isDisposed: boolean;
  dataSync(): ArrayLike<number>;
}

interface NdArrayLike {
  readonly data: ArrayLike<number> & ArrayBufferView;
  readonly shape: readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns what a tensor, a variable, an `NdArray` or a typed array is, and a few of its numbers; `undefined` for any
 * other value. With `preview: false` only the kind and shape, in one line.
 *
 * @example
 * describeArray({ data: new Uint8Array(6), shape: [2, 3] }, { preview: false }) //=> 'Uint8Array [2, 3]'
 */
export function describeArray(value: unknown, { preview = true } = {}): string | undefined {
  if (isTensorLike(value)) return describeTensor(value, preview);
  if (isNdArrayLike(value)) return describeNdArray(value, preview);
  if (isNumbers(value)) return describeNdArray({ data: value, shape: [value.length] }, preview);
  return undefined;
}

function describeTensor(tensor: TensorLike, preview: boolean): string {
  const kind = 'trainable' in tensor ? 'Variable' : 'Tensor';
  const head = `${kind} ${tensor.dtype} ${formatShape(tensor.shape)}`;
  if (tensor.isDisposed) return `${head} (disposed)`;
  if (!preview || tensor.size === 0 || tensor.size > MAX_FETCHED) return head;
  return `${head}\n${previewNumbers(tensor.dataSync(), tensor.shape)}`;
}

function describeNdArray({ data, shape }: NdArrayLike, preview: boolean): string {
  const head = `${data.constructor.name} ${formatShape(shape)}`;
  return preview && data.length > 0 ? `${head}\n${previewNumbers(data, shape)}` : head;
}

function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

function isTensorLike(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, shape, dataSync, isDisposed } = value as Fields;
  return (
    typeof dtype === 'string' &&
    isShape(shape) &&
    typeof dataSync === 'function' &&
    typeof isDisposed === 'boolean'
  );
}

function isNdArrayLike(value: unknown): value is NdArrayLike {
  if (typeof value !== 'object' || value === null) return false;
  const { data, shape } = value as Fields;
  return isNumbers(data) && isShape(shape);
}

function isNumbers(value: unknown): value is NdArrayLike['data'] {
  // A Buffer of Node shows itself
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !(inspect.custom in value);
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((side) => typeof side === 'number');
}
