import type { Layout } from 'plotly.js';
import { classWords } from './parts/classWords';
import { figure, type Figure } from './parts/figure';
import { axisTitle, BASE_LAYOUT, CALM_AXIS, titleAt } from './parts/theme';
import { plainWords, titleWords, type Bilingual, type Words } from './parts/words';

const TEXT: Record<'trueClass' | 'predictedClass' | 'share', Words> = {
  trueClass: { en: 'True class', ja: '正解のクラス' },
  predictedClass: { en: 'Predicted class', ja: '予測したクラス' },
  share: { en: 'Share of the class', ja: 'クラス内の割合' },
};

export interface ConfusionMatrixFigureOptions {
  readonly title?: Words;
  readonly alt?: Words;
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
    data: [
      {
        type: 'heatmap',
        x: classNames.map((name) => titleWords(classWords(name))),
        y: classNames.map((name) => plainWords(classWords(name))),
        z: confusionMatrix.map(shares),
        text: confusionMatrix.map((row) => row.map(String)) as never,
        texttemplate: '%{text}',
        textfont: { size: 15 },
        hovertemplate: `${plainWords(words.trueClass)}: %{y}<br>${plainWords(words.predictedClass)}: %{x}<br>%{text} (%{z:.0%})<extra></extra>`,
        colorscale: [
          [0, '#FFFFFF'],
          [1, '#00416B'],
        ],
        zmin: 0,
        zmax: 1,
        xgap: 2,
        ygap: 2,
        colorbar: {
          title: { ...axisTitle(words.share), side: 'right' },
          tickformat: '.0%',
          thickness: 12,
          outlinewidth: 0,
        },
      },
    ],
    layout: matrixLayout({ title, words, numClasses: classNames.length }),
    alt: alt ?? describeMatrix(confusionMatrix, classNames),
  });
}

function matrixLayout({
  title,
  words,
  numClasses,
}: {
  readonly title?: Words;
  readonly words: typeof TEXT;
  readonly numClasses: number;
}): Partial<Layout> {
  return {
    ...BASE_LAYOUT,
    ...(title ? titleAt(title) : {}),
    height: 140 + 46 * numClasses,
    xaxis: {
      ...CALM_AXIS,
      title: axisTitle(words.predictedClass),
      type: 'category',
      showgrid: false,
    },
    yaxis: {
      ...CALM_AXIS,
      title: axisTitle(words.trueClass),
      type: 'category',
      showgrid: false,
      autorange: 'reversed',
    },
  };
}

function checkMatrix(confusionMatrix: Counts, { length }: readonly string[]): void {
  if (confusionMatrix.length === length && confusionMatrix.every((row) => row.length === length))
    return;
  throw new TypeError(
    `confusionMatrixFigure() takes a row and a column for each of the ${length} classes, but got ${confusionMatrix.length} rows`,
  );
}

function shares(row: readonly number[]): number[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count) => (total === 0 ? 0 : count / total));
}

function describeMatrix(confusionMatrix: Counts, classNames: readonly string[]): Words {
  const totals = confusionMatrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const worst = describeWorst(confusionMatrix, classNames);
  return {
    en: `Confusion matrix. Named rightly: ${classNames.map((name, index) => `${confusionMatrix[index][index]} of ${totals[index]} ${name}`).join(', ')}. ${worst.en}`,
    ja: `混同行列。正しく答えた枚数: ${classNames.map((name, index) => `${name} は ${totals[index]} 枚中 ${confusionMatrix[index][index]} 枚`).join('、')}。${worst.ja}`,
  };
}

function describeWorst(confusionMatrix: Counts, classNames: readonly string[]): Bilingual {
  const mistakes = confusionMatrix.flatMap((row, from) =>
    row.map((count, to) => ({ count: from === to ? 0 : count, from, to })),
  );
  const worst = mistakes.reduce((most, mistake) => (mistake.count > most.count ? mistake : most));
  if (worst.count === 0) return { en: 'There are no mistakes', ja: '間違いはありません' };
  const [from, to] = [classNames[worst.from], classNames[worst.to]];
  return {
    en: `Most frequent mistake: ${from} taken for ${to} (${worst.count})`,
    ja: `最も多い間違い: ${from} を ${to} と答えたもの (${worst.count} 枚)`,
  };
}
