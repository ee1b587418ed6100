import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curvesFigure } from '../../src/figures/curvesFigure';
import type { Figure } from '../../src/figures/parts/figure';
import { tracesOf } from './samples';

test('curvesFigure() draws each curve with its name and tells its ends', () => {
  const figure = curvesFigure(
    [
      { name: 'ReLU', x: [-1, 0, 2], y: [0, 0, 2] },
      { name: { en: 'line', ja: '直線' }, x: [0, 1], y: [0, 1], dash: 'dash' },
    ],
    { xTitle: { en: 'input', ja: '入力' } },
  );
  assert.deepEqual(
    tracesOf(figure, 'scatter').map(({ name, line }) => [name, line?.dash]),
    [
      ['ReLU', 'solid'],
      ['line / 直線', 'dash'],
    ],
  );
  assert.equal(figure.layout.xaxis?.title?.text, 'input / 入力');
  assert.equal(
    figure.alt,
    'ReLU goes from (−1, 0) to (2, 2); line goes from (0, 0) to (1, 1) / ReLUは (−1, 0) から (2, 2) まで。直線は (0, 0) から (1, 1) まで',
  );
});

test('curvesFigure() leaves its legend room below the title', () => {
  const curves = [
    { name: 'a', x: [0, 1], y: [0, 1] },
    { name: 'b', x: [0, 1], y: [1, 0] },
  ];
  const marginOf = ({ layout }: Figure) => layout.margin?.t ?? 0;
  const title = { en: 'two', ja: '2つ' };
  assert.equal(
    marginOf(curvesFigure(curves, { title })) - marginOf(curvesFigure(curves.slice(1), { title })),
    30,
  );
  const { height = 0, title: { y = 0, yref } = {} } = curvesFigure(curves, {
    title,
    height: 300,
  }).layout;
  assert.deepEqual([yref, Math.round((1 - y) * height)], ['container', 24]);
});

test('curvesFigure() takes the range of a logarithmic axis in the numbers themselves', () => {
  const { yaxis } = curvesFigure([{ name: 'loss', x: [0, 1], y: [1, 0.01] }], {
    yScale: 'log',
    yRange: [0.01, 100],
  }).layout;
  assert.deepEqual([yaxis?.type, yaxis?.range], ['log', [-2, 2]]);
});

test('curvesFigure() refuses a curve of unequal lists', () => {
  assert.throws(() => curvesFigure([{ name: 'odd', x: [0, 1], y: [0] }]), {
    name: 'TypeError',
    message: /'odd' has 2 and 1/,
  });
});

test('curvesFigure() tells three lines and more apart by their dashes, where none are given', () => {
  const curve = (name: string) => ({ name, x: [0, 1], y: [0, 1] });
  const dashes = (curves: Parameters<typeof curvesFigure>[0]) =>
    tracesOf(curvesFigure(curves), 'scatter').map(({ line }) => line?.dash);
  assert.deepEqual(dashes([curve('a'), curve('b')]), ['solid', 'solid']);
  assert.equal(new Set(dashes([curve('a'), curve('b'), curve('c')])).size, 3);
  const given = { ...curve('c'), dash: 'dash' } as const;
  assert.deepEqual(dashes([curve('a'), curve('b'), given]), ['solid', 'solid', 'dash']);
});

test('curvesFigure() grows by the lines of its legend that do not fit into one', () => {
  const curves = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `a name as long as names are, ${index}`,
      x: [0],
      y: [0],
    }));
  const drawingHeight = ({ layout: { height = 0, margin } }: Figure) => height - (margin?.t ?? 0);
  assert.equal(drawingHeight(curvesFigure(curves(2))), drawingHeight(curvesFigure(curves(9))));
});
