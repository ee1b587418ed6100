import { ByteCursor } from './byteCursor';
import type { NdArray } from '../../data/arrays';
import type { RawArray } from './npyLayout';
import type { NpyValue, PickleItem } from './pickleItems';
import { applyName, fill, knownName, type ArrayBuilder } from './pickleNames';
import { finishPickle } from './pickleResult';
import { escapedText, floatLine, integer, integerLine, text, word } from './pickleScalars';

const MAX_STEPS = 1_000_000;

/**
 * What a Python pickle (protocols 0 to 5) holds, read as data. Nothing in it is looked up, imported or called:
 * arrays, numbers, text, bytes, lists, tuples and dictionaries are built here, and every other request is refused by name.
 *
 * @param buildArray makes an array from its bytes
 * @throws Error for everything else: other names, damaged or cut-off bytes, lists inside themselves, absurd sizes
 * @see https://github.com/python/cpython/blob/main/Lib/pickletools.py for the format
 */
export function decodePickle(
  bytes: Uint8Array,
  buildArray: (array: RawArray) => NdArray,
): NpyValue {
  const machine = new Machine(bytes, buildArray);
  for (let step = 0; step < MAX_STEPS; step++) {
    const code = String.fromCharCode(machine.input.uint8());
    if (code === '.') return finishPickle(machine.pop());
    if (!Object.hasOwn(OPERATIONS, code)) throw new Error(refusal(code, machine));
    OPERATIONS[code](machine);
  }
  throw new Error(
    `It takes more than ${MAX_STEPS} steps to read; a file of arrays takes a few hundred`,
  );
}

function refusal(code: string, { input }: Machine): string {
  const name = OBJECT_OPERATIONS[code];
  if (code === 'i') return refusedName(input);
  if (name)
    return `It asks for ${name}. Nothing is run from a file: only arrays, lists, words and numbers are read`;
  return `It is damaged: there is no pickle operation 0x${code.charCodeAt(0).toString(16)}`;
}

/** An old way to name a class and make one of it at once. */
function refusedName(input: ByteCursor): string {
  const name = `${word(input)}.${word(input)}`;
  knownName(name);
  return `It makes an object of ${name} in a way that NumPy does not`;
}

/** Operations that only objects other than arrays need. */
const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  o: 'an object of a class',
  '\x81': 'an object of a class',
  '\x92': 'an object of a class',
  P: 'an object kept elsewhere',
  Q: 'an object kept elsewhere',
  '\x97': 'a buffer kept elsewhere',
  '\x98': 'a buffer kept elsewhere',
  '\x82': 'a registered extension',
  '\x83': 'a registered extension',
  '\x84': 'a registered extension',
  '\x8f': 'a set',
  '\x90': 'a set',
  '\x91': 'a set',
  S: 'a text of Python 2 in protocol 0',
};

/** The stack, the marks on it, and the numbered notes to which later parts of a pickle refer. */
class Machine {
  readonly input: ByteCursor;
  readonly arrays: ArrayBuilder;
  readonly memo = new Map<number, PickleItem>();
  #stack: PickleItem[] = [];
  #marked: PickleItem[][] = [];
  #unspent: number;

