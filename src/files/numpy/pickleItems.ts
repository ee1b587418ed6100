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
  | PickleItem[]
  | Map<PickleItem, PickleItem>;
