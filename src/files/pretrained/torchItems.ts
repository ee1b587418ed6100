import { ForeignItem, KnownName, type PickleDialect, type PickleItem } from '../numpy/pickleItems';

const NAMES: Readonly<Record<string, string>> = {
  'collections.OrderedDict': 'dictionary',
  'torch._utils._rebuild_tensor_v2': 'tensor',
  'torch.FloatStorage': 'numbers',
  'torch.LongStorage': 'counts',
};

/** A row of numbers that follows the pickle. Several tensors may show parts of it. */
export class TorchStorage extends ForeignItem {
  readonly description = 'the storage of a tensor';

  constructor(
    readonly key: string,
    readonly length: number,
    /** `numbers` are float32, `counts` int64. */
    readonly kind: 'numbers' | 'counts',
  ) {
    super();
  }
}

/** How a tensor lies in its storage: one step along axis i is `strides[i]` numbers further. */
export class TorchTensor extends ForeignItem {
  readonly description = 'a tensor';

  constructor(
    readonly storage: TorchStorage,
    readonly layout: StridedLayout,
  ) {
    super();
  }
}

export interface StridedLayout {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** What PyTorch's old files may name: dictionaries, tensors and their storages. */
export const TORCH_DIALECT: PickleDialect = {
  names: NAMES,
  apply: applyName,
  fill: (target) => {
    // Dictionaries of weights carry version numbers, which say nothing of the weights
    if (!(target instanceof Map)) throw new Error('It sets the state of something that has none');
  },
  keptElsewhere: storageOf,
};

function applyName({ name }: KnownName, args: readonly PickleItem[]): PickleItem {
  if (NAMES[name] === 'dictionary' && args.length === 0) return new Map();
  if (NAMES[name] === 'tensor') return tensorOf(args);
  throw new Error(`It calls ${name} in a way that PyTorch does not`);
}

function tensorOf([storage, offset, shape, strides]: readonly PickleItem[]): TorchTensor {
  if (!(storage instanceof TorchStorage) || !isCount(offset) || !isCounts(shape))
    throw new Error('It makes a tensor of what is none');
  if (!isCounts(strides) || strides.length !== shape.length)
    throw new Error('It makes a tensor whose strides do not go with its shape');
  const size = shape.reduce((product, length) => product * length, 1);
  const last = shape.reduce((index, length, axis) => index + (length - 1) * strides[axis], offset);
  // A stride of 0 would show one number again and again
  if (size > storage.length || (size > 0 && last >= storage.length))
    throw new Error(
      `A tensor of shape (${shape.join(', ')}) goes beyond its ${storage.length} numbers`,
    );
  return new TorchTensor(storage, { offset, shape, strides });
}

/** A persistent id: what it is, its type, its key, where it was kept, and how many numbers it has. */
function storageOf(id: PickleItem): TorchStorage {
  const [word, type, key, , length] = Array.isArray(id) ? id : [];
  const kind = type instanceof KnownName ? NAMES[type.name] : undefined;
  const isStorage = word === 'storage' && (kind === 'numbers' || kind === 'counts');
  if (!isStorage || typeof key !== 'string' || !isCount(length))
    throw new Error('It asks for an object kept elsewhere that is no storage of a tensor');
  return new TorchStorage(key, length, kind);
}

const MAX_DIMENSIONS = 8;

function isCounts(value: PickleItem): value is number[] {
  return Array.isArray(value) && value.length <= MAX_DIMENSIONS && value.every(isCount);
}

function isCount(value: PickleItem): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
