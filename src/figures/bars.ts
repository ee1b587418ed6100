import type { Layout, LayoutAxis } from 'plotly.js';
import { describe } from '../check';
import type { ClassMetrics } from '../insight/confusionMatrix';
import type { Prediction } from '../insight/predict';
import { checkItems, hasFields, isNumber, isNumbers, isText } from './parts/checks';
import { figure, type Figure, type Trace } from './parts/figure';
import { drawnLengths, lyingBars } from './parts/lyingBars';
import { percent, rangeOf, shortNumber } from './parts/numbers';
import {
  BASE_LAYOUT,
  CALM_AXIS,
  colorAt,
  COLORS,
  LEGEND_ABOVE,
  legendHeight,
  PLAIN_AXIS,
  titleAtTop,
  titleHeight,
} from './parts/theme';
import { classWords, plotlyLine, plotlyLines, type Words } from './parts/words';

interface BarsOptions {
  readonly title?: Words;
  readonly alt?: Words;
}

/**
 * Returns a bar for each class as long as its probability, in the order given, the most probable one in color.
 *
 * @throws TypeError when there are no classes
 * @example
 * const { classNames } = trainSet;
 * probabilityBars(predict(model, photo, { classNames }), { title: 'What is it?' })
 */
export function probabilityBars(
  predictions: readonly Pick<Prediction, 'className' | 'probability'>[],
  { title, alt }: BarsOptions = {},
): Figure {
  checkItems('probabilityBars', predictions, {
    noun: 'class',
    example: "[{ className: 'dogs', probability: 0.5 }]",
    isRight: (item) => hasFields(item, { className: isText, probability: isNumber }),
    max: 1000,
  });
  const [, highest] = rangeOf(predictions.map(({ probability }) => probability));
  const bars = predictions.map(({ className, probability }) => ({
    name: classWords(className),
    value: probability,
    text: percent(probability),
    color: probability === highest ? COLORS.blue : COLORS.gray,
  }));
  const xaxis: LayoutAxis = {
    range: [0, 1.08],
    tickformat: '.0%',
    tickvals: [0, 0.25, 0.5, 0.75, 1],
  };
  return figure({
    ...lyingBars(bars, { title, xaxis }),
    alt: alt ?? describeProbabilities(predictions),
  });
}

function describeProbabilities(
  predictions: readonly Pick<Prediction, 'className' | 'probability'>[],
): Words {
  const shares = predictions.map(
    ({ className, probability }) => `${className} ${percent(probability)}`,
  );
  return { en: `Probabilities: ${shares.join(', ')}`, ja: `確率: ${shares.join('、')}` };
}

const METRICS = [
  { metric: 'precision', name: { en: 'Precision', ja: '適合率' }, color: COLORS.sky },
  { metric: 'recall', name: { en: 'Recall', ja: '再現率' }, color: COLORS.blue },
  { metric: 'f1', name: 'F1', color: COLORS.orange },
] as const;

/**
 * Returns three bars for each class: precision, recall and F1, with the number of pictures below the class's name.
 *
 * @throws TypeError when there are no classes
 * @example
 * classMetricsFigure(evaluate(model, testSet).classMetrics)
 */
export function classMetricsFigure(
  classMetrics: readonly ClassMetrics[],
  { title, alt }: BarsOptions = {},
): Figure {
  checkItems('classMetricsFigure', classMetrics, {
    noun: 'class',
    example: "[{ className: 'dogs', precision: 0.6, recall: 0.75, f1: 0.67, support: 4 }]",
    isRight: (item) =>
      hasFields(item, { className: isText, precision: isNumber, recall: isNumber, f1: isNumber }),
    max: 1000,
  });
  const sets = METRICS.map(({ metric, name, color }) => {
    const values = classMetrics.map((metrics) => metrics[metric]);
    const texts = values.map((value) => (Number.isFinite(value) ? '' : shortNumber(value)));
    return standingBars(values, {
      name,
      color,
      texts,
      told: values.map((value) => value.toFixed(2)),
    });
  });
  const labels = classMetrics.map(
    ({ className, support }) => `${plotlyLines(classWords(className))}<br>(${support})`,
  );
  return figure({
    data: sets,
    layout: {
      ...groupedLayout(labels, { title, names: METRICS.map(({ name }) => name) }),
      yaxis: { ...CALM_AXIS, range: [0, 1.02], dtick: 0.2, tickformat: '.1f' },
    },
    alt: alt ?? describeMetrics(classMetrics),
  });
}

