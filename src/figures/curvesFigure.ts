import type { Data, Layout } from 'plotly.js';
import { figure, type Figure } from './parts/figure';
import { shortNumber } from './numberGrids';
import { axisTitle, BASE_LAYOUT, CALM_AXIS, COLORS, titleAtTop, titleHeight } from './parts/theme';
import { describedWords, inBoth, plainWords, type Bilingual, type Words } from './parts/words';

/** Points that a line joins. */
export interface Curve {
  readonly name: Words;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly dash?: 'solid' | 'dash' | 'dot';
  /** One of Plotly's color words; the next of the palette if not given. */
  readonly color?: string;
  /** `markers` draws points and no line. */
  readonly mode?: 'lines' | 'markers' | 'lines+markers';
}

export interface CurvesFigureOptions {
  readonly title?: Words;
  readonly alt?: Words;
  readonly xTitle?: Words;
  readonly yTitle?: Words;
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** `log` draws equal factors equally far apart; a range is then given in the numbers themselves. */
  readonly yScale?: 'linear' | 'log';
  readonly height?: number;
}

/**
 * Returns curves over a common x-axis.
 *
 * @throws TypeError when a curve has not as many x as y, or no points
 * @example
 * curvesFigure([{ name: 'ReLU', x: [-1, 0, 1], y: [0, 0, 1] }], { xTitle: { en: 'input', ja: '入力' } })
 */
export function curvesFigure(
  curves: readonly Curve[],
  {
    title,
    alt,
    xTitle,
    yTitle,
    xRange,
    yRange,
    yScale = 'linear',
    height = 340,
  }: CurvesFigureOptions = {},
): Figure {
  curves.forEach(checkCurve);
  const axis = (
    text: Words | undefined,
    range: readonly [number, number] | undefined,
  ): NonNullable<Layout['xaxis']> => ({
    ...CALM_AXIS,
    ...(text ? { title: axisTitle(text) } : {}),
    ...(range ? { range: [range[0], range[1]] } : {}),
  });
  const named = curves.length > 1;
  return figure({
    data: curves.map(line),
    layout: {
      ...BASE_LAYOUT,
      // The legend stands in the margin too
      ...(title ? titleAtTop(title, height) : {}),
      height,
      margin: {
        ...BASE_LAYOUT.margin,
        t: 20 + titleHeight(title) + (named ? 30 : 0),
        b: xTitle ? 64 : BASE_LAYOUT.margin?.b,
      },
      showlegend: named,
      legend: {
        orientation: 'h',
        x: 1,
        xanchor: 'right',
        y: 1.02,
        yanchor: 'bottom',
        traceorder: 'normal',
      },
      xaxis: axis(xTitle, xRange),
      yaxis: {
        ...axis(
          yTitle,
          yScale === 'log' && yRange ? [Math.log10(yRange[0]), Math.log10(yRange[1])] : yRange,
        ),
        type: yScale,
        exponentformat: 'power',
      },
    },
    alt: alt ?? describedWords(title, describeCurves(curves)),
  });
}

function line({ name, x, y, dash = 'solid', color, mode = 'lines' }: Curve, index: number): Data {
  const colors = Object.values(COLORS);
  const shown = color ?? colors[index % colors.length];
  return {
    type: 'scatter',
    mode,
    name: plainWords(name),
    x: [...x],
    y: [...y],
    line: { color: shown, dash, width: 2 },
    marker: { color: shown, size: 8 },
    hovertemplate: '(%{x:.3~f}, %{y:.3~f})<extra>%{fullData.name}</extra>',
  };
}

function describeCurves(curves: readonly Curve[]): Bilingual {
  const ends = ({ x, y }: Curve) =>
    [
      [x[0], y[0]],
      [x[x.length - 1], y[y.length - 1]],
    ].map((point) => `(${point.map(shortNumber).join(', ')})`);
  return {
    en: curves
      .map((curve) => `${inBoth(curve.name).en} goes from ${ends(curve).join(' to ')}`)
      .join('; '),
    ja: curves
      .map((curve) => `${inBoth(curve.name).ja}は ${ends(curve).join(' から ')} まで`)
      .join('。'),
  };
}

function checkCurve({ name, x, y }: Curve): void {
  if (x.length === y.length && x.length > 0) return;
  throw new TypeError(
    `A curve has as many x as y, at least one, but '${plainWords(name)}' has ${x.length} and ${y.length}`,
  );
}
