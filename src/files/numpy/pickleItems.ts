import type { NdArray } from '../../data/arrays';

/** Whatever plain data a pickle can hold here: Python's lists and tuples come as arrays, its dictionaries as maps. */
export type NpyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | NdArray
  | readonly NpyValue[]
  | ReadonlyMap<NpyValue, NpyValue>;

/** The few names a pickle may refer to. They are only ever compared, never looked up. */
export class KnownName {
  constructor(readonly name: string) {}
}

/** NumPy's description of a number type. */
export class NumberType {
  byteOrder = '|';
  constructor(readonly kind: string) {}

  get descr(): string {
    return this.byteOrder + this.kind;
  }
}

/** An array that was announced; its contents follow later in the pickle. */
export class AnnouncedArray {
  contents?: NdArray | ObjectArray;
}

/** An array whose items are any values, in row-major order. */
export interface ObjectArray {
  readonly shape: readonly number[];
  readonly items: readonly PickleItem[];
}

/** Text too long to be a word: the bytes of an array, written as text by old protocols. */
export class LongText {
  constructor(readonly utf8: Buffer) {}
}

/** Something that only one kind of file holds: NumPy's files have none, PyTorch's have storages and tensors. */
export abstract class ForeignItem {
  /** What it is, in a message where data was expected. */
  abstract readonly description: string;
}

/** What a kind of file may name in its pickles, and what its reader does about it. */
export interface PickleDialect {
  /** The names that may occur. Every other is refused. */
  readonly names: Readonly<Record<string, string>>;
  /** The end of the sentence that refuses other names: how to save what they stand for. */
  readonly advice?: string;
  /** Does what is asked of a known name, itself and with data only. */
  readonly apply: (called: KnownName, args: readonly PickleItem[]) => PickleItem;
  /** Gives something that was announced its state. */
  readonly fill: (target: PickleItem, state: PickleItem) => void;
  /** What stands for something kept outside of the pickle; unless told, such things are refused. */
  readonly keptElsewhere?: (id: PickleItem) => PickleItem;
}

/** What lies on the stack while a pickle is read. */
export type PickleItem =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | NdArray
  | KnownName
  | NumberType
  | AnnouncedArray
  | LongText
  | ForeignItem
  | PickleItem[]
  | Map<PickleItem, PickleItem>;
