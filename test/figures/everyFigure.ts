import type { Image } from '../../src/data/arrays';
import { classMetricsFigure, countsFigure, probabilityBars } from '../../src/figures/bars';
import { confusionMatrixFigure } from '../../src/figures/confusionMatrixFigure';
import { curvesFigure } from '../../src/figures/curvesFigure';
import { descentFigure } from '../../src/figures/descentFigure';
import { flowFigure } from '../../src/figures/flow/flowFigure';
import { imageFigure } from '../../src/figures/imageFigure';
import { kernelSteps } from '../../src/figures/kernelSteps';
import { networkFigure } from '../../src/figures/network/networkFigure';
import { numberGrids } from '../../src/figures/numberGrids';
import type { Figure } from '../../src/figures/parts/figure';
import { sliderFigure } from '../../src/figures/sliderFigure';
import { slidingWindow } from '../../src/figures/slidingWindow';
import { trainingCurves } from '../../src/figures/trainingCurves';
import { valueBars } from '../../src/figures/valueBars';
import { countingImage } from './samples';

interface Ingredients {
  /** Stands wherever a builder takes words. */
  readonly name?: string;
  /** Stands in every builder that takes numbers of any kind. */
  readonly value?: number;
}

/** Makes a figure by each builder from frozen input, so that a builder that changes its input throws. */
export function everyFigure({ name = 'dogs', value = 0.25 }: Ingredients = {}): Record<
  string,
  Figure
> {
  const words = frozen({
    title: { en: name, ja: name },
    xTitle: name,
    yTitle: name,
    caption: name,
  });
  const { title } = words;
  const values = frozen([
    { name, value },
    { name, value: -1 },
  ]);
  const epochs = [1.5, value, 0.5];
  const history = frozen({ loss: epochs, acc: epochs, val_loss: epochs, val_acc: epochs });
  const progress = { epoch: 4, epochs: 5, batch: 1, numBatches: 2, secondsLeft: 9 };
  const metrics = { className: name, precision: value, recall: 0.5, f1: 0.4, support: 4 };
  const picture = frozen([
    [1, value, 3],
    [0, 5, 6],
  ]);
  const kernel = frozen([[1, value]]);
  const weights = { data: Float32Array.of(value, 0, 1), shape: frozen([1, 1, 3, 1]) };
  const image: Image = countingImage([2, 2, 3]);
  return {
    probabilityBars: probabilityBars(
      frozen([
        { className: name, probability: value },
        { className: name, probability: 0.1 },
      ]),
      words,
    ),
    classMetricsFigure: classMetricsFigure(frozen([metrics, metrics]), words),
    countsFigure: countsFigure(frozen({ [name]: [value, 3] }), frozen([name, name]), words),
    confusionMatrixFigure: confusionMatrixFigure(
      frozen([
        [2, 1],
        [0, 3],
      ]),
      frozen([name, name]),
      words,
    ),
    curvesFigure: curvesFigure(
      frozen([
        { name, x: [0, 1, 2], y: [1, value, 2] },
        { name, x: [0, 1], y: [value, 0], dash: 'dash', mode: 'lines+markers' },
      ]),
      { ...words, yScale: 'log', yRange: frozen([0.1, 10] as const) },
    ),
    descentFigure: descentFigure(
      frozen([
        {
          name,
          places: [
            [1, 1],
            [value, 0.5],
          ],
        },
      ]),
      { ...words, f: (x, y) => x * x + y * y, xRange: [-2, 2], yRange: [-1, 1], minimum: [0, 0] },
    ),
    flowFigure: flowFigure(
      frozen([
        { label: { en: name, ja: name }, detail: name, shape: name },
        { label: name, shape: name },
      ]),
      { title },
    ),
    imageFigure: imageFigure(frozen([image, image]), words),
    kernelSteps: sliderFigure(kernelSteps(frozen([weights, weights]), { title }), { name }),
    networkFigure: networkFigure(
      frozen([
        {
          className: 'Conv2D',
          name,
          inputShape: [8, 8, 3],
          outputShape: [8, 8, 4],
          params: 112,
          activation: name,
        },
        { className: name || 'Dense', name, outputShape: [6], params: 10 },
      ]),
      { title, highlight: frozen([0]) },
    ),
    numberGrids: numberGrids(
      frozen([
        { values: picture, title, marks: [{ row: 0, column: 0, numRows: 1, numColumns: 1 }] },
        { values: [[null, value]], sign: name, title: name, colors: 'signed' },
        { values: [[value]], colors: 'gray' },
      ]),
      words,
    ),
    sliderFigure: sliderFigure(
      frozen([
        { label: name, figure: valueBars(values, words) },
        { label: name, figure: valueBars(values, words) },
      ]),
      { name },
    ),
    slidingWindow: slidingWindow(picture, frozen({ kind: 'sum', kernel }), { title }),
    trainingCurves: trainingCurves(history, {
      title,
      progress: { ...progress, loss: value, acc: value, history },
    }),
    valueBars: valueBars(values, words),
  };
}

/** Returns the value with all objects in it frozen; the numbers of typed arrays cannot be. */
function frozen<const Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
