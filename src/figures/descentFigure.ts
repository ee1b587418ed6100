import { plural } from '../plural';
import type { Layout, LayoutAxis } from 'plotly.js';
import { checkItems, hasFields, isNumber } from './parts/checks';
import { figure, type Figure, type Trace } from './parts/figure';
import { rangeOf, roundTo, shortNumber } from './parts/numbers';
import { sliderFigure } from './sliderFigure';
import {
  axisTitle,
  BASE_LAYOUT,
  colorAt,
  INK,
  LEGEND_ABOVE,
  legendHeight,
  PLAIN_AXIS,
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

/** A place of two weights, `[x, y]`. */
type Place = readonly [number, number];

/** The way that an optimizer takes: the place before its first step, then the place after each. */
export interface DescentPath {
  readonly name: Words;
  readonly places: readonly Place[];
}

export interface DescentFigureOptions {
  /** The height of the landscape, that is the loss, at each place. */
  readonly f: (x: number, y: number) => number;
  /** Smallest and largest x of the map. */
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** A place that is marked by a cross, such as the lowest one. */
  readonly minimum?: Place;
  readonly title?: Words;
  readonly xTitle?: Words;
  readonly yTitle?: Words;
  readonly alt?: Words;
}

const STEP = { en: 'Step', ja: 'ステップ' };

/** Places of the map along x and along y, at which its height is computed. */
const GRID = { columns: 61, rows: 41 } as const;
const NUM_LINES = 12;
/** Each step is a frame with all places so far. */
const MAX_PLACES = 1000;
/** A thousandth is less than a screen pixel. */
const DIGITS = 3;
/** Below the lines lies a paper that is never so dark that a path could not be seen on it. */
const PAPER: [number, string][] = [
  [0, '#C9DCE8'],
  [1, '#FFFFFF'],
];

/**
 * Returns a map of a landscape with the ways that several optimizers take down into it. The ways grow step by step with a
 * slider and a play button; one that has ended waits at its last place. Lines join places of equal height. They are drawn
 * at equal steps of the height's square root, which sets the lines of a round bowl equally far apart.
 *
 * @throws TypeError when there are no paths, or one has no places
 * @throws RangeError when a range is empty, a height is no number, or a path is too long
 * @example
 * descentFigure([{ name: 'by halves', places: [[4, 2], [2, 1], [1, 0.5]] }], {
 *   f: (x, y) => x * x + y * y, xRange: [-5, 5], yRange: [-3, 3], minimum: [0, 0],
 * })
 */
export function descentFigure(
  paths: readonly DescentPath[],
  options: DescentFigureOptions,
): Figure {
  checkPaths(paths);
  const { title, alt } = options;
  const map = landscape(options);
  const layout = mapLayout(paths, options);
  const [, numSteps] = rangeOf(paths.map(({ places }) => places.length));
  const text = alt ?? describedWords(title, describePaths(paths, options.f));
  const steps = Array.from({ length: numSteps }, (_, step) => ({
    label: String(step),
    figure: figure({
      data: [
        map,
        ...crossAt(options.minimum),
        ...paths.flatMap((path, index) => wayUntil(step, path, index)),
      ],
      layout,
      alt: text,
    }),
  }));
  return sliderFigure(steps, {
    name: STEP,
    // The whole way is seen first
    startIndex: numSteps - 1,
    stepDuration: 150,
    alt: text,
  });
}

function landscape({ f, xRange, yRange }: DescentFigureOptions): Trace {
  const [x, y] = [gridOf('xRange', xRange, GRID.columns), gridOf('yRange', yRange, GRID.rows)];
  const heights = y.map((row) => x.map((column) => f(column, row)));
  if (!heights.flat().every(Number.isFinite))
    throw new RangeError('f must give a number at every place of xRange and yRange');
  const [lowest, highest] = rangeOf(heights.flat());
  const depths = heights.map((row) =>
    row.map((height) => roundTo(Math.sqrt(height - lowest), DIGITS)),
  );
  const size = roundTo(Math.sqrt(highest - lowest), DIGITS) / NUM_LINES || 1;
  return {
    type: 'contour',
    x,
    y,
    z: depths,
    colorscale: PAPER,
    showscale: false,
    hoverinfo: 'skip',
    contours: { start: size / 2, end: size * NUM_LINES, size },
    line: { color: '#A9BCC9', width: 1 },
  };
}

function gridOf(name: string, [first, last]: readonly [number, number], length: number): number[] {
  if (!(first < last))
    throw new RangeError(
      `${name} must go from a smaller to a larger number, but is [${first}, ${last}]`,
    );
  return Array.from({ length }, (_, index) =>
    roundTo(first + ((last - first) * index) / (length - 1), DIGITS),
  );
}

function crossAt(minimum: Place | undefined): Trace[] {
  if (!minimum) return [];
  const marker = { color: INK, symbol: 'x-thin' as const, size: 9, line: { color: INK, width: 2 } };
  return [
    {
      type: 'scatter',
      mode: 'markers',
      x: [minimum[0]],
      y: [minimum[1]],
      marker,
      hoverinfo: 'skip',
      showlegend: false,
    },
  ];
}

/** The way so far, and the ball at its end. */
function wayUntil(step: number, { name, places }: DescentPath, index: number): Trace[] {
  const color = colorAt(index);
  const soFar = places.slice(0, step + 1);
  const [ball] = soFar.slice(-1);
  const common = {
    type: 'scatter' as const,
    name: plotlyLine(name),
    hovertemplate: '(%{x:.2~f}, %{y:.2~f})<extra>%{fullData.name}</extra>',
  };
  const line = { color, width: 2 };
  return [
    {
      ...common,
      mode: 'lines+markers',
      x: soFar.map(([x]) => roundTo(x, DIGITS)),
      y: soFar.map(([, y]) => roundTo(y, DIGITS)),
      line,
      marker: { color, size: 4 },
    },
    {
      ...common,
      mode: 'markers',
      x: [roundTo(ball[0], DIGITS)],
      y: [roundTo(ball[1], DIGITS)],
      marker: { color, size: 12, line: { color: '#FFFFFF', width: 1 } },
      showlegend: false,
    },
  ];
}

/** Both axes have one scale: the ways leave each line at a right angle only then. */
function mapLayout(
  paths: readonly DescentPath[],
  { xRange, yRange, title, xTitle, yTitle }: DescentFigureOptions,
): Layout {
  const height = 420;
  const axis = (range: readonly [number, number], text: Words | undefined): LayoutAxis => ({
    ...PLAIN_AXIS,
    range: [range[0], range[1]],
    constrain: 'domain',
    ...(text ? { title: axisTitle(text) } : {}),
  });
  return {
    ...BASE_LAYOUT,
    ...(title ? titleAtTop(title, height) : {}),
    height,
    margin: {
      ...BASE_LAYOUT.margin,
      t: 20 + titleHeight(title) + legendHeight(paths.map(({ name }) => name)),
      b: xTitle ? 64 : BASE_LAYOUT.margin.b,
    },
    showlegend: true,
    legend: { ...LEGEND_ABOVE, x: 0, xanchor: 'left' },
    xaxis: axis(xRange, xTitle),
    yaxis: { ...axis(yRange, yTitle), scaleanchor: 'x' },
  };
}

function describePaths(paths: readonly DescentPath[], f: DescentFigureOptions['f']): Bilingual {
  const at = ([x, y]: Place) => `(${shortNumber(x)}, ${shortNumber(y)})`;
  const height = ([x, y]: Place) => String(Number(f(x, y).toPrecision(2))).replace('-', '−');
  const describe = (path: DescentPath, language: keyof Bilingual) => {
    const [first, last] = [path.places[0], path.places[path.places.length - 1]];
    const [name, numSteps] = [inBoth(path.name)[language], path.places.length - 1];
    const ends = last.every(Number.isFinite);
    if (language === 'en') {
      const end = ends ? `to ${at(last)} at height ${height(last)}` : 'beyond all bounds';
      return `${name} goes in ${plural(numSteps, 'step')} from ${at(first)} at height ${height(first)} ${end}`;
    }
    return `${name}は ${numSteps} ステップで ${at(first)} (高さ ${height(first)}) から${ends ? ` ${at(last)} (高さ ${height(last)}) へ進む` : '限りなく遠ざかる'}`;
  };
  return {
    en: paths.map((path) => describe(path, 'en')).join('; '),
    ja: paths.map((path) => describe(path, 'ja')).join('。'),
  };
}

function checkPaths(paths: readonly DescentPath[]): void {
  checkItems('descentFigure', paths, {
    noun: 'path',
    example: "[{ name: 'by halves', places: [[4, 2], [2, 1]] }]",
    isRight: (path) => hasFields(path, { name: isWords, places: isWay }),
  });
  const long = paths.find(({ places }) => places.length > MAX_PLACES);
  if (long)
    throw new RangeError(
      `A path has at most ${MAX_PLACES} places, but '${plainWords(long.name)}' has ${long.places.length}; give each second or tenth`,
    );
  const empty = paths.find(({ places }) => places.length === 0);
  if (empty)
    throw new TypeError(`A path has at least one place, but '${plainWords(empty.name)}' has none`);
}

function isWay(places: unknown): boolean {
  const isPlace = (place: unknown) => hasFields(place, { 0: isNumber, 1: isNumber });
  return Array.isArray(places) && places.every(isPlace);
}
