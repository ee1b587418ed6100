import type { NdArray } from '../../data/arrays';
import { MAX_DIMENSIONS, neededBytes, type RawArray } from './npyLayout';
import {
  AnnouncedArray,
  KnownName,
  LongText,
  NumberType,
  type ObjectArray,
  type PickleDialect,
  type PickleItem,
} from './pickleItems';
import { toNumber } from './pickleScalars';
import { isTextType, neededTextBytes, readTexts } from './textArray';

/** What the names of a pickle need from its reader. */
interface ArrayBuilder {
  /** Makes an array of its own from bytes in a file. */
  readonly build: (array: RawArray) => NdArray;
  /** Counts bytes as used, and throws once more are used than the file holds. */
  readonly spend: (numBytes: number) => void;
}

const NAMES: Readonly<Record<string, string>> = {
  'numpy.core.multiarray._reconstruct': 'announce',
  'numpy._core.multiarray._reconstruct': 'announce',
  'numpy.core.multiarray.scalar': 'scalar',
  'numpy._core.multiarray.scalar': 'scalar',
  'numpy.core.numeric._frombuffer': 'frombuffer',
  'numpy._core.numeric._frombuffer': 'frombuffer',
  'numpy.ndarray': 'ndarray',
  'numpy.dtype': 'dtype',
  '_codecs.encode': 'encode',
  'builtins.bytes': 'bytes',
  '__builtin__.bytes': 'bytes',
  'builtins.bytearray': 'bytes',
  '__builtin__.bytearray': 'bytes',
};

/**
 * What NumPy's files may name.
 *
 * @param numBytes of the pickle, which limit what the arrays in it may take
 */
export function numpyDialect(build: (array: RawArray) => NdArray, numBytes: number): PickleDialect {
  // Old protocols write an array as text: its bytes are used twice, once as text and once as numbers
  let unspent = 2 * numBytes;
  const spend = (spent: number): void => {
    unspent -= spent;
    if (unspent < 0)
      throw new Error('It unfolds the same bytes again and again into more than the file holds');
  };
  const arrays = { build, spend };
  return {
    names: NAMES,
    advice: '. In Python, make words of other values: array.astype(str)',
    apply: (called, args) => applyName(called, { args, arrays }),
    fill: (target, state) => fill(target, { state, arrays }),
  };
}

function applyName(
  called: KnownName,
  { args, arrays }: { readonly args: readonly PickleItem[]; readonly arrays: ArrayBuilder },
): PickleItem {
  switch (NAMES[called.name]) {
    case 'announce':
      if (!(args[0] instanceof KnownName) || NAMES[args[0].name] !== 'ndarray') break;
      return new AnnouncedArray();
    case 'dtype':
      if (typeof args[0] !== 'string') break;
      return new NumberType(args[0]);
    case 'scalar':
      return scalar(args, arrays);
    case 'frombuffer':
      return frombuffer(args, arrays);
    case 'encode':
      if (args[1] !== 'latin1' && args[1] !== 'latin-1') break;
      return latin1Bytes(args[0], arrays);
    case 'bytes':
      return args.length === 0 ? new Uint8Array() : latin1Bytes(args[0], arrays);
  }
  throw new Error(`It calls ${called.name} in a way that NumPy does not`);
}

/** Fills an announced array or number type with the state that follows it. */
function fill(
  target: PickleItem,
  { state, arrays }: { readonly state: PickleItem; readonly arrays: ArrayBuilder },
): void {
  if (!Array.isArray(state)) throw new Error('It fills something with what is no state');
  if (target instanceof NumberType) {
    const [, byteOrder, subtype, names] = state;
    if (subtype !== null || names !== null)
      throw new Error(
        'It holds records with named fields; only arrays of numbers and lists of them are read',
      );
    if (byteOrder !== '<' && byteOrder !== '>' && byteOrder !== '|' && byteOrder !== '=')
      throw new Error('It holds a number type of unknown byte order');
    target.byteOrder = byteOrder;
  } else if (target instanceof AnnouncedArray) {
    const [, shape, type, fortranOrder, contents] = state;
    target.contents =
      Array.isArray(contents) && type instanceof NumberType && type.kind.startsWith('O')
        ? { shape: sizes(shape), items: contents }
        : numbersOrTexts({ shape, type, fortranOrder, contents }, arrays);
  } else {
    throw new Error('It sets the state of something that has none');
  }
}

