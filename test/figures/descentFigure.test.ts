import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScatterData } from 'plotly.js';
import { descentFigure, type DescentPath } from '../../src/figures/descentFigure';
import type { Figure } from '../../src/figures/parts/figure';
import { tracesOf } from './samples';

const bowl = {
  f: (x: number, y: number) => x * x + 4 * y * y,
  xRange: [-3, 3],
  yRange: [-2, 2],
} as const;
const paths: DescentPath[] = [
  {
    name: { en: 'slow', ja: '遅い' },
    places: [
      [-2, 1],
      [-1, 0.5],
      [-0.5, 0.25],
    ],
  },
  {
    name: { en: 'fast', ja: '速い' },
    places: [
      [-2, 1],
      [0, 0],
    ],
  },
];
/** Traces at a step: those of the figure with what its frame changes. */
const tracesAt = ({ data, frames = [] }: Figure, step: number) =>
  data.map((trace, index): ScatterData => ({ ...trace, ...frames[step].data?.[index] }));

test('descentFigure() lets each path grow by a place a step', () => {
  const drawn = descentFigure(paths, bowl);
  const [, slow, slowBall] = tracesAt(drawn, 1);
  assert.equal(drawn.frames?.length, 3);
  assert.deepEqual(
    [slow.x, slow.y],
    [
      [-2, -1],
      [1, 0.5],
    ],
  );
  assert.deepEqual([slowBall.x, slowBall.y], [[-1], [0.5]]);
  assert.deepEqual(
    tracesAt(drawn, 0)
      .slice(1)
      .map(({ x }) => x),
    [[-2], [-2], [-2], [-2]],
  );
});

test('descentFigure() leaves a path that has ended at its last place', () => {
  const [, , , fast, fastBall] = tracesAt(descentFigure(paths, bowl), 2);
  assert.deepEqual([fast.x, fastBall.x], [[-2, 0], [0]]);
});

test('descentFigure() shows the whole way first', () => {
  const figure = descentFigure(paths, bowl);
  const [slow] = tracesOf(figure, 'scatter');
  assert.deepEqual(slow.x, [-2, -1, -0.5]);
  assert.equal(figure.layout.sliders?.[0].active, 2);
});

test('descentFigure() draws the square root of the heights above the lowest place of its grid', () => {
  const [map] = tracesOf(
    descentFigure(paths, { ...bowl, f: (x, y) => bowl.f(x, y) + 7 }),
    'contour',
  );
  const [xs, ys, depths] = [map.x as number[], map.y as number[], map.z as number[][]];
  for (const [row, y] of ys.entries()) {
    for (const [column, x] of xs.entries())
      assert.ok(Math.abs(depths[row][column] ** 2 - (x * x + 4 * y * y)) < 0.01, `at (${x}, ${y})`);
  }
  assert.deepEqual([xs[0], xs.at(-1), ys[0], ys.at(-1)], [-3, 3, -2, 2]);
});

test('descentFigure() holds the map once and never in a frame', () => {
  const { frames = [] } = descentFigure(paths, bowl);
  assert.deepEqual(
    frames.map(({ data, layout }) => [data?.[0], layout]),
    [
      [{}, {}],
      [{}, {}],
      [{}, {}],
    ],
  );
});

test('descentFigure() draws both axes on one scale, and a cross at the minimum', () => {
  const figure = descentFigure(paths, { ...bowl, minimum: [0, 0] });
  const [cross] = tracesOf(figure, 'scatter');
  assert.equal(figure.layout.yaxis?.scaleanchor, 'x');
  assert.deepEqual([figure.data.length, cross.x, cross.y, cross.showlegend], [6, [0], [0], false]);
});

test('descentFigure() describes where each path begins and ends, in both languages', () => {
  assert.deepEqual(descentFigure(paths, { ...bowl, title: { en: 'Down', ja: '下へ' } }).altWords, {
    en: 'Down: slow goes in 2 steps from (−2, 1) at height 8 to (−0.5, 0.25) at height 0.5; fast goes in 1 step from (−2, 1) at height 8 to (0, 0) at height 0',
    ja: '下へ: 遅いは 2 ステップで (−2, 1) (高さ 8) から (−0.5, 0.25) (高さ 0.5) へ進む。速いは 1 ステップで (−2, 1) (高さ 8) から (0, 0) (高さ 0) へ進む',
  });
});

test('descentFigure() draws and describes a path that flies out', () => {
  const drawn = descentFigure(
    [
      {
        name: 'wild',
        places: [
          [1, 1],
          [-1e30, 3],
          [Infinity, NaN],
        ],
      },
    ],
    bowl,
  );
  assert.match(
    drawn.alt,
    /^wild goes in 2 steps from \(1, 1\) at height 5 beyond all bounds \/ wildは 2 ステップで \(1, 1\) \(高さ 5\) から限りなく遠ざかる$/,
  );
  assert.deepEqual(JSON.parse(JSON.stringify(drawn.data[1])).y, [1, 3, null]);
});

test('descentFigure() refuses what cannot be drawn', () => {
  assert.throws(() => descentFigure([], bowl), { name: 'TypeError', message: /at least one path/ });
  assert.throws(() => descentFigure([...paths, { name: 'none', places: [] }], bowl), {
    name: 'TypeError',
    message: "A path has at least one place, but 'none' has none",
  });
  assert.throws(() => descentFigure(paths, { ...bowl, yRange: [1, 1] }), {
    name: 'RangeError',
    message: /yRange must go from a smaller to a larger number, but is \[1, 1\]/,
  });
  assert.throws(() => descentFigure(paths, { ...bowl, f: (x) => 1 / x }), {
    name: 'RangeError',
    message: /f must give a number at every place/,
  });
});