function describeMetrics(classMetrics: readonly ClassMetrics[]): Words {
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
 * @throws TypeError when there are no sets or classes, or a set has not one count for each class
 * @example
 * countsFigure({ training: countByClass(trainSet), test: countByClass(testSet) }, trainSet.classNames)
 */
export function countsFigure(
  counts: Readonly<Record<string, readonly number[]>>,
  classNames: readonly string[],
  { title, alt }: BarsOptions = {},
): Figure {
  checkCounts(counts, classNames);
  const sets = Object.entries(counts).map(
    ([name, numbers]) => [name, Array.from(numbers)] as const,
  );
  return figure({
    data: sets.map(([name, numbers], index) =>
      standingBars(numbers, { name, color: colorAt(index), texts: numbers.map(shortNumber) }),
    ),
    layout: {
      ...groupedLayout(
        classNames.map((name) => plotlyLines(classWords(name))),
        { title, names: sets.map(([name]) => name) },
      ),
      yaxis: { ...CALM_AXIS, rangemode: 'tozero' },
    },
    alt: alt ?? describeCounts(sets, classNames),
  });
}

function checkCounts(counts: unknown, classNames: readonly string[]): void {
  checkItems('countsFigure', classNames, {
    noun: 'class name',
    example: "['dogs', 'cats']",
    isRight: isText,
    max: 1000,
  });
  const takes = `countsFigure() takes a number for each of the ${classNames.length} classes`;
  const sets = Object.entries((counts ?? {}) as Readonly<Record<string, unknown>>);
  if (sets.length === 0)
    throw new TypeError(`${takes}, such as { training: [3, 4] }, but got ${describe(counts)}`);
  const wrong = sets.find(([, numbers]) => !isNumbers(numbers));
  if (wrong) throw new TypeError(`${takes}, but '${wrong[0]}' is ${describe(wrong[1])}`);
  const uneven = sets.find(([, numbers]) => (numbers as number[]).length !== classNames.length);
  if (uneven)
    throw new TypeError(`${takes}, but '${uneven[0]}' has ${(uneven[1] as number[]).length}`);
}

function describeCounts(
  sets: readonly (readonly [string, readonly number[]])[],
  classNames: readonly string[],
): Words {
  const nameCounts = (numbers: readonly number[]) =>
    classNames.map((className, index) => `${className} ${shortNumber(numbers[index])}`).join(', ');
  const counts = sets.map(([name, numbers]) => `${name}: ${nameCounts(numbers)}`).join('; ');
  return { en: `Pictures of each class. ${counts}`, ja: `クラスごとの画像の枚数。${counts}` };
}

interface StandingBars {
  readonly name: Words;
  readonly color: string;
  /** Stand over the bars. */
  readonly texts: readonly string[];
  /** What the pointer is told of each bar; its text if not given. */
  readonly told?: readonly string[];
}

function standingBars(
  values: readonly number[],
  { name, color, texts, told = texts }: StandingBars,
): Trace {
  return {
    type: 'bar',
    name: plotlyLine(name),
    // Two classes may have the same name, so a place is what the axis counts
    x: texts.map((_, index) => index),
    y: drawnLengths(values),
    text: [...texts],
    hovertext: [...told],
    textposition: 'outside',
    cliponaxis: false,
    marker: { color },
    hovertemplate: '%{hovertext}<extra>%{fullData.name}</extra>',
  };
}

function groupedLayout(
  labels: string[],
  { title, names }: { readonly title?: Words; readonly names: readonly Words[] },
): Layout {
  const height = 340;
  return {
    ...BASE_LAYOUT,
    ...(title ? titleAtTop(title, height) : {}),
    height,
    margin: { ...BASE_LAYOUT.margin, t: 20 + titleHeight(title) + legendHeight(names) },
    barmode: 'group',
    bargap: 0.25,
    showlegend: true,
    legend: LEGEND_ABOVE,
    xaxis: {
      ...PLAIN_AXIS,
      range: [-0.5, labels.length - 0.5],
      tickvals: labels.map((_, index) => index),
      ticktext: labels,
    },
  };
}
