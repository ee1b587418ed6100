import { hidePaths, inspect } from '#platform';
import { isPromise } from '../check';
import { describeArray } from './arrayLike';

const MAX_CHARACTERS = 5_000;
/** So deep, arrays and plain objects are searched for big arrays; `inspect` shows no more than that anyway. */
const MAX_DEPTH = 4;
const MAX_ITEMS = 30;

const INSPECT_OPTIONS = {
  depth: MAX_DEPTH,
  maxArrayLength: MAX_ITEMS + 1,
  maxStringLength: 2_000,
  breakLength: 100,
};

/**
 * Returns a value as text for a notebook: kind, shape and a few numbers of a tensor or array, the layer table of a
 * network, a hint for a promise, and what Node prints for anything else; never longer than some 5,000 characters and
 * without absolute paths.
 *
 * @example
 * describeValue(Promise.resolve(1)) //=> 'A promise: put await before it to see its value'
 */
export function describeValue(value: unknown): string {
  return shorten(hidePaths(describe(value)));
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    if (isPromise(value)) return 'A promise: put await before it to see its value';
    return (
      describeArray(value) ?? describeNetwork(value) ?? inspect(abridge(value, []), INSPECT_OPTIONS)
    );
  } catch (error) {
    return `A value that cannot be shown (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** The table of layers that a tfjs model prints. */
function describeNetwork(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { layers, summary } = value as { layers?: unknown; summary?: unknown };
  if (!Array.isArray(layers) || typeof summary !== 'function') return undefined;
  const lines: string[] = [];
  summary.call(value, undefined, undefined, (line: string) => lines.push(line));
  return lines.join('\n');
}

/** A copy in which one line stands for every big array, promise or error, however deep it lies in others. */
function abridge(value: unknown, holders: readonly object[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (holders.includes(value)) return literally('[Circular]');
  if (holders.length > MAX_DEPTH) return value;
  if (value instanceof Error)
    return literally(holders.length === 0 ? String(value) : `[${String(value)}]`);
  if (isPromise(value)) return literally('A promise');
  const line = describeArray(value, { preview: false });
  if (line !== undefined) return literally(line);
  const inside = [...holders, value];
  if (Array.isArray(value))
    return value
      .slice(0, MAX_ITEMS)
      .map((item) => abridge(item, inside))
      .concat(leftOut(value));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, abridge(item, inside)]),
  );
}

function leftOut(array: readonly unknown[]): unknown[] {
  return array.length > MAX_ITEMS ? [literally(`… ${array.length - MAX_ITEMS} more`)] : [];
}

/** `inspect` puts quotes round a string; an object with this method is written as it says. */
function literally(text: string): object {
  return { [inspect.custom]: () => text };
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function shorten(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
