import type { Data } from 'plotly.js';
import { classWords } from './parts/classWords';
import { figure, type Figure } from './parts/figure';
import { axisTitle, BASE_LAYOUT, CALM_AXIS, COLORS, titleAtTop, titleHeight } from './parts/theme';
import { describedWords, inBoth, plainWords, type Bilingual, type Words } from './parts/words';

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
 * bars are orange and negative ones blue, as in `numberGrids`.
 *
 * @throws TypeError when there are no values, or one is not finite
 * @example
 * valueBars(describeLayers(model).map(({ name, params }) => ({ name, value: params })), { digits: 0 })
 */
export function valueBars(
  values: readonly NamedValue[],
  { title, alt, xTitle, xRange, digits = 2 }: ValueBarsOptions = {},
): Figure {
  checkValues(values);
  const named = values.map(({ name, value }) => ({
    name: classWords(name),
    text: shownValue(value, digits),
  }));
  const height = 60 + titleHeight(title) + (xTitle ? 24 : 0) + 30 * values.length;
  const range = xRange ?? rangeOf(values.map(({ value }) => value));
  return figure({
    data: [
      {
        type: 'bar',
        orientation: 'h',
        x: values.map(({ value }) => value),
        // Two bars may have the same name, so a place is what the axis counts
        y: values.map((_, index) => index),
        text: named.map(({ text }) => text),
        textposition: 'outside',
        cliponaxis: false,
        marker: { color: colorsOf(values.map(({ value }) => value)) },
        hovertemplate: '%{text}<extra></extra>',
      } as Data,
    ],
    layout: {
      ...BASE_LAYOUT,
      ...(title ? titleAtTop(title, height) : {}),
      height,
      margin: { ...BASE_LAYOUT.margin, t: 16 + titleHeight(title), b: xTitle ? 60 : 36 },
      bargap: 0.3,
      xaxis: {
        ...CALM_AXIS,
        range: [range[0], range[1]],
        zeroline: true,
        zerolinecolor: COLORS.gray,
        ...(xTitle ? { title: axisTitle(xTitle) } : {}),
      },
      yaxis: {
        ...CALM_AXIS,
        range: [values.length - 0.5, -0.5],
        tickvals: values.map((_, index) => index),
        ticktext: named.map(({ name }) => plainWords(name)),
        showgrid: false,
      },
    },
    alt: alt ?? describedWords(title, { en: describe(named, 'en'), ja: describe(named, 'ja') }),
  });
}

function rangeOf(values: readonly number[]): [number, number] {
  const [smallest, largest] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (largest - smallest || 1) * ROOM;
  return [smallest < 0 ? smallest - room : 0, largest > 0 || smallest === 0 ? largest + room : 0];
}

function colorsOf(values: readonly number[]): string[] {
  const signed = values.some((value) => value < 0);
  return values.map((value) => (signed && value > 0 ? COLORS.orange : COLORS.blue));
}

/** Thousands apart, and a true minus sign. */
function shownValue(value: number, digits: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits }).replace('-', '−');
}

function describe(
  named: readonly { readonly name: Words; readonly text: string }[],
  language: keyof Bilingual,
): string {
  return named
    .map(({ name, text }) => `${inBoth(name)[language]} ${text}`)
    .join(language === 'en' ? ', ' : '、');
}

function checkValues(values: readonly NamedValue[]): void {
  if (values.length === 0)
    throw new TypeError('valueBars() takes at least one value, but got none');
  const wrong = values.find(({ value }) => !Number.isFinite(value));
  if (wrong)
    throw new TypeError(
      `valueBars() takes finite numbers, but '${plainWords(wrong.name)}' is ${String(wrong.value)}`,
    );
}
