import type { Layout } from 'plotly.js';
import { describe } from '../check';
import type { ConfusionMatrix } from '../insight/confusionMatrix';
import { checkItems, checkRows, isText } from './parts/checks';
import { figure, type Figure } from './parts/figure';
import { percent, shortNumber } from './parts/numbers';
import { axisTitle, BASE_LAYOUT, PLAIN_AXIS, titleAtTop, titleHeight } from './parts/theme';
import { classWords, plotlyLine, plotlyLines, type Bilingual, type Words } from './parts/words';

const TEXT = {
  trueClass: { en: 'True class', ja: '正解のクラス' },
  predictedClass: { en: 'Predicted class', ja: '予測したクラス' },
  share: { en: 'Share of the class', ja: 'クラス内の割合' },
};

/** Screen pixels of a row: with few classes, with many, and of all rows between the two. */
const ROW = { tall: 46, low: 14, all: 900 };
/** In lower rows than this no numbers are written. */
const ROW_OF_TEXT = 20;

export interface ConfusionMatrixFigureOptions {
  readonly title?: Words;
  readonly alt?: Words;
}

/**
 * Returns a confusion matrix as a heat map: a row for each true class, a column for each predicted one, the number of
 * pictures in each cell. The darker a cell, the larger its share of the row, so rare classes can be read as well.
 *
 * @throws TypeError when there are no classes, or rows, columns and names differ in number
 * @throws RangeError when a number of pictures is negative or not finite
 * @example
 * const { confusionMatrix, classNames } = evaluate(model, testSet);
 * confusionMatrixFigure(confusionMatrix, classNames)
 */
export function confusionMatrixFigure(
  confusionMatrix: ConfusionMatrix,
  classNames: readonly string[],
  { title, alt }: ConfusionMatrixFigureOptions = {},
): Figure {
  checkMatrix(confusionMatrix, classNames);
  // Two classes may have the same name, so a place is what the axes count
  const places = classNames.map((_, index) => index);
  const numbers = confusionMatrix.map((row) => row.map(shortNumber));
  const rowHeight = Math.max(ROW.low, Math.min(ROW.tall, ROW.all / classNames.length));
  return figure({
    data: [
      {
        type: 'heatmap',
        x: places,
        y: places,
        z: confusionMatrix.map(shares),
        text: numbers,
        texttemplate: rowHeight < ROW_OF_TEXT ? '' : '%{text}',
        textfont: { size: 15 },
        hovertext: hoverTexts(confusionMatrix, classNames),
        hovertemplate: '%{hovertext}<extra></extra>',
        colorscale: [
          [0, '#FFFFFF'],
          [1, '#00416B'],
        ],
        zmin: 0,
        zmax: 1,
        xgap: 2,
        ygap: 2,
        colorbar: {
          // The empty line keeps it off the numbers
          title: { text: `${plotlyLine(TEXT.share)}<br> `, font: { size: 14 }, side: 'right' },
          tickformat: '.0%',
          thickness: 12,
          outlinewidth: 0,
        },
      },
    ],
    layout: matrixLayout(classNames, { title, rowHeight }),
    alt: alt ?? describeMatrix(confusionMatrix, classNames),
  });
}

function hoverTexts(confusionMatrix: ConfusionMatrix, classNames: readonly string[]): string[][] {
  const [trueClass, predictedClass] = [TEXT.trueClass, TEXT.predictedClass].map(plotlyLine);
  const names = classNames.map((name) => plotlyLine(classWords(name)));
  return confusionMatrix.map((row, from) =>
    shares(row).map(
      (share, to) =>
        `${trueClass}: ${names[from]}<br>${predictedClass}: ${names[to]}<br>${shortNumber(row[to])} (${percent(share)})`,
    ),
  );
}

function matrixLayout(
  classNames: readonly string[],
  { title, rowHeight }: { readonly title?: Words; readonly rowHeight: number },
): Layout {
  const height = 96 + titleHeight(title) + rowHeight * classNames.length;
  const axis = {
    ...PLAIN_AXIS,
    tickvals: classNames.map((_, index) => index),
  };
  const [first, last] = [-0.5, classNames.length - 0.5];
  return {
    ...BASE_LAYOUT,
    ...(title ? titleAtTop(title, height) : {}),
    height,
    margin: { ...BASE_LAYOUT.margin, t: 20 + titleHeight(title) },
    xaxis: {
      ...axis,
      title: axisTitle(TEXT.predictedClass),
      range: [first, last],
      ticktext: classNames.map((name) => plotlyLines(classWords(name))),
    },
    yaxis: {
      ...axis,
      title: axisTitle(TEXT.trueClass),
      range: [last, first],
      ticktext: classNames.map((name) => plotlyLine(classWords(name))),
    },
  };
}

function checkMatrix(confusionMatrix: ConfusionMatrix, classNames: readonly string[]): void {
  checkItems('confusionMatrixFigure', classNames, {
    noun: 'class name',
    example: "['dogs', 'cats']",
    isRight: isText,
    max: 1000,
  });
  checkRows('The matrix of confusionMatrixFigure()', confusionMatrix);
  const [numRows, numColumns] = [confusionMatrix.length, confusionMatrix[0].length];
  if (numRows !== classNames.length || numColumns !== classNames.length) {
    throw new TypeError(
      `confusionMatrixFigure() takes a row and a column for each of the ${classNames.length} classes, but got ${numRows} rows of ${numColumns}`,
    );
  }
  const wrong = confusionMatrix.flat().find((count) => !(count >= 0 && Number.isFinite(count)));
  if (wrong !== undefined)
    throw new RangeError(
      `confusionMatrixFigure() takes numbers of pictures, but one of them is ${describe(wrong)}`,
    );
}

function shares(row: readonly number[]): number[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count) => (total === 0 ? 0 : count / total));
}

function describeMatrix(confusionMatrix: ConfusionMatrix, classNames: readonly string[]): Words {
  const totals = confusionMatrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const worst = describeWorst(confusionMatrix, classNames);
  return {
    en: `Confusion matrix. Named rightly: ${classNames.map((name, index) => `${confusionMatrix[index][index]} of ${totals[index]} ${name}`).join(', ')}. ${worst.en}`,
    ja: `混同行列。正しく答えた枚数: ${classNames.map((name, index) => `${name} は ${totals[index]} 枚中 ${confusionMatrix[index][index]} 枚`).join('、')}。${worst.ja}`,
  };
}

function describeWorst(confusionMatrix: ConfusionMatrix, classNames: readonly string[]): Bilingual {
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
