import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { classMetricsFigure, countsFigure, probabilityBars } from '../../src/figures/bars';
import { confusionMatrixFigure } from '../../src/figures/confusionMatrixFigure';
import { curvesFigure } from '../../src/figures/curvesFigure';
import { descentFigure } from '../../src/figures/descentFigure';
import { flowFigure } from '../../src/figures/flow/flowFigure';
import { overlayHeatmap } from '../../src/figures/heatmapOverlay';
import { imageFigure } from '../../src/figures/imageFigure';
import { imageGrid } from '../../src/figures/imageGrid';
import { kernelSteps } from '../../src/figures/kernelSteps';
import { networkFigure } from '../../src/figures/network/networkFigure';
import { numberGrids } from '../../src/figures/numberGrids';
import type { Figure } from '../../src/figures/parts/figure';
import { picture } from '../../src/figures/parts/picture';
import { sliderFigure } from '../../src/figures/sliderFigure';
import { slidingWindow } from '../../src/figures/slidingWindow';
import { trainingCurves } from '../../src/figures/trainingCurves';
import { valueBars } from '../../src/figures/valueBars';
import { featureMapGrid, kernelGrid } from '../../src/figures/weightGrids';
import { noBrowser } from '../browser';
import { everyFigure } from './everyFigure';
import { openPlotlyPage, type PlotlyPage } from './plotlyPage';
import { countingImage } from './samples';

const MARKUP = '<b>bold</b> & <i>co</i>';

describe('every figure, in Plotly', { skip: noBrowser }, () => {
  let plotly: PlotlyPage;
  before(async () => {
    plotly = await openPlotlyPage();
  });
  after(() => plotly?.close());

  for (const value of [0.25, NaN, Infinity, -Infinity]) {
    test(`every figure with the number ${value} passes Plotly's own check`, async () => {
      assert.deepEqual(await plotly.findMistakes(everyFigure({ value })), {});
    });
  }

  test('a network without layers and grids without numbers pass it too', async () => {
    const figures = { network: networkFigure([]), grids: numberGrids([{ values: [[null]] }]) };
    assert.deepEqual(await plotly.findMistakes(figures), {});
  });

  test('every figure shows words as they stand, with nothing in them read as markup', async () => {
    for (const [name, figure] of Object.entries(everyFigure({ name: MARKUP }))) {
      await plotly.draw(figure);
      const text = await plotly.readText();
      assert.ok(text.includes(MARKUP), `${name}: ${text}`);
      // Tags that are read are gone from the text
      assert.doesNotMatch(text.replaceAll(MARKUP, ''), /bold|co\b/, name);
    }
  });

  test('every figure takes the names of what each object has for names', async () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      await plotly.draw(everyFigure({ name }).valueBars);
      assert.match(await plotly.readText(), new RegExp(name));
    }
  });
});

test('every figure is told and drawn by the number that is none, never by 0 in its place', () => {
  const told = ['valueBars', 'probabilityBars', 'countsFigure', 'numberGrids', 'slidingWindow'];
  for (const [value, shown] of [
    [NaN, 'NaN'],
    [Infinity, '∞'],
  ] as const) {
    const figures = everyFigure({ value });
    for (const name of told) {
      assert.ok(figures[name].alt.includes(shown), `${name}: ${figures[name].alt}`);
      assert.ok(JSON.stringify(figures[name].data).includes(shown), name);
    }
  }
});

test('no two figures share an object, and no figure holds one twice', () => {
  const figures = [everyFigure(), everyFigure()].flatMap(Object.values<Figure>);
  const seen = new Set<object>();
  for (const { data, layout, frames } of figures) {
    for (const object of objectsIn({ data, layout, frames })) {
      assert.ok(!seen.has(object), JSON.stringify(object));
      seen.add(object);
    }
  }
});

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

test('no function changes the arrays that it draws', () => {
  const image = countingImage([2, 2, 3]);
  const maps = { data: Float32Array.of(NaN, 1, 2, 3), shape: [2, 2, 1] };
  const weights = { data: Float32Array.of(1, 0, -1), shape: [1, 1, 3, 1] };
  const heatmap = { data: Float32Array.of(0, 1), shape: [1, 2] as const };
  const originals = structuredClone([image, maps, weights, heatmap]);
  imageGrid([image], { captions: ['dogs'], scale: 2 });
  imageFigure([image]);
  featureMapGrid(maps);
  kernelGrid(weights);
  kernelSteps([weights, weights]);
  overlayHeatmap(image, heatmap);
  picture(image, { alt: 'dog', scale: 3 });
  assert.deepEqual([image, maps, weights, heatmap], originals);
});

