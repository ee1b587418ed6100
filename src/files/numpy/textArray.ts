import { isUtf8 } from 'node:buffer';
import { sizeOfShape, toRowMajorIndices, type ArrayLayout, type RawArray } from './npyLayout';

const MAX_TEXTS = 1_000_000;

/** NumPy's text types: `<U5` has five characters of four bytes each, `|S5` five bytes. */
const TEXT_TYPE = /^([<>|=]?)([US])(\d{1,9})$/;

/** Returns whether an array holds text rather than numbers. */
export function isTextType(descr: string): boolean {
  return TEXT_TYPE.test(descr);
}

/** How many bytes the texts of an array take. Throws an Error when fewer are there. */
export function neededTextBytes({ descr, shape }: ArrayLayout, available: number): number {
  const size = sizeOfShape(shape);
  if (size > MAX_TEXTS) throw new Error(`It holds more than ${MAX_TEXTS} values`);
  const needed = size * itemBytesOf(descr);
  if (needed <= available) return needed;
  throw new Error(
    `Shape (${shape.join(', ')}) of type '${descr}' needs ${needed} bytes, and ${available} are there: the file is cut short or damaged`,
  );
}

/** Returns the texts of an array in row-major order, without the zeros that fill them up. */
export function readTexts({ descr, shape, fortranOrder, bytes }: RawArray): string[] {
  const [, order, kind] = TEXT_TYPE.exec(descr) as RegExpExecArray;
  const itemBytes = itemBytesOf(descr);
  const items = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textAt = (index: number): string => {
    const item = items.subarray(index * itemBytes, (index + 1) * itemBytes);
    return kind === 'U' ? fromCodePoints(item, order === '>') : fromBytes(item);
  };
  if (fortranOrder) return toRowMajorIndices(shape).map(textAt);
  return Array.from({ length: sizeOfShape(shape) }, (_, index) => textAt(index));
}

function itemBytesOf(descr: string): number {
  const [, , kind, length] = TEXT_TYPE.exec(descr) as RegExpExecArray;
  return Number(length) * (kind === 'U' ? 4 : 1);
}

function fromCodePoints(item: Buffer, isBigEndian: boolean): string {
  const points: number[] = [];
  for (let start = 0; start < item.length; start += 4)
    points.push(isBigEndian ? item.readUInt32BE(start) : item.readUInt32LE(start));
  while (points.at(-1) === 0) points.pop();
  if (points.some((point) => point > 0x10ffff))
    throw new Error('It is damaged: a text in it has characters that do not exist');
  return points.map((point) => String.fromCodePoint(point)).join('');
}

function fromBytes(item: Buffer): string {
  let { length } = item;
  while (length > 0 && item[length - 1] === 0) length--;
  const text = item.subarray(0, length);
  return text.toString(isUtf8(text) ? 'utf8' : 'latin1');
}

/** Words as NumPy's text: each in as many characters of four bytes as the longest has. */
export function encodeTexts(words: readonly string[]): {
  readonly descr: string;
  readonly bytes: Uint8Array;
} {
  const points = words.map((word) =>
    Array.from(word, (character) => character.codePointAt(0) ?? 0),
  );
  const unkept = points.findIndex((word) => word.at(-1) === 0);
  if (unkept >= 0)
    throw new TypeError(`The word ${unkept} ends in a zero character, which NumPy does not keep`);
  const length = points.reduce((longest, word) => Math.max(longest, word.length), 1);
  const bytes = Buffer.alloc(words.length * length * 4);
  for (const [index, word] of points.entries())
    for (const [place, point] of word.entries())
      bytes.writeUInt32LE(point, (index * length + place) * 4);
  return { descr: `<U${length}`, bytes };
}
