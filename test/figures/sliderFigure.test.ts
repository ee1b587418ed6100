import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shape } from 'plotly.js';
import { figure } from '../../src/figures/parts/figure';
import { sliderFigure } from '../../src/figures/sliderFigure';
import { tracesOf } from './samples';

const at = (y: number, shapes: Shape[] = []) =>
  figure({
    data: [
      { type: 'bar', x: ['a', 'b'], y: [y, 1 - y] },
      { type: 'scatter', x: [0], y: [0] },
    ],
    layout: { height: 300, title: { text: `y is ${y}` }, shapes },
    alt: { en: `bars of ${y}`, ja: `棒 ${y}` },
  });
const steps = [0.25, 0.5, 1].map((y) => ({ label: String(y), figure: at(y) }));

test('sliderFigure() has a frame and a mark for each step', () => {
  const { frames = [], layout } = sliderFigure(steps, { name: { en: 'Share', ja: '割合' } });
  assert.equal(frames.length, 3);
  assert.deepEqual(
    frames.map(({ data }) => data?.[0].y),
    [
      [0.25, 0.75],
      [0.5, 0.5],
      [1, 0],
    ],
  );
  assert.deepEqual(
    layout.sliders?.[0].steps?.map(({ label, args }) => [label, args?.[0][0]]),
    frames.map(({ name }, i) => [steps[i].label, name]),
  );
  assert.equal(layout.sliders?.[0].currentvalue?.prefix, 'Share / 割合: ');
});

test('sliderFigure() keeps in its frames only what moves', () => {
  const { frames = [] } = sliderFigure(steps);
  assert.deepEqual(Object.keys(frames[2].data?.[0]), ['y']);
  assert.deepEqual(frames[2].data?.[1], {});
  assert.deepEqual(frames[2].layout, { title: { text: 'y is 1' } });
});

test('sliderFigure() keeps of shapes and annotations only what moves, at their places', () => {
  const marked = [0, 1, 2].map((x) => ({
    label: String(x),
    figure: at(0, [
      { type: 'rect', x0: 0, x1: 9 },
      { type: 'rect', x0: x, x1: 9, line: { color: '#000000', width: x } },
    ]),
  }));
  const { frames = [], layout } = sliderFigure(marked);
  assert.deepEqual(
    frames.map(({ layout: changes }) => changes),
    [0, 1, 2].map((x) => ({ shapes: [{}, { x0: x, line: { color: '#000000', width: x } }] })),
  );
  assert.deepEqual(layout.shapes?.[1], {
    type: 'rect',
    x0: 0,
    x1: 9,
    line: { color: '#000000', width: 0 },
  });
});

test('sliderFigure() keeps a key in all frames that one step alone has', () => {
  const odd = figure({
    data: [{ type: 'bar', x: ['a', 'b'], y: [0, 1], opacity: 0.5 }, at(0).data[1]],
    layout: { height: 300 },
    alt: 'odd',
  });
  const { frames = [] } = sliderFigure([...steps, { label: 'odd', figure: odd }]);
  assert.equal(frames[3].data?.[0].opacity, 0.5);
});

test('sliderFigure() starts at the step that is asked for and grows by its controls', () => {
  const started = sliderFigure(steps, { startIndex: 2 });
  const { layout } = started;
  assert.deepEqual([tracesOf(started, 'bar')[0].y, layout.sliders?.[0].active], [[1, 0], 2]);
  const { height = 0, margin: { t = 0, b = 0 } = {} } = layout;
  assert.ok(height > 300);
  assert.equal(height - t - b, 300 - 64 - 52, 'the drawing itself keeps its size');
});

test('sliderFigure() describes its first and last step in both languages', () => {
  assert.equal(
    sliderFigure(steps, { name: { en: 'Share', ja: '割合' } }).alt,
    'A slider (Share) of 3 steps. First, 0.25: bars of 0.25. Last, 1: bars of 1 / スライダー (割合) 3 段階。最初は 0.25: 棒 0.25。最後は 1: 棒 1',
  );
});

test('sliderFigure() refuses steps that a frame cannot turn into each other', () => {
  assert.throws(() => sliderFigure([]), { name: 'TypeError', message: /at least one step/ });
  assert.throws(() => sliderFigure(steps, { startIndex: 3 }), {
    name: 'RangeError',
    message: /from 0 to 2, but is 3/,
  });
  const more = { label: 'more', figure: at(1, [{ type: 'rect' }]) };
  assert.throws(() => sliderFigure([...steps, more]), {
    name: 'TypeError',
    message: /step 0 has 2 traces, 0 shapes .* step 3 has 2 traces, 1 shapes/,
  });
});
