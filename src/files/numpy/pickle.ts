import { ByteCursor } from './byteCursor';
import type { NdArray } from '../../data/arrays';
import type { RawArray } from './npyLayout';
import { KnownName, type NpyValue, type PickleDialect, type PickleItem } from './pickleItems';
import { PickleMachine } from './pickleMachine';
import { numpyDialect } from './pickleNames';
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
  const input = new ByteCursor(bytes);
  const root = runPickle(input, numpyDialect(buildArray, bytes.length));
  if (input.remaining > 0)
    throw new Error(`It goes on for ${input.remaining} bytes after its pickle`);
  return finishPickle(root);
}

/** What the next pickle of a file builds, by the names that its kind of file may use. The cursor stands behind it then. */
export function runPickle(input: ByteCursor, dialect: PickleDialect): PickleItem {
  const machine = new PickleMachine(input, dialect);
  for (let step = 0; step < MAX_STEPS; step++) {
    const code = String.fromCharCode(machine.input.uint8());
    if (code === '.') return machine.pop();
    if (!Object.hasOwn(OPERATIONS, code)) throw new Error(refusal(code, machine));
    OPERATIONS[code](machine);
  }
  throw new Error(
    `It takes more than ${MAX_STEPS} steps to read; a file of arrays takes a few hundred`,
  );
}

function refusal(code: string, machine: PickleMachine): string {
  const name = OBJECT_OPERATIONS[code];
  if (code === 'i') return refusedName(machine);
  if (name) return refusalOf(name);
  return `It is damaged: there is no pickle operation 0x${code.charCodeAt(0).toString(16)}`;
}

/** An old way to name a class and make one of it at once. */
function refusedName(machine: PickleMachine): string {
  const { name } = namedInFile(machine);
  return `It makes an object of ${name} in a way that NumPy does not`;
}

const KEPT_ELSEWHERE = 'an object kept elsewhere';

/** Operations that only objects other than arrays need. */
const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  o: 'an object of a class',
  '\x81': 'an object of a class',
  '\x92': 'an object of a class',
  P: KEPT_ELSEWHERE,
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

type Operation = (machine: PickleMachine) => void;

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

  c: (machine) => machine.push(namedInFile(machine)),
  '\x93': (machine) => machine.push(nameOf(machine)),
  R: (machine) => {
    const [called, args] = machine.popMany(2);
    if (!(called instanceof KnownName) || !Array.isArray(args))
      throw new Error('It calls something that is no function');
    machine.push(machine.dialect.apply(called, args));
  },
  b: (machine) => {
    const state = machine.pop();
    machine.dialect.fill(machine.top(), state);
  },
  Q: (machine) => {
    const { keptElsewhere = refuseKeptElsewhere } = machine.dialect;
    machine.push(keptElsewhere(machine.pop()));
  },
};

function namedInFile({ input, dialect }: PickleMachine): KnownName {
  return knownName(`${word(input)}.${word(input)}`, dialect);
}

function nameOf(machine: PickleMachine): KnownName {
  const [module, name] = machine.popMany(2);
  if (typeof module !== 'string' || typeof name !== 'string')
    throw new Error('It is damaged: a name is made of other things than words');
  return knownName(`${module}.${name}`, machine.dialect);
}

/**
 * The name as one of the few that this kind of file uses. Nothing is looked up or run for it.
 *
 * @throws Error for every other name: a pickle could ask for any function of Python
 */
function knownName(name: string, { names, advice = '' }: PickleDialect): KnownName {
  if (!Object.hasOwn(names, name)) throw new Error(refusalOf(printable(name)) + advice);
  return new KnownName(name);
}

function printable(name: string): string {
  return name.slice(0, 100).replace(/[^\x20-\x7e]/g, '?');
}

function refuseKeptElsewhere(): never {
  throw new Error(refusalOf(KEPT_ELSEWHERE));
}

function refusalOf(wanted: string): string {
  return `It asks for ${wanted}. Nothing is run from a file: only arrays, lists, words and numbers are read`;
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

function append(machine: PickleMachine, items: PickleItem[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw new Error('It is damaged: it appends to what is no list');
  for (const item of items) list.push(item);
}

function setItems(machine: PickleMachine, items: PickleItem[]): void {
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
