import type { NdArray, TypedArray } from '../../data/arrays';
import { bytesOf, descrOf } from './npyLayout';

/** A piece of a file: pickle operations as characters 0 to 255, or the bytes of an array as they are. */
type Piece = string | Uint8Array;

/**
 * The pickle (protocol 4) of a NumPy object array that holds these arrays, as `numpy.save` puts it in an `.npy` file.
 * The names in it are those of old NumPy, which new NumPy still reads.
 */
export function encodePickle(arrays: readonly NdArray[]): Uint8Array[] {
  const objectType = numberType({ kind: 'O8', byteOrder: '|', flags: 63 });
  const list = [
    ']',
    '(',
    ...arrays.flatMap(({ data, shape }) =>
      filledArray({ shape, type: typeOf(data), contents: lengthAndBytes(data) }),
    ),
    'e',
  ];
  const pieces = [
    '\x80\x04',
    ...filledArray({ shape: [arrays.length], type: objectType, contents: list }),
    '.',
  ];
  return pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece));
}

interface ArrayParts {
  readonly shape: readonly number[];
  readonly type: string;
  readonly contents: readonly Piece[];
}

function filledArray({ shape, type, contents }: ArrayParts): Piece[] {
  const announced = `${name('numpy.core.multiarray', '_reconstruct')}${name('numpy', 'ndarray')}${integer(0)}\x85C\x01b\x87R`;
  const sizes = `(${shape.map(integer).join('')}t`;
  return [`${announced}(${integer(1)}${sizes}${type}\x89`, ...contents, 'tb'];
}

function typeOf(data: TypedArray): string {
  const descr = descrOf(data);
  return numberType({ kind: descr.slice(1), byteOrder: descr[0], flags: 0 });
}

function numberType({
  kind,
  byteOrder,
  flags,
}: {
  readonly kind: string;
  readonly byteOrder: string;
  readonly flags: number;
}): string {
  return `${name('numpy', 'dtype')}${word(kind)}\x89\x88\x87R(${integer(3)}${word(byteOrder)}NNN${integer(-1)}${integer(-1)}${integer(flags)}tb`;
}

function lengthAndBytes(data: TypedArray): Piece[] {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.byteLength));
  return ['\x8e', length, bytesOf(data)];
}

function name(module: string, member: string): string {
  return `c${module}\n${member}\n`;
}

function word(letters: string): string {
  return `\x8c${String.fromCharCode(letters.length)}${letters}`;
}

/** Eight bytes hold every length of an array. */
function integer(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return `\x8a\x08${bytes.toString('latin1')}`;
}
