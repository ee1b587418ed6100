import type { Data, Layout } from 'plotly.js';
import { classWords } from './parts/classWords';
import { figure, type Figure } from './parts/figure';
import { BASE_LAYOUT, CALM_AXIS, COLORS, titleAt, titleHeight } from './parts/theme';
import { plainWords, titleWords, type Words } from './parts/words';

interface FigureOptions<Name extends string> {
  readonly title?: Words;
  readonly alt?: Words;
  readonly text?: Partial<Record<Name, Words>>;
}

interface NamedProbability {
  readonly className: string;
  /** 0-1. */
  readonly probability: number;
}

/**
 * Returns a bar for each class as long as its probability, in the order given, the most probable one in color.
 *
 * @example
 * probabilityBars(predict(model, photo), { title: 'What is it?' })
 */
export function probabilityBars(
  predictions: readonly NamedProbability[],
  { title, alt }: FigureOptions<never> = {},
): Figure {
  const probabilities = predictions.map(({ probability }) => probability);
  const highest = Math.max(...probabilities);
  const colors = probabilities.map((probability) =>
    probability === highest ? COLORS.blue : COLORS.gray,
  );
  return figure({
    data: [
      {
        type: 'bar',
        orientation: 'h',
        x: probabilities,
        y: predictions.map(({ className }) => plainWords(classWords(className))),
        text: probabilities.map(percent),
        textposition: 'outside',
        cliponaxis: false,
        marker: { color: colors },
        hovertemplate: '%{y}: %{text}<extra></extra>',
      },
    ],
    layout: {
      ...BASE_LAYOUT,
      ...(title ? titleAt(title) : {}),
      height: 110 + 30 * predictions.length,
      margin: { ...BASE_LAYOUT.margin, t: 20 + titleHeight(title) },
      bargap: 0.3,
      xaxis: {
        ...CALM_AXIS,
        range: [0, 1.08],
        tickformat: '.0%',
        tickvals: [0, 0.25, 0.5, 0.75, 1],
      },
      yaxis: { ...CALM_AXIS, type: 'category', autorange: 'reversed', showgrid: false },
    },
    alt: alt ?? describeProbabilities(predictions),
  });
}

function describeProbabilities(predictions: readonly NamedProbability[]): Words {
  const shares = predictions.map(
    ({ className, probability }) => `${className} ${percent(probability)}`,
  );
  return { en: `Probabilities: ${shares.join(', ')}`, ja: `確率: ${shares.join('、')}` };
}

type Metric = 'precision' | 'recall' | 'f1';

const METRICS: Record<Metric, Words> = {
  precision: { en: 'Precision', ja: '適合率' },
  recall: { en: 'Recall', ja: '再現率' },
  f1: 'F1',
};

interface MetricsOfClass {
  readonly className: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/**
 * Returns three bars for each class: precision, recall and F1, with the number of pictures below the class's name.
 *
 * @example
 * classMetricsFigure(evaluate(model, testSet).classMetrics)
 */
export function classMetricsFigure(
  classMetrics: readonly MetricsOfClass[],
  { title, alt, text }: FigureOptions<Metric> = {},
): Figure {
  const words = { ...METRICS, ...text };
  return figure({
    data: [
      metricBars(classMetrics, { metric: 'precision', name: words.precision, color: COLORS.sky }),
      metricBars(classMetrics, { metric: 'recall', name: words.recall, color: COLORS.blue }),
      metricBars(classMetrics, { metric: 'f1', name: words.f1, color: COLORS.orange }),
    ],
    layout: {
      ...groupedLayout(title),
      yaxis: { ...CALM_AXIS, range: [0, 1.02], dtick: 0.2, tickformat: '.1f' },
    },
    alt: alt ?? describeMetrics(classMetrics),
  });
}

interface MetricBarsOptions {
  readonly metric: Metric;
  readonly name: Words;
  readonly color: string;
}

function metricBars(
  classMetrics: readonly MetricsOfClass[],
  { metric, name, color }: MetricBarsOptions,
): Data {
  return {
    type: 'bar',
    name: plainWords(name),
    x: classMetrics.map(
      ({ className, support }) => `${titleWords(classWords(className))}<br>(${support})`,
    ),
    y: classMetrics.map((metrics) => metrics[metric]),
    marker: { color },
    hovertemplate: '%{y:.2f}<extra>%{fullData.name}</extra>',
  };
}

function describeMetrics(classMetrics: readonly MetricsOfClass[]): Words {
  const classes = classMetrics.map(
    ({ className, precision, recall, f1 }) =>
      `${className} ${precision.toFixed(2)}, ${recall.toFixed(2)}, ${f1.toFixed(2)}`,
  );
  return {
    en: `Precision, recall and F1 of each class: ${classes.join('; ')}`,
    ja: `クラスごとの適合率、再現率、F1: ${classes.join('; ')}`,
  };
}

/**
 * Returns a group of bars for each class: how many pictures each set holds of it.
 *
 * @throws TypeError when a set has not one count for each class
 * @example
 * countsFigure({ training: countByClass(trainSet), test: countByClass(testSet) }, trainSet.classNames)
 */
export function countsFigure(
  counts: Readonly<Record<string, readonly number[]>>,
  classNames: readonly string[],
  { title, alt }: FigureOptions<never> = {},
): Figure {
  const sets = Object.entries(counts);
  const uneven = sets.find(([, numbers]) => numbers.length !== classNames.length);
  if (uneven)
    throw new TypeError(
      `countsFigure() takes a number for each of the ${classNames.length} classes, but '${uneven[0]}' has ${uneven[1].length}`,
    );
  const colors = Object.values(COLORS);
  return figure({
    data: sets.map(([name, numbers], index) => ({
      type: 'bar',
      name,
      x: classNames.map((className) => titleWords(classWords(className))),
      y: [...numbers],
      text: numbers.map(String),
      textposition: 'outside',
      cliponaxis: false,
      marker: { color: colors[index % colors.length] },
      hovertemplate: '%{y}<extra>%{fullData.name}</extra>',
    })),
    layout: { ...groupedLayout(title), yaxis: { ...CALM_AXIS, rangemode: 'tozero' } },
    alt: alt ?? describeCounts(sets, classNames),
  });
}

function describeCounts(
  sets: readonly (readonly [string, readonly number[]])[],
  classNames: readonly string[],
): Words {
  const counts = sets
    .map(([name, numbers]) => `${name}: ${nameCounts(numbers, classNames)}`)
    .join('; ');
  return { en: `Pictures of each class. ${counts}`, ja: `クラスごとの画像の枚数。${counts}` };
}

function nameCounts(numbers: readonly number[], classNames: readonly string[]): string {
  return classNames.map((className, index) => `${className} ${numbers[index]}`).join(', ');
}

function groupedLayout(title: Words | undefined): Partial<Layout> {
  return {
    ...BASE_LAYOUT,
    ...(title ? titleAt(title) : {}),
    height: 340,
    barmode: 'group',
    bargap: 0.25,
    legend: {
      orientation: 'h',
      x: 1,
      xanchor: 'right',
      y: 1.02,
      yanchor: 'bottom',
      traceorder: 'normal',
    },
    xaxis: { ...CALM_AXIS, type: 'category', showgrid: false },
  };
}

/** Small shares keep a digit, so that they are not all 0%. */
function percent(share: number): string {
  return `${(share * 100).toFixed(share >= 0.0005 && share < 0.1 ? 1 : 0)}%`;
}
