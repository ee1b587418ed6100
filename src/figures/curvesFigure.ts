import type { Dash, LayoutAxis } from 'plotly.js';
import { checkOneOf } from '../check';
import { checkItems, checkLength, checkRange, hasFields, isNumbers } from './parts/checks';
import { figure, type Figure, type Trace } from './parts/figure';
import { rangeOf, shortNumber } from './parts/numbers';
import {
  axisTitle,
  BASE_LAYOUT,
  CALM_AXIS,
  colorAt,
  LEGEND_ABOVE,
  legendHeight,
  titleAtTop,
  titleHeight,
} from './parts/theme';
import {
  describedWords,
  inBoth,
  isWords,
  plainWords,
  plotlyLine,
  type Bilingual,
  type Words,
} from './parts/words';

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

/** Screen pixels that a figure's height has for its legend. */
const ONE_LEGEND_LINE = 30;
const DASHES = ['solid', 'dash', 'dot', 'dashdot'] as const;

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
 * Returns curves over a common x-axis. A point that is no finite number leaves a gap.
 *
 * @throws TypeError when there are no curves, or one has not as many x as y, or no points
 * @throws RangeError when a range is not finite, or on a logarithmic axis not above 0
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
  checkCurves(curves);
  checkLength('height', height);
  checkOneOf('yScale', yScale, ['linear', 'log']);
  checkRange('xRange', xRange);
  checkRange('yRange', yRange, yScale === 'log' ? 0 : -Infinity);
  const axis = (
    text: Words | undefined,
    range: readonly [number, number] | undefined,
  ): LayoutAxis => ({
    ...CALM_AXIS,
    ...(text ? { title: axisTitle(text) } : {}),
    ...(range ? { range: [range[0], range[1]] } : {}),
  });
  const named = curves.length > 1;
  const legend = named ? legendHeight(curves.map(({ name }) => name)) : 0;
  const fullHeight = height + Math.max(0, legend - ONE_LEGEND_LINE);
  return figure({
    data: curves.map((curve, index) => line(curve, index, defaultDash(curves, index))),
    layout: {
      ...BASE_LAYOUT,
      // The legend stands in the margin too
      ...(title ? titleAtTop(title, fullHeight) : {}),
      height: fullHeight,
      margin: {
        ...BASE_LAYOUT.margin,
        t: 20 + titleHeight(title) + legend,
        b: xTitle ? 64 : BASE_LAYOUT.margin.b,
      },
      showlegend: named,
      ...(named ? { legend: LEGEND_ABOVE } : {}),
      xaxis: axis(xTitle, xRange),
      yaxis: {
        ...axis(
          yTitle,
          yScale === 'log' && yRange ? [Math.log10(yRange[0]), Math.log10(yRange[1])] : yRange,
        ),
        type: yScale,
        ...(yScale === 'log'
          ? logTicks(yRange ?? rangeOf(curves.flatMap(({ y }) => Array.from(y))))
          : {}),
      },
    },
    alt: alt ?? describedWords(title, describeCurves(curves)),
  });
}

/** Where many lines say nothing of their dashes, they differ by more than color, and one that lies under another is seen. */
function defaultDash(curves: readonly Curve[], index: number): Dash {
  const isPlain = curves.every(({ dash, mode }) => dash === undefined && mode !== 'markers');
  return isPlain && curves.length > 2 ? DASHES[index % DASHES.length] : 'solid';
}

/** Over more than a decade, ticks at its ends only: those between would collide with them. */
function logTicks([smallest, largest]: readonly [number, number]): LayoutAxis {
  return { tickformat: '~g', ...(largest >= smallest * 10 ? { dtick: 1 } : {}) };
}

function line(
  { name, x, y, dash: givenDash, color, mode = 'lines' }: Curve,
  index: number,
  dash: Dash,
): Trace {
  const shown = color ?? colorAt(index);
  return {
    type: 'scatter',
    mode,
    name: plotlyLine(name),
    x: Array.from(x),
    y: Array.from(y),
    ...(mode === 'markers' ? {} : { line: { color: shown, dash: givenDash ?? dash, width: 2 } }),
    ...(mode === 'lines' ? {} : { marker: { color: shown, size: 8 } }),
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

function checkCurves(curves: readonly Curve[]): void {
  checkItems('curvesFigure', curves, {
    noun: 'curve',
    example: "[{ name: 'ReLU', x: [-1, 0, 1], y: [0, 0, 1] }]",
    isRight: (curve) => hasFields(curve, { name: isWords, x: isNumbers, y: isNumbers }),
  });
  const odd = curves.find(({ x, y }) => x.length !== y.length || x.length === 0);
  if (odd)
    throw new TypeError(
      `A curve has as many x as y, at least one, but '${plainWords(odd.name)}' has ${odd.x.length} and ${odd.y.length}`,
    );
}
