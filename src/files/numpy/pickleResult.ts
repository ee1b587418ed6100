import type { NdArray } from '../../data/arrays';
import { sizeOfShape } from './npyLayout';
import {
  AnnouncedArray,
  ForeignItem,
  KnownName,
  LongText,
  NumberType,
  type NpyValue,
  type PickleItem,
} from './pickleItems';

const MAX_DEPTH = 32;
const MAX_VALUES = 1_000_000;

interface Finished {
  readonly value: NpyValue;
  /** How many values a reader meets who walks through everything. */
  readonly numValues: number;
}

/**
 * The finished form of what a pickle built: arrays with their contents, lists, words and numbers.
 *
 * A list may occur in several places. It is finished once, and counted at every place, so that a small file that
 * unfolds into billions of values is refused before anyone walks through them.
 *
 * @throws Error for a list inside itself, too deep or too many values, or items that are no data
 */
export function finishPickle(root: PickleItem): NpyValue {
  const finished = new Map<PickleItem, Finished>();
  const open = new Set<PickleItem>();
  let numVisits = 0;

  function finish(item: PickleItem, depth: number): Finished {
    if (++numVisits > MAX_VALUES) throw new Error(`It holds more than ${MAX_VALUES} values`);
    if (typeof item !== 'object' || item === null) return { value: item, numValues: 1 };
    const known = finished.get(item);
    if (known) return known;
    if (open.has(item)) throw new Error('A list in it contains itself');
    if (depth > MAX_DEPTH) throw new Error(`Its lists are nested more than ${MAX_DEPTH} deep`);
    open.add(item);
    const result = finishObject(item, (inner) => finish(inner, depth + 1));
    if (result.numValues > MAX_VALUES)
      throw new Error(`It unfolds into more than ${MAX_VALUES} values`);
    open.delete(item);
    finished.set(item, result);
    return result;
  }

  return finish(root, 0).value;
}

type Finish = (item: PickleItem) => Finished;

function finishObject(
  item: Exclude<PickleItem, string | number | boolean | bigint | null>,
  finish: Finish,
): Finished {
  if (Array.isArray(item)) return finishList(item, finish);
  if (item instanceof Uint8Array)
    return { value: new Uint8Array(item.buffer, item.byteOffset, item.byteLength), numValues: 1 };
  if (item instanceof AnnouncedArray) return finishArray(item, finish);
  if (item instanceof Map) {
    const entries = finishList([...item].flat(1), finish);
    return { ...entries, value: new Map(pairs(entries.value)) };
  }
  if (item instanceof KnownName)
    throw new Error(`It holds the function or class ${item.name} where data was expected`);
  if (item instanceof NumberType) throw new Error('It holds a number type where data was expected');
  if (item instanceof ForeignItem)
    throw new Error(`It holds ${item.description} where data was expected`);
  if (item instanceof LongText) throw new Error('It holds a text of more than a million letters');
  return { value: item, numValues: 1 };
}

function finishList(
  items: readonly PickleItem[],
  finish: Finish,
): Finished & { readonly value: readonly NpyValue[] } {
  const parts = items.map(finish);
  return {
    value: parts.map((part) => part.value),
    numValues: parts.reduce((sum, part) => sum + part.numValues, 1),
  };
}

function* pairs(values: readonly NpyValue[]): Generator<[NpyValue, NpyValue]> {
  for (let i = 0; i < values.length; i += 2) yield [values[i], values[i + 1]];
}

function finishArray({ contents }: AnnouncedArray, finish: Finish): Finished {
  if (!contents) throw new Error('It announces an array and never fills it');
  if (!('items' in contents)) return { value: contents satisfies NdArray, numValues: 1 };
  const { shape, items } = contents;
  if (sizeOfShape(shape) !== items.length)
    throw new Error(
      `An array of shape (${shape.slice(0, 8).join(', ')}) comes with ${items.length} items`,
    );
  if (items.length * shape.length > MAX_VALUES)
    throw new Error(`It holds more than ${MAX_VALUES} values`);
  const list = finishList(items, finish);
  return { ...list, value: nested(list.value, shape) };
}

/** Lists inside lists, one level for each axis, like NumPy's `tolist`. */
export function nested(values: readonly NpyValue[], shape: readonly number[]): readonly NpyValue[] {
  if (shape.length < 2 || values.length === 0) return values;
  const rowLength = values.length / shape[0];
  return Array.from({ length: shape[0] }, (_, row) =>
    nested(values.slice(row * rowLength, (row + 1) * rowLength), shape.slice(1)),
  );
}
