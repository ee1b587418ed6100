import type { Layout, LayoutAxis, Legend } from 'plotly.js';
import { PAGE_WIDTH, textWidth } from './textWidth';
import { plainWords, plotlyLine, plotlyLines, type Words } from './words';

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
const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK JP", sans-serif';
export const MONO =
  'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans CJK JP", monospace';

/** Returns the color of the palette for the trace of this place; after the last the first comes again. */
export function colorAt(index: number): string {
  const colors = Object.values(COLORS);
  return colors[index % colors.length];
}

/**
 * The look that all figures share. Paper is white in the dark theme too: no one ink is easy to read on both white and
 * black. The width is left open, so a figure takes that of its cell.
 */
export const BASE_LAYOUT = {
  autosize: true,
  font: { family: FONT, size: 14, color: INK },
  paper_bgcolor: '#FFFFFF',
  plot_bgcolor: '#FFFFFF',
  margin: { l: 56, r: 24, t: 64, b: 52 },
  hoverlabel: { font: { family: FONT, size: 13 } },
} satisfies Layout;

/** An axis without ornament: no frame, no grid, and its texts a little apart from it. */
export const PLAIN_AXIS = {
  showgrid: false,
  zeroline: false,
  automargin: true,
  fixedrange: true,
  ticks: 'outside',
  ticklen: 6,
  tickcolor: '#FFFFFF',
} satisfies LayoutAxis;

/** The same with light grid lines. */
export const CALM_AXIS = {
  ...PLAIN_AXIS,
  showgrid: true,
  gridcolor: '#E4E4E4',
} satisfies LayoutAxis;

/** Returns an axis title as large as the text beside it, and apart from it. */
export function axisTitle(text: Words): LayoutAxis['title'] {
  return { text: plotlyLine(text), font: { size: 14 }, standoff: 10 };
}

/** Returns the screen pixels that a title takes: one line for each language. */
export function titleHeight(title: Words | undefined): number {
  if (!title) return 0;
  return typeof title === 'string' ? 24 : 44;
}

/** Returns a title that hangs from the upper edge of a figure so many screen pixels high, and leaves the rest of its margin free. */
export function titleAtTop(text: Words, height: number): Layout {
  // The anchor is near the base of the first line, so the distance holds a line's height too
  return {
    title: { ...titleAt(text).title, y: 1 - 24 / height, yref: 'container', yanchor: 'top' },
  };
}

/** Returns a title that stands at the left, over the figure. */
export function titleAt(text: Words): Pick<Layout, 'title'> {
  return {
    title: { text: plotlyLines(text), x: 0, xref: 'paper', xanchor: 'left', font: { size: 15 } },
  };
}

/** Screen pixels of a line of a legend, and of an entry's sample and gaps beside its text. */
const LEGEND_LINE = 20;
const LEGEND_SAMPLE = 52;

/** A legend over the right end of a figure. */
export const LEGEND_ABOVE = {
  orientation: 'h',
  x: 1,
  xanchor: 'right',
  y: 1.02,
  yanchor: 'bottom',
  traceorder: 'normal',
} satisfies Legend;

/** Returns the screen pixels that a legend of these names takes on a narrow page. Where one line is too short, Plotly sets all entries in columns. */
export function legendHeight(names: readonly Words[]): number {
  const widths = names.map((name) => LEGEND_SAMPLE + textWidth(plainWords(name), 14));
  const room = PAGE_WIDTH - BASE_LAYOUT.margin.l - BASE_LAYOUT.margin.r;
  const oneLine = widths.reduce((sum, width) => sum + width, 0) <= room;
  const perLine = oneLine ? names.length : Math.max(1, Math.floor(room / Math.max(...widths)));
  return 10 + LEGEND_LINE * Math.ceil(names.length / perLine);
}
