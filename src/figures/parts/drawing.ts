import type { Annotation, Layout, Shape } from 'plotly.js';
import { wordsWidth } from './textWidth';
import { BASE_LAYOUT, INK, MONO, titleAt, titleHeight } from './theme';
import type { Words } from './words';

/** What a drawing takes on its plane, on which one unit is one screen pixel. */
export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Screen pixels between a drawing and the edge of its paper. */
const MARGIN = 12;
/** Drawings that are wider than this take the width of the page; smaller ones keep their own. */
const FIXED_UP_TO = 520;

/**
 * Returns the layout of a drawing without axes. Up and down, a unit is always a screen pixel. Across, what is sized in
 * pixels keeps its size, and the space between grows with the page.
 */
export function drawingLayout({ left, right, bottom, top }: Bounds, title?: Words): Layout {
  const middle = (left + right) / 2;
  const width = Math.max(right - left, wordsWidth(title, 15));
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