  constructor(bytes: Uint8Array, build: (array: RawArray) => NdArray) {
    this.input = new ByteCursor(bytes);
    // Old protocols write an array as text: its bytes are used twice, once as text and once as numbers
    this.#unspent = 2 * bytes.length;
    this.arrays = { build, spend: (numBytes) => this.#spend(numBytes) };
  }

  push(item: PickleItem): void {
    this.#stack.push(item);
  }

  pop(): PickleItem {
    const item = this.#stack.pop();
    if (item === undefined) throw new Error('It is damaged: it takes a value where none is');
    return item;
  }

  top(): PickleItem {
    const item = this.pop();
    this.push(item);
    return item;
  }

  mark(): void {
    this.#marked.push(this.#stack);
    this.#stack = [];
  }

  popToMark(): PickleItem[] {
    const items = this.#stack;
    const below = this.#marked.pop();
    if (!below) throw new Error('It is damaged: it goes back to a mark that was never set');
    this.#stack = below;
    return items;
  }

  popMany(count: number): PickleItem[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  recall(index: number): void {
    const item = this.memo.get(index);
    if (item === undefined)
      throw new Error(`It is damaged: it recalls note ${index}, which was never taken`);
    this.push(item);
  }

  #spend(numBytes: number): void {
    this.#unspent -= numBytes;
    if (this.#unspent < 0)
      throw new Error('It unfolds the same bytes again and again into more than the file holds');
  }
}

type Operation = (machine: Machine) => void;

/** An operation that pushes what it reads from the file. */
const pushing =
  (read: (input: ByteCursor) => PickleItem): Operation =>
  (machine) =>
    machine.push(read(machine.input));

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '\x80': ({ input }) => checkProtocol(input.uint8()),
  '\x95': ({ input }) => checkFrame(input.uint64(), input),

  N: pushing(() => null),
  '\x88': pushing(() => true),
  '\x89': pushing(() => false),
  I: pushing((input) => integerLine(word(input))),
  L: pushing((input) => integerLine(word(input).replace(/L$/, ''))),
  F: pushing((input) => floatLine(word(input))),
  J: pushing((input) => input.int32()),
  K: pushing((input) => input.uint8()),
  M: pushing((input) => input.uint16()),
  G: pushing((input) => input.float64BigEndian()),
  '\x8a': pushing((input) => integer(input.take(input.uint8()))),
  '\x8b': pushing((input) => integer(input.take(input.uint32()))),

  V: pushing((input) => escapedText(input)),
  X: pushing((input) => text(input.take(input.uint32()))),
  '\x8c': pushing((input) => text(input.take(input.uint8()))),
  '\x8d': pushing((input) => text(input.take(input.uint64()))),
  U: pushing((input) => input.take(input.uint8()).toString('latin1')),
  T: pushing((input) => input.take(input.uint32())),
  B: pushing((input) => input.take(input.uint32())),
  C: pushing((input) => input.take(input.uint8())),
  '\x8e': pushing((input) => input.take(input.uint64())),
  '\x96': pushing((input) => input.take(input.uint64())),

  ']': pushing(() => []),
  ')': pushing(() => []),
  '}': pushing(() => new Map()),
  '(': (machine) => machine.mark(),
  l: (machine) => machine.push(machine.popToMark()),
  t: (machine) => machine.push(machine.popToMark()),
  d: (machine) => machine.push(withEntries(new Map(), machine.popToMark())),
  '\x85': (machine) => machine.push(machine.popMany(1)),
  '\x86': (machine) => machine.push(machine.popMany(2)),
  '\x87': (machine) => machine.push(machine.popMany(3)),
  a: (machine) => append(machine, machine.popMany(1)),
  e: (machine) => append(machine, machine.popToMark()),
  s: (machine) => setItems(machine, machine.popMany(2)),
  u: (machine) => setItems(machine, machine.popToMark()),

  '0': (machine) => void machine.pop(),
  '1': (machine) => void machine.popToMark(),
  '2': (machine) => machine.push(machine.top()),
  g: (machine) => machine.recall(Number(word(machine.input))),
  h: (machine) => machine.recall(machine.input.uint8()),
  j: (machine) => machine.recall(machine.input.uint32()),
  p: (machine) => void machine.memo.set(Number(word(machine.input)), machine.top()),
  q: (machine) => void machine.memo.set(machine.input.uint8(), machine.top()),
  r: (machine) => void machine.memo.set(machine.input.uint32(), machine.top()),
  '\x94': (machine) => void machine.memo.set(machine.memo.size, machine.top()),

  c: pushing((input) => knownName(`${word(input)}.${word(input)}`)),
  '\x93': (machine) => machine.push(nameOf(machine.popMany(2))),
  R: (machine) => {
    const [called, args] = machine.popMany(2);
    machine.push(applyName(called, { args, arrays: machine.arrays }));
  },
  b: (machine) => {
    const state = machine.pop();
    fill(machine.top(), { state, arrays: machine.arrays });
  },
};

function nameOf([module, name]: PickleItem[]): PickleItem {
  if (typeof module !== 'string' || typeof name !== 'string')
    throw new Error('It is damaged: a name is made of other things than words');
  return knownName(`${module}.${name}`);
}

function checkProtocol(protocol: number): void {
  if (protocol > 5)
    throw new Error(`It is a pickle of protocol ${protocol}; protocols 0 to 5 are read`);
}

function checkFrame(length: number, input: ByteCursor): void {
  if (length > input.remaining)
    throw new Error(
      `It ends in the middle of a frame: ${length} bytes were announced, and ${input.remaining} are there`,
    );
}

function append(machine: Machine, items: PickleItem[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw new Error('It is damaged: it appends to what is no list');
  for (const item of items) list.push(item);
}

function setItems(machine: Machine, items: PickleItem[]): void {
  const map = machine.top();
  if (!(map instanceof Map))
    throw new Error('It is damaged: it sets entries of what is no dictionary');
  withEntries(map, items);
}

function withEntries(
  map: Map<PickleItem, PickleItem>,
  items: PickleItem[],
): Map<PickleItem, PickleItem> {
  if (items.length % 2 !== 0)
    throw new Error('It is damaged: a dictionary has a key without a value');
  for (let i = 0; i < items.length; i += 2) {
    if (typeof items[i] === 'object' && items[i] !== null)
      throw new Error('It holds a dictionary whose keys are neither words nor numbers');
    map.set(items[i], items[i + 1]);
  }
  return map;
}
