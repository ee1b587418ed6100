import type { Layout } from 'plotly.js';
import { figure, type Figure } from './figure';
import { axisTitle, BASE_LAYOUT, CALM_AXIS, titleAt } from './theme';

const TEXT = { trueClass: 'True class', predictedClass: 'Predicted class', share: 'Share of the class' };

export interface ConfusionMatrixFigureOptions {
  readonly title?: string;
  readonly alt?: string;
  readonly text?: Partial<typeof TEXT>;
}

type Counts = readonly (readonly number[])[];

/**
 * Returns a confusion matrix as a heat map: a row for each true class, a column for each predicted one, the number of
 * pictures in each cell. The darker a cell, the larger its share of the row, so rare classes can be read as well.
 *
 * @throws TypeError when rows, columns and names differ in number
 * @example
 * const { confusionMatrix, classNames } = evaluate(model, testSet);
 * confusionMatrixFigure(confusionMatrix, classNames)
 */
export function confusionMatrixFigure(
  confusionMatrix: Counts,
  classNames: readonly string[],
  { title, alt, text }: ConfusionMatrixFigureOptions = {},
): Figure {
  checkMatrix(confusionMatrix, classNames);
  const words = { ...TEXT, ...text };
  return figure({
    data: [{
      type: 'heatmap',
      x: [...classNames],
      y: [...classNames],
      z: confusionMatrix.map(shares),
      text: confusionMatrix.map((row) => row.map(String)) as never,
      texttemplate: '%{text}',
      textfont: { size: 15 },
      hovertemplate: `${words.trueClass}: %{y}<br>${words.predictedClass}: %{x}<br>%{text} (%{z:.0%})<extra></extra>`,
      colorscale: [[0, '#FFFFFF'], [1, '#00416B']],
      zmin: 0,
      zmax: 1,
      xgap: 2,
      ygap: 2,
      colorbar: { title: { ...axisTitle(words.share), side: 'right' }, tickformat: '.0%', thickness: 12, outlinewidth: 0 },
    }],
    layout: matrixLayout({ title, words, numClasses: classNames.length }),
    alt: alt ?? describeMatrix(confusionMatrix, classNames),
  });
}

function matrixLayout({ title, words, numClasses }: { readonly title?: string; readonly words: typeof TEXT; readonly numClasses: number }): Partial<Layout> {
  return {
    ...BASE_LAYOUT,
    ...(title ? titleAt(title) : {}),
    height: 140 + 46 * numClasses,
    xaxis: { ...CALM_AXIS, title: axisTitle(words.predictedClass), type: 'category', showgrid: false },
    yaxis: { ...CALM_AXIS, title: axisTitle(words.trueClass), type: 'category', showgrid: false, autorange: 'reversed' },
  };
}

function checkMatrix(confusionMatrix: Counts, { length }: readonly string[]): void {
  if (confusionMatrix.length === length && confusionMatrix.every((row) => row.length === length)) return;
  throw new TypeError(`confusionMatrixFigure() takes a row and a column for each of the ${length} classes, but got ${confusionMatrix.length} rows`);
}

function shares(row: readonly number[]): number[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count) => (total === 0 ? 0 : count / total));
}

function describeMatrix(confusionMatrix: Counts, classNames: readonly string[]): string {
  const rows = confusionMatrix.map((row, index) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return `${row[index]} of ${total} ${classNames[index]}`;
  });
  return `Confusion matrix. Named rightly: ${rows.join(', ')}. ${describeWorst(confusionMatrix, classNames)}`;
}

function describeWorst(confusionMatrix: Counts, classNames: readonly string[]): string {
  const mistakes = confusionMatrix.flatMap((row, from) => row.map((count, to) => ({ count: from === to ? 0 : count, from, to })));
  const worst = mistakes.reduce((most, mistake) => (mistake.count > most.count ? mistake : most));
  if (worst.count === 0) return 'There are no mistakes';
  return `Most frequent mistake: ${classNames[worst.from]} taken for ${classNames[worst.to]} (${worst.count})`;
}