interface NumberParts {
  readonly shape: PickleItem;
  readonly type: PickleItem;
  readonly fortranOrder: PickleItem;
  readonly contents: PickleItem;
}

function numbersOrTexts(
  { shape, type, fortranOrder, contents }: NumberParts,
  { build, spend }: ArrayBuilder,
): NdArray | ObjectArray {
  const bytes = typeof contents === 'string' ? Buffer.from(contents, 'latin1') : contents;
  if (!(type instanceof NumberType) || !(bytes instanceof Uint8Array))
    throw new Error('It fills an array with what is no array');
  const layout = {
    descr: type.descr,
    shape: sizes(shape),
    fortranOrder: fortranOrder === true || fortranOrder === 1,
  };
  const isText = isTextType(layout.descr);
  const needed = (isText ? neededTextBytes : neededBytes)(layout, bytes.length);
  if (needed !== bytes.length)
    throw new Error(
      `Shape (${layout.shape.join(', ')}) of type '${layout.descr}' needs ${needed} bytes, and ${bytes.length} came`,
    );
  spend(needed);
  if (isText) return { shape: layout.shape, items: readTexts({ ...layout, bytes }) };
  return build({ ...layout, bytes });
}

function sizes(shape: PickleItem): number[] {
  if (!Array.isArray(shape) || shape.length > MAX_DIMENSIONS)
    throw new Error('It gives an array a shape that is none');
  return shape.map((length) => (typeof length === 'number' ? length : NaN));
}

function scalar([type, contents]: readonly PickleItem[], arrays: ArrayBuilder): PickleItem {
  const array = numbersOrTexts({ shape: [], type, fortranOrder: false, contents }, arrays);
  if ('items' in array) return array.items[0];
  const value = array.data[0];
  if (type instanceof NumberType && type.kind === 'b1') return value !== 0;
  return typeof value === 'bigint' ? toNumber(value) : value;
}

function frombuffer(
  [contents, type, shape, order]: readonly PickleItem[],
  arrays: ArrayBuilder,
): PickleItem {
  if (order !== 'C' && order !== 'F')
    throw new Error('It holds an array whose axes are neither in order C nor in order F');
  const announced = new AnnouncedArray();
  announced.contents = numbersOrTexts(
    { shape, type, fortranOrder: order === 'F', contents },
    arrays,
  );
  return announced;
}

/** The bytes behind a text of the characters 0 to 255. */
function latin1Bytes(text: PickleItem, { spend }: ArrayBuilder): Uint8Array {
  if (text instanceof Uint8Array) return text;
  if (text instanceof LongText) {
    spend(text.utf8.length);
    return latin1FromUtf8(text.utf8);
  }
  if (typeof text !== 'string') throw new Error('It makes bytes from what are none');
  spend(text.length);
  if (/[^\x00-\xff]/.test(text)) throw new Error('It makes bytes from what are none');
  return Buffer.from(text, 'latin1');
}

/** Works on the bytes, because JavaScript's strings end at half a gigabyte. */
function latin1FromUtf8(utf8: Uint8Array): Uint8Array {
  const latin1 = new Uint8Array(utf8.length);
  let length = 0;
  for (let i = 0; i < utf8.length; i++) {
    const lead = utf8[i];
    if (lead < 0x80) latin1[length++] = lead;
    else if ((lead === 0xc2 || lead === 0xc3) && (utf8[i + 1] & 0xc0) === 0x80)
      latin1[length++] = ((lead & 3) << 6) | (utf8[++i] & 0x3f);
    else throw new Error('It makes bytes from what are none');
  }
  return latin1.subarray(0, length);
}
