import { checkWhole } from '../check';
import { checkItems, checkRange, hasFields, isNumber } from './parts/checks';
import { figure, type Figure } from './parts/figure';
import { drawnLengths, lyingBars } from './parts/lyingBars';
import { longNumber, rangeOf } from './parts/numbers';
import { COLORS } from './parts/theme';
import {
  classWords,
  describedWords,
  inBoth,
  isWords,
  type Bilingual,
  type Words,
} from './parts/words';

/** Any number with a name. */
export interface NamedValue {
  /** The name of one of the six classes is shown in both languages. */
  readonly name: Words;
  readonly value: number;
}

export interface ValueBarsOptions {
  readonly title?: Words;
  readonly alt?: Words;
  readonly xTitle?: Words;
  /** Made of the values if not given; a slider's steps need the same. */
  readonly xRange?: readonly [number, number];
  /** Digits after the point, at most. */
  readonly digits?: number;
}

/** The part of the range that a bar's number takes at its end. */
const ROOM = 0.14;

/**
 * Returns a lying bar for each value, in the order given, with its number at the end. Where some are negative, positive
 * bars are orange and negative ones blue, as in `numberGrids`. What is no finite number is told as such.
 *
 * @throws TypeError when there are no values
 * @throws RangeError when there are more than can be read, or the range is not finite
 * @example
 * valueBars(describeLayers(model).map(({ name, params }) => ({ name, value: params })), { digits: 0 })
 */
export function valueBars(
  values: readonly NamedValue[],
  { title, alt, xTitle, xRange, digits = 2 }: ValueBarsOptions = {},
): Figure {
  checkItems('valueBars', values, {
    noun: 'value',
    example: "[{ name: 'dogs', value: 0.5 }]",
    isRight: (item) => hasFields(item, { name: isWords, value: isNumber }),
    max: 1000,
  });
  checkRange('xRange', xRange);
  checkWhole('digits', digits, { min: 0, max: 20 });
  const signed = values.some(({ value }) => value < 0);
  const bars = values.map(({ name, value }) => ({
    name: classWords(name),
    value,
    text: longNumber(value, digits),
    color: signed && value > 0 ? COLORS.orange : COLORS.blue,
  }));
  const range = xRange ?? roomyRange(values.map(({ value }) => value));
  const describe = (language: keyof Bilingual) =>
    bars.map(({ name, text }) => `${inBoth(name)[language]} ${text}`);
  return figure({
    ...lyingBars(bars, { title, xTitle, xaxis: { range: [...range] } }),
    alt:
      alt ??
      describedWords(title, { en: describe('en').join(', '), ja: describe('ja').join('、') }),
  });
}

/** From 0, and with room for the numbers. */
function roomyRange(values: readonly number[]): [number, number] {
  const [smallest, largest] = rangeOf([0, ...drawnLengths(values)]);
  const room = (largest - smallest || 1) * ROOM;
  return [smallest < 0 ? smallest - room : 0, largest > 0 || smallest === 0 ? largest + room : 0];
}
