import type { Layout } from 'plotly.js';
import { plainWords, titleWords, type Words } from './words';

/** Colors that people with any color vision tell apart (the palette of Okabe and Ito). */
export const COLORS = {
  blue: '#0072B2',
  vermilion: '#D55E00',
  green: '#009E73',
  orange: '#E69F00',
  sky: '#56B4E9',
  purple: '#CC79A7',
  gray: '#9A9A9A',
} as const;

export const INK = '#333333';
const GRID = '#E4E4E4';
const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK JP", sans-serif';
export const MONO =
  'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans CJK JP", monospace';

/**
 * The look that all figures share. Paper is white in the dark theme too: no one ink is easy to read on both white and
 * black. The width is left open, so a figure takes that of its cell.
 */
export const BASE_LAYOUT: Partial<Layout> = {
  autosize: true,
  font: { family: FONT, size: 14, color: INK },
  paper_bgcolor: '#FFFFFF',
  plot_bgcolor: '#FFFFFF',
  margin: { l: 56, r: 24, t: 64, b: 52 },
  hoverlabel: { font: { family: FONT, size: 13 } },
};

/** An axis without ornament: light grid lines, no frame. */
export const CALM_AXIS: NonNullable<Layout['xaxis']> = {
  gridcolor: GRID,
  zeroline: false,
  automargin: true,
  fixedrange: true,
};

/** Returns an axis title as large as the text beside it. */
export function axisTitle(text: Words): { text: string; font: { size: number } } {
  return { text: plainWords(text), font: { size: 14 } };
}

/** Returns the screen pixels that a title takes: one line for each language. */
export function titleHeight(title: Words | undefined): number {
  if (!title) return 0;
  return typeof title === 'string' ? 24 : 44;
}

/** Returns a title that hangs from the upper edge of a figure so many screen pixels high, and leaves the rest of its margin free. */
export function titleAtTop(text: Words, height: number): Partial<Layout> {
  const { title } = titleAt(text);
  // The anchor is near the base of the first line, so the distance holds a line's height too
  return {
    title: { ...(title as object), y: 1 - 24 / height, yref: 'container', yanchor: 'top' },
  } as Partial<Layout>;
}

/** Returns a title that stands at the left, over the figure. */
export function titleAt(text: Words): Partial<Layout> {
  return {
    title: { text: titleWords(text), x: 0, xref: 'paper', xanchor: 'left', font: { size: 15 } },
  };
}
