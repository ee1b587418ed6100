import { isUtf8 } from 'node:buffer';
import type { ByteCursor } from './byteCursor';
import { LongText, type PickleItem } from './pickleItems';

const MAX_WORD_BYTES = 1_048_576;
/** Only protocol 0 writes arrays as lines, and `numpy.save` never uses it. */
const MAX_LINE_BYTES = 16_777_216;
const MAX_INTEGER_BYTES = 255;

/** A line that holds a number or a name. */
export function word(input: ByteCursor): string {
  return input.line(MAX_INTEGER_BYTES).toString('latin1').trimEnd();
}

/** A whole number, or a truth value written as 00 or 01. */
export function integerLine(digits: string): PickleItem {
  if (digits === '00' || digits === '01') return digits === '01';
  if (!/^[+-]?\d+$/.test(digits))
    throw new Error('It is damaged: a whole number is written with other signs than digits');
  return toNumber(BigInt(digits));
}

/** A floating-point number in decimal digits. */
export function floatLine(digits: string): number {
  const special: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: NaN };
  const value = special[digits] ?? Number(digits || 'none');
  if (Number.isNaN(value) && digits !== 'nan')
    throw new Error('It is damaged: a number is written with other signs than digits');
  return value;
}

/** A whole number from little-endian bytes in two's complement. */
export function integer(bytes: Buffer): PickleItem {
  if (bytes.length > MAX_INTEGER_BYTES)
    throw new Error(
      `It holds a whole number of ${bytes.length} bytes; at most ${MAX_INTEGER_BYTES} are read`,
    );
  if (bytes.length === 0) return 0;
  const digits = Buffer.from(bytes).reverse().toString('hex');
  return toNumber(BigInt.asIntN(bytes.length * 8, BigInt(`0x${digits}`)));
}

/** Text in UTF-8; kept as bytes when it is too long to be a word. */
export function text(bytes: Buffer): PickleItem {
  if (bytes.length > MAX_WORD_BYTES) return new LongText(bytes);
  if (!isUtf8(bytes)) throw new Error('It is damaged: a text in it is not UTF-8');
  return bytes.toString('utf8');
}

/** Text of protocol 0: characters up to 255 as they are, others and line ends as `\u000a`. */
export function escapedText(input: ByteCursor): string {
  return input
    .line(MAX_LINE_BYTES)
    .toString('latin1')
    .replace(
      /\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g,
      (_, short: string | undefined, long: string) =>
        String.fromCodePoint(parseInt(short ?? long, 16)),
    );
}

/** A whole number as a plain number where that is exact, or else as a bigint. */
export function toNumber(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
