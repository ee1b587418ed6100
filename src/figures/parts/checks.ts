import { checkNumber, describe } from '../../check';

interface Items {
  /** What one of them is called: `value`. */
  readonly noun: string;
  /** How the list is written: `[{ name: 'dogs', value: 0.5 }]`. */
  readonly example: string;
  readonly isRight: (item: unknown) => boolean;
  /** More than so many make no readable figure. */
  readonly max?: number;
  /** Fewer than so many make no figure: 1, or 0. */
  readonly min?: 0 | 1;
}

/**
 * Throws unless a function got a list of things to draw: a TypeError for anything else and for an empty one, a RangeError
 * for too long a one.
 */
export function checkItems(
  caller: string,
  items: unknown,
  { noun, example, isRight, max = Infinity, min = 1 }: Items,
): void {
  const nouns = noun.endsWith('s') ? `${noun}es` : `${noun}s`;
  const takes = `${caller}() takes a list of ${nouns} such as ${example}`;
  if (!Array.isArray(items)) throw new TypeError(`${takes}, but got ${describe(items)}`);
  if (items.length < min)
    throw new TypeError(`${caller}() takes at least one ${noun}, but got none`);
  if (items.length > max)
    throw new RangeError(`${caller}() draws at most ${max} ${nouns}, but got ${items.length}`);
  const wrong = items.findIndex((item) => !isRight(item));
  if (wrong >= 0)
    throw new TypeError(`${takes}, but ${noun} ${wrong} is ${describe(items[wrong])}`);
}

/** Throws unless a range, if there is one, is two finite numbers above what is told. */
export function checkRange(name: string, range: unknown, above = -Infinity): void {
  if (range === undefined) return;
  const isPair = isNumbers(range) && range.length === 2;
  if (isPair && Array.from(range).every((end) => Number.isFinite(end) && end > above)) return;
  const bound = above === -Infinity ? '' : ` above ${above}`;
  const ErrorType = isPair ? RangeError : TypeError;
  throw new ErrorType(
    `${name} must be two finite numbers${bound} such as [1, 10], but is ${describe(range)}`,
  );
}

/** Throws unless a length on the page, or a time, is a positive number. */
export function checkLength(name: string, length: number): void {
  checkNumber(name, length, { allowed: length > 0, expected: 'a positive number' });
}

/** Returns whether a value is an object whose fields, named by the keys, are all right. */
export function hasFields(
  value: unknown,
  fields: Readonly<Record<string, (field: unknown) => boolean>>,
): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const found = value as Readonly<Record<string, unknown>>;
  return Object.entries(fields).every(([key, isRight]) => isRight(found[key]));
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Returns whether a value is a list of numbers, plain or typed. */
export function isNumbers(value: unknown): value is ArrayLike<number> {
  if (Array.isArray(value)) return value.every(isNumber);
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** Throws a TypeError unless a table has rows, all of the same length, with nothing but numbers in them. */
export function checkRows(name: string, rows: unknown): void {
  const takes = `${name} must be rows of numbers, all of the same length`;
  if (!Array.isArray(rows)) throw new TypeError(`${takes}, but is ${describe(rows)}`);
  if (rows.length === 0) throw new TypeError(`${takes}, but there are no rows`);
  const wrong = rows.findIndex((row) => !isRow(row) || row.length === 0);
  if (wrong >= 0) throw new TypeError(`${takes}, but row ${wrong} is ${describe(rows[wrong])}`);
  const lengths = rows.filter(isRow).map(({ length }) => length);
  const odd = lengths.findIndex((length) => length !== lengths[0]);
  if (odd >= 0)
    throw new TypeError(`${takes}, but row 0 has ${lengths[0]} and row ${odd} has ${lengths[odd]}`);
}

/** A cell may be left empty by `null`. Typed arrays are no rows: their `map` cannot give texts. */
function isRow(row: unknown): row is readonly (number | null)[] {
  return Array.isArray(row) && row.every((cell) => cell === null || isNumber(cell));
}