/** Functions that take a list, or arrays, of something to draw. */
const BUILDERS: Readonly<Record<string, (input: never) => unknown>> = {
  classMetricsFigure,
  confusionMatrixFigure: (input) => confusionMatrixFigure(input, ['dogs']),
  countsFigure: (input) => countsFigure(input, ['dogs']),
  curvesFigure,
  descentFigure: (input) => descentFigure(input, { f: (x) => x, xRange: [0, 1], yRange: [0, 1] }),
  featureMapGrid,
  flowFigure,
  imageFigure,
  imageGrid,
  kernelGrid,
  kernelSteps,
  networkFigure,
  numberGrids,
  probabilityBars,
  sliderFigure,
  slidingWindow: (input) => slidingWindow(input, { kind: 'max', windowSize: [1, 1] }),
  trainingCurves,
  valueBars,
};

for (const [name, build] of Object.entries(BUILDERS)) {
  test(`${name}() refuses what cannot be drawn in one sentence that names it`, () => {
    const wrong: unknown[] = [undefined, null, 5, 'text', {}, [5], [null], [{}], [[]], [['a']]];
    for (const input of name === 'networkFigure' ? wrong : [...wrong, []]) {
      assert.throws(() => build(input as never), {
        name: 'TypeError',
        message: new RegExp(`^[^\\n]*${name}\\(\\)[^\\n]*[^.]$|^values of grid 0 must be`),
      });
    }
  });

  test(`${name}() asks for the await of a promise`, () => {
    assert.throws(() => build(Promise.resolve([]) as never), {
      name: 'TypeError',
      message: /did you forget `await`\?/,
    });
  });
}

test('words of a figure are refused unless they are words', () => {
  for (const title of [5, { en: 'one' }, Promise.resolve('later')]) {
    assert.throws(() => valueBars([{ name: 'dogs', value: 1 }], { title: title as never }), {
      name: 'TypeError',
      message: /^Words of a figure are a text or \{ en: 'dogs', ja: '犬' \}, but got /,
    });
  }
});

test('options out of range are refused in one sentence that names them', () => {
  const curve = [{ name: 'a', x: [1], y: [1] }];
  const value = [{ name: 'a', value: 1 }];
  const grid = { values: [[1]] };
  const maps = { data: new Float32Array(1), shape: [1, 1, 1] };
  const history = { loss: [1], acc: [1], val_loss: [], val_acc: [] };
  const calls: Readonly<Record<string, () => unknown>> = {
    height: () => curvesFigure(curve, { height: NaN }),
    xRange: () => valueBars(value, { xRange: [0, Infinity] }),
    yRange: () => curvesFigure(curve, { yScale: 'log', yRange: [0, 1] }),
    yScale: () => curvesFigure(curve, { yScale: 'cubic' as never }),
    digits: () => valueBars(value, { digits: -1 }),
    cellSize: () => numberGrids([grid], { cellSize: 0 }),
    colors: () => numberGrids([{ ...grid, colors: 'constructor' as never }]),
    range: () => featureMapGrid(maps, { range: [NaN, 1] }),
    columns: () => featureMapGrid(maps, { columns: 0 }),
    scale: () => featureMapGrid(maps, { scale: NaN }),
    epochs: () => trainingCurves(history, { epochs: 0.5 }),
    padding: () =>
      slidingWindow([[1]], { kind: 'max', windowSize: [1, 1] }, { padding: 'full' as never }),
    kind: () => slidingWindow([[1]], { kind: 'min' as never, windowSize: [1, 1] }),
    stepDuration: () =>
      sliderFigure([{ label: '1', figure: valueBars(value) }], { stepDuration: NaN }),
    startIndex: () => sliderFigure([{ label: '1', figure: valueBars(value) }], { startIndex: 1 }),
  };
  for (const [name, call] of Object.entries(calls))
    assert.throws(call, { name: 'RangeError', message: new RegExp(`^${name} must be [^\\n]*$`) });
});
