import { describe, isPromise } from '../../check';
import type { NdArray } from '../../data/arrays';
import { bytesOf, descrOf, sizeOfShape } from './npyLayout';
import { encodePickle } from './pickleWriter';
import { encodeTexts } from './textArray';

/** What can be saved as one array: numbers with their shape, or a list of words. */
export type NpyArray = NdArray | readonly string[];

/**
 * The pieces of an `.npy` file that holds an array, or a list of arrays as an object array. The numbers are not copied.
 *
 * @throws TypeError when it is none of these, or the numbers of an array do not fill its shape
 */
export function encodeNpy(content: NpyArray | readonly NdArray[]): Uint8Array[] {
  if (!Array.isArray(content) || typeof content[0] === 'string')
    return encodeArray(content as NpyArray);
  return [npyHeader('|O', [content.length]), ...encodePickle(content.map(checked))];
}

/** The pieces of an `.npy` file that NumPy reads without `allow_pickle`. Errors as those of `encodeNpy`. */
export function encodeArray(array: NpyArray): Uint8Array[] {
  if (isWords(array)) {
    const { descr, bytes } = encodeTexts(array);
    return [npyHeader(descr, [array.length]), bytes];
  }
  const { data, shape } = checked(array);
  // npyjs would put header and numbers into one copy
  return [npyHeader(descrOf(data), shape), bytesOf(data)];
}

/** A header whose length keeps the numbers behind it aligned for every type. */
export function npyHeader(descr: string, shape: readonly number[]): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.map((length) => `${length},`).join(' ')}), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  start.writeUInt16LE(padded.length, 8);
  return Buffer.concat([start, Buffer.from(padded, 'latin1')]);
}

function isWords(array: NpyArray): array is readonly string[] {
  return Array.isArray(array) && array.every((word) => typeof word === 'string');
}

function checked(array: NdArray): NdArray {
  if (!isSaveable(array)) {
    throw new TypeError(
      `An array to save must be { data, shape } of a typed array, a list of such, or a list of words, but is ${describe(array)}`,
    );
  }
  const { data, shape } = array;
  if (data.length !== sizeOfShape(shape))
    throw new TypeError(
      `An array of shape (${shape.join(', ')}) cannot hold ${data.length} numbers: the product of the shape must be their count`,
    );
  return array;
}

function isSaveable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isPromise(value)) return false;
  const { data, shape } = value as Record<string, unknown>;
  return ArrayBuffer.isView(data) && !(data instanceof DataView) && Array.isArray(shape);
}
