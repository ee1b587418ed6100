/** A text in a message is cut after so many characters, a list after so many values. */
const MAX_CHARACTERS = 40;
const MAX_VALUES = 3;

/**
 * Returns the name of a thing as it stands at the beginning of a sentence: `the training set` with a capital, the name of
 * an option as it is.
 *
 * @example
 * capitalized('the training set') //=> 'The training set'
 */
export function capitalized(name: string): string {
  return name.startsWith('the ') ? `The ${name.slice(4)}` : name;
}

interface Bounds {
  /** The smallest value allowed; 1 unless told. */
  readonly min?: number;
  /** The largest value allowed; any unless told. */
  readonly max?: number;
}

interface Allowed {
  readonly allowed: boolean;
  /** What the message says is right. */
  readonly expected: string;
}

/**
 * Returns what a value is, in few words, for a message about a wrong one: a text in quotes, a number as it is, the size
 * and first values of a list, the kind and shape of an array. Never throws, whatever it is given.
 *
 * @example
 * describe('3') //=> "the text '3'"
 * describe(3) //=> '3'
 * describe([0.5, 0.25]) //=> 'a list of 2 values (0.5, 0.25)'
 * describe({ data: new Uint8Array(6), shape: [2, 3] }) //=> 'an array of shape [2, 3] (Uint8Array)'
 * describe(Promise.resolve(1)) //=> 'a promise: did you forget `await`?'
 */
export function describe(value: unknown): string {
  try {
    if (typeof value === 'string')
      return value === '' ? 'an empty text' : `the text ${quote(value)}`;
    if (typeof value === 'bigint') return `the bigint ${value}n`;
    if (typeof value === 'function')
      return value.name ? `the function ${value.name}` : 'a function';
    if (typeof value === 'object' && value !== null) return describeObject(value);
    return String(value);
  } catch {
    return 'a value that cannot be read';
  }
}

/** Returns whether a value is a promise, or anything else that `await` waits for. */
export function isPromise(value: unknown): boolean {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && typeof (value as { then?: unknown }).then === 'function';
}

/**
 * Throws unless the value is a whole number between the bounds: a TypeError for anything but a number, a RangeError for
 * a number that is not allowed.
 *
 * @example
 * checkWhole('epochs', 0); // RangeError: epochs must be a positive whole number, but is 0
 * checkWhole('epochs', '3'); // TypeError: epochs must be a positive whole number, but is the text '3'
 */
export function checkWhole(
  name: string,
  value: unknown,
  { min = 1, max = Infinity }: Bounds = {},
): void {
  const allowed = Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
  checkNumber(name, value, { allowed, expected: wholeNumber(min, max) });
}

/**
 * Throws a TypeError for anything but a number, and a RangeError for a number that is not allowed, or not finite.
 *
 * @example
 * checkNumber('rate', 2, { allowed: false, expected: 'a share from 0 to 1' }); // RangeError: rate must be a share from 0 to 1, but is 2
 */
export function checkNumber(name: string, value: unknown, { allowed, expected }: Allowed): void {
  if (allowed && Number.isFinite(value)) return;
  const ErrorType = typeof value === 'number' ? RangeError : TypeError;
  throw new ErrorType(`${capitalized(name)} must be ${expected}, but is ${describe(value)}`);
}

/**
 * Throws unless the value is the index of one of the classes. Errors as those of `checkWhole`.
 *
 * @example
 * checkClass('classIndex', 6, 6); // RangeError: classIndex must be a class from 0 to 5, but is 6
 */
export function checkClass(name: string, value: unknown, numClasses: number): void {
  const allowed =
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < numClasses;
  checkNumber(name, value, { allowed, expected: `a class from 0 to ${numClasses - 1}` });
}

/**
 * Throws a TypeError unless the value is a text with something in it, such as a path.
 *
 * @example
 * checkText('path', 7, 'the path of a photo'); // TypeError: path must be the path of a photo, but is 7
 */
export function checkText(name: string, value: unknown, expected: string): void {
  if (typeof value === 'string' && value !== '') return;
  throw new TypeError(`${capitalized(name)} must be ${expected}, but is ${describe(value)}`);
}

/**
 * Throws unless the value is one of those listed.
 *
 * @example
 * checkOneOf('colors', 'red', ['blue', 'gray']); // RangeError: colors must be 'blue' or 'gray', but is the text 'red'
 */
export function checkOneOf(name: string, value: unknown, values: readonly unknown[]): void {
  if (values.includes(value)) return;
  const expected = values.map((each) => (typeof each === 'string' ? quote(each) : describe(each)));
  const ErrorType = typeof value === typeof values[0] ? RangeError : TypeError;
  throw new ErrorType(`${name} must be ${expected.join(' or ')}, but is ${describe(value)}`);
}

/**
 * Throws a TypeError unless the value is an object that is no promise, list or array: options, for example.
 *
 * @example
 * checkOptions('the options', 10, '{ epochs: 10 }'); // TypeError: The options must be an object such as { epochs: 10 }, but is 10
 */
