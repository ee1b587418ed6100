import type { Layout } from 'plotly.js';
import { BASE_LAYOUT, INK, MONO, titleAt, titleHeight } from './theme';
import { linesOf, type Words } from './words';

export type Shape = NonNullable<Layout['shapes']>[number];
export type Annotation = NonNullable<Layout['annotations']>[number];

/** What a drawing takes on its plane, on which one unit is one screen pixel. */
export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Screen pixels between a drawing and the edge of its paper. */
const MARGIN = 12;
/** Screen pixels across that a drawing has on a narrow page. */
export const PAGE_WIDTH = 676;
/** Drawings that are wider than this take the width of the page; smaller ones keep their own. */
const FIXED_UP_TO = 520;

/**
 * Returns the layout of a drawing without axes. Up and down, a unit is always a screen pixel. Across, what is sized in
 * pixels keeps its size, and the space between grows with the page.
 */
export function drawingLayout(
  { left, right, bottom, top }: Extent,
  title?: Words,
): Partial<Layout> {
  const middle = (left + right) / 2;
  const width = Math.max(right - left, titleWidth(title));
  const marginTop = MARGIN + titleHeight(title) + (title ? 8 : 0);
  return {
    ...BASE_LAYOUT,
    ...(title ? titleAt(title) : {}),
    ...(width <= FIXED_UP_TO ? { autosize: false, width: Math.ceil(width) + 2 * MARGIN } : {}),
    height: Math.ceil(top - bottom) + marginTop + MARGIN,
    margin: { l: MARGIN, r: MARGIN, t: marginTop, b: MARGIN },
    hovermode: 'closest',
    xaxis: { visible: false, range: [middle - width / 2, middle + width / 2], fixedrange: true },
    yaxis: { visible: false, range: [top - Math.ceil(top - bottom), top], fixedrange: true },
  };
}

function titleWidth(title: Words | undefined): number {
  if (!title) return 0;
  return Math.max(...linesOf(title).map((line) => textWidth(line, 15)));
}

export interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly color?: string;
  readonly font?: 'words' | 'code';
  /** Which part of the text stands at x and y. */
  readonly xanchor?: 'left' | 'center' | 'right';
  readonly yanchor?: 'top' | 'middle' | 'bottom';
}

/** Returns a text at a place of a drawing. Its markup is Plotly's: `<br>`, `<b>`. */
export function textAt(
  text: string,
  { x, y, size, color = INK, font = 'words', xanchor = 'center', yanchor = 'middle' }: TextStyle,
): Annotation {
  const family = font === 'code' ? { family: MONO } : {};
  return {
    text,
    x,
    y,
    xanchor,
    yanchor,
    showarrow: false,
    borderpad: 0,
    font: { size, color, ...family },
  };
}

interface ArrowEnds {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  /** Screen pixels that the line keeps off from either end. */
  readonly startGap?: number;
  readonly endGap?: number;
}

/** Returns an arrow from one place of a drawing to another. */
export function arrow(
  { from, to, startGap = 0, endGap = 0 }: ArrowEnds,
  color: string,
): Annotation {
  return {
    text: '',
    showarrow: true,
    arrowhead: 2,
    arrowsize: 0.9,
    arrowwidth: 1.6,
    arrowcolor: color,
    ax: from[0],
    ay: from[1],
    axref: 'x',
    ayref: 'y',
    startstandoff: startGap,
    x: to[0],
    y: to[1],
    standoff: endGap,
  };
}

/** Returns a line through places of a drawing. */
export function polyline(points: readonly (readonly [number, number])[], color: string): Shape {
  const path = `M${points.map((point) => point.join(',')).join('L')}`;
  return { type: 'path', name: 'line', path, line: { color, width: 1.6 } };
}

/**
 * Returns about how many screen pixels a line of text takes, rather too many than too few. Letters of Japanese are as
 * wide as they are high.
 */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + letterWidth(letter), 0) * size;
}

/** As in DejaVu Sans, the widest of the fonts that the figures may get. */
function letterWidth(letter: string): number {
  if (letter >= '\u2E80') return 1;
  if (/[ijlI.,:;'| ]/.test(letter)) return 0.33;
  if (/[tfr()[\]"/-]/.test(letter)) return 0.42;
  if (/[MWmw%+@]/.test(letter)) return 0.92;
  return /[a-z]/.test(letter) ? 0.61 : 0.64;
}

/** Returns a text that Plotly shows as it stands, with nothing in it read as markup. */
export function plotlyText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Returns the color `share` of the way from one to the other; both are `#rrggbb`. */
export function mixColors(color: string, other: string, share: number): string {
  const [from, to] = [color, other].map((hex) =>
    [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16)),
  );
  const mixed = from.map((level, channel) => Math.round(level + (to[channel] - level) * share));
  return `#${mixed.map((level) => level.toString(16).padStart(2, '0')).join('')}`;
}
