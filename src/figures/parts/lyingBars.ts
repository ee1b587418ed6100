import type { Layout, LayoutAxis } from 'plotly.js';
import type { Trace } from './figure';
import { rangeOf } from './numbers';
import {
  axisTitle,
  BASE_LAYOUT,
  CALM_AXIS,
  COLORS,
  PLAIN_AXIS,
  titleAtTop,
  titleHeight,
} from './theme';
import { plotlyLine, type Words } from './words';

export interface LyingBar {
  readonly name: Words;
  readonly value: number;
  /** Stands at the end of the bar. */
  readonly text: string;
  readonly color: string;
}

interface LyingBarsOptions {
  readonly title?: Words;
  readonly xTitle?: Words;
  readonly xaxis: LayoutAxis;
}

/** Returns bars one below the other, the first on top, each with its name before and its number behind it. */
export function lyingBars(
  bars: readonly LyingBar[],
  { title, xTitle, xaxis }: LyingBarsOptions,
): { data: Trace[]; layout: Layout } {
  const height = 60 + titleHeight(title) + (xTitle ? 24 : 0) + 30 * bars.length;
  // Two bars may have the same name, so a place is what the axis counts
  const places = bars.map((_, index) => index);
  return {
    data: [
      {
        type: 'bar',
        orientation: 'h',
        x: drawnLengths(bars.map(({ value }) => value)),
        y: places,
        text: bars.map(({ text }) => text),
        textposition: 'outside',
        cliponaxis: false,
        marker: { color: bars.map(({ color }) => color) },
        hovertext: bars.map(({ name }) => plotlyLine(name)),
        hovertemplate: '%{hovertext}: %{text}<extra></extra>',
      },
    ],
    layout: {
      ...BASE_LAYOUT,
      ...(title ? titleAtTop(title, height) : {}),
      height,
      margin: { ...BASE_LAYOUT.margin, t: 16 + titleHeight(title), b: xTitle ? 60 : 36 },
      bargap: 0.3,
      xaxis: {
        ...CALM_AXIS,
        zeroline: true,
        zerolinecolor: COLORS.gray,
        ...(xTitle ? { title: axisTitle(xTitle) } : {}),
        ...xaxis,
      },
      yaxis: {
        ...PLAIN_AXIS,
        range: [bars.length - 0.5, -0.5],
        tickvals: places,
        ticktext: bars.map(({ name }) => plotlyLine(name)),
      },
    },
  };
}

/** What is no number has no length, but its text still needs a place; what is infinite is as long as the longest. */
export function drawnLengths(values: readonly number[]): number[] {
  const [smallest, largest] = rangeOf(values);
  return values.map((value) => {
    if (Number.isNaN(value)) return 0;
    if (Number.isFinite(value)) return value;
    return value > 0 ? Math.max(largest, 1) : Math.min(smallest, -1);
  });
}