export function checkOptions(name: string, value: unknown, example: string): void {
  const isObject = typeof value === 'object' && value !== null && !isPromise(value);
  if (isObject && !Array.isArray(value) && !ArrayBuffer.isView(value)) return;
  throw new TypeError(
    `${capitalized(name)} must be an object such as ${example}, but is ${describe(value)}`,
  );
}

/**
 * Throws a TypeError unless the value is an array `{ data, shape }` with as many axes as named and as many numbers as
 * its shape says. `hint` says how to mend it.
 *
 * @example
 * checkShape('image', { data: new Uint8Array(5), shape: [2, 3] }, ['height', 'width']);
 * // TypeError: image must be an array [height, width], but has 5 numbers for the shape [2, 3]
 */
export function checkShape(
  name: string,
  value: unknown,
  axes: readonly string[],
  hint?: string,
): void {
  const expected = `${capitalized(name)} must be an array [${axes.join(', ')}]`;
  const advice = hint && !isPromise(value) ? `; ${hint}` : '';
  if (!isArray(value)) throw new TypeError(`${expected}, but is ${describe(value)}${advice}`);
  const { data, shape } = value;
  const size = shape.reduce((product, length) => product * length, 1);
  const isSound = shape.every((length) => Number.isInteger(length) && length >= 0);
  if (isSound && shape.length === axes.length && data.length === size) return;
  throw new TypeError(
    `${expected}, but has ${data.length} numbers for the shape [${shape.join(', ')}]${advice}`,
  );
}

interface ArrayWithShape {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

function isArray(value: unknown): value is ArrayWithShape {
  if (typeof value !== 'object' || value === null) return false;
  const { data, shape } = value as Record<string, unknown>;
  return (ArrayBuffer.isView(data) || Array.isArray(data)) && isShape(shape);
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((length) => typeof length === 'number');
}

function wholeNumber(min: number, max: number): string {
  if (max !== Infinity) return `a whole number from ${min} to ${max}`;
  return min === 1 ? 'a positive whole number' : `a whole number of at least ${min}`;
}

function describeObject(value: object): string {
  if (isPromise(value)) return 'a promise: did you forget `await`?';
  if (Array.isArray(value)) return describeList(value, 'a list');
  if (ArrayBuffer.isView(value)) {
    const kind = withArticle(value.constructor.name);
    return value instanceof DataView
      ? kind
      : describeList(value as unknown as ArrayLike<unknown>, kind);
  }
  if (value instanceof Error) return `the error ${quote(value.message)}`;
  return describeFields(value as Record<string, unknown>) ?? describeKeys(value);
}

/** What a value with the fields of an array, tensor, data set or network is. */
function describeFields(value: Record<string, unknown>): string | undefined {
  const { data, shape, dtype, images, labels, layers, predict } = value;
  if (isShape(shape)) {
    const of = `of shape [${shape.join(', ')}]`;
    if (ArrayBuffer.isView(data)) return `an array ${of} (${data.constructor.name})`;
    if (typeof dtype === 'string') return `a tensor ${of} (${dtype})`;
  }
  if (images !== undefined && labels !== undefined) return 'a data set { images, labels, … }';
  if (Array.isArray(layers) && typeof predict === 'function') return 'a network';
  return undefined;
}

function describeKeys(value: object): string {
  const prototype = Object.getPrototypeOf(value) as object | null;
  const kind = prototype?.constructor?.name ?? 'Object';
  if (kind !== 'Object') return withArticle(kind);
  const keys = Object.keys(value);
  const first = keys.slice(0, MAX_VALUES).map((key) => oneLine(shorten(key)));
  if (keys.length === 0) return 'an empty object';
  return `an object { ${first.join(', ')}${keys.length > MAX_VALUES ? ', …' : ''} }`;
}

function describeList(list: ArrayLike<unknown>, kind: string): string {
  if (list.length === 0) return `an empty ${kind.replace(/^an? /, '')}`;
  const first = Array.from({ length: Math.min(list.length, MAX_VALUES) }, (_, index) =>
    briefly(list[index]),
  );
  const dots = list.length > MAX_VALUES ? ', …' : '';
  const values = list.length === 1 ? '1 value' : `${list.length} values`;
  return `${kind} of ${values} (${first.join(', ')}${dots})`;
}

/** An item of a list; what lies deeper is not shown. */
function briefly(item: unknown): string {
  if (typeof item === 'string') return quote(item);
  if (isPromise(item)) return 'a promise';
  if (Array.isArray(item)) return item.length === 0 ? '[]' : '[…]';
  if (typeof item === 'object' && item !== null) return '{…}';
  return describe(item);
}

/** `Uint8Array` begins as "you" does. */
function withArticle(kind: string): string {
  return `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** A text in quotes, on one line. */
function quote(text: string): string {
  return `'${oneLine(shorten(text))}'`;
}

function shorten(text: string): string {
  const characters = [...text.slice(0, 2 * MAX_CHARACTERS + 2)];
  return characters.length > MAX_CHARACTERS
    ? `${characters.slice(0, MAX_CHARACTERS).join('')}…`
    : text;
}

/**
 * Returns a text, such as the name of a file, as it can stand within one printed line: line ends and other characters
 * that move the cursor are written as `\\n` or `\\u0007`.
 *
 * @example
 * oneLine('two\nlines') //=> 'two\\nlines'
 */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
