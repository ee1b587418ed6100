import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberGrids } from '../../src/figures/numberGrids';
import type { Figure } from '../../src/figures/parts/figure';
import { tracesOf } from './samples';

test('numberGrids() draws each number in its cell, with the signs between', () => {
  const figure = numberGrids([
    {
      values: [
        [1, 0],
        [0.5, null],
      ],
    },
    { sign: '×', values: [[-2], [3]], colors: 'signed' },
  ]);
  const [first, second] = tracesOf(figure, 'heatmap');
  assert.deepEqual(
    [first.text, second.text],
    [
      [
        ['1', '0'],
        ['0.5', ''],
      ],
      [['−2'], ['3']],
    ],
  );
  assert.deepEqual([second.zmin, second.zmax], [-3, 3], '0 is white');
  assert.equal(Number(second.x?.[0]) - Number(first.x?.[1]), 2, 'a cell is left for the sign');
  assert.deepEqual(
    figure.layout.annotations?.map(({ text }) => text),
    ['×'],
  );
});

test('numberGrids() puts low grids in the middle of high ones and frames the marks', () => {
  const mark = { row: 1, column: 0, numRows: 1, numColumns: 1 };
  const figure = numberGrids([
    { values: [[1], [2], [3], [4]] },
    { values: [[5], [6]], marks: [mark] },
  ]);
  assert.deepEqual(tracesOf(figure, 'heatmap')[1].y, [1.5, 2.5]);
  const { y0, y1 } = figure.layout.shapes?.[2] ?? {};
  assert.deepEqual([y0, y1], [2, 3]);
});

test('numberGrids() makes room for a title that is wider than its grid', () => {
  const title = { en: 'a long title of a narrow grid', ja: '幅の狭い表に付けた長い題' };
  const widthOf = ({ layout: { width = 0 } }: Figure) => width;
  assert.ok(widthOf(numberGrids([{ values: [[1]], title }])) > 150);
  assert.ok(widthOf(numberGrids([{ values: [[1]] }], { title })) > 150);
  assert.ok(widthOf(numberGrids([{ values: [[1]] }])) < 100);
});

test('numberGrids() tells its numbers in both languages', () => {
  const { alt } = numberGrids(
    [
      { values: [[1, 2]], title: { en: 'window', ja: '窓' } },
      { values: [[3]], sign: '→' },
    ],
    { title: { en: 'Sum', ja: '和' } },
  );
  assert.equal(alt, 'Sum: window: 1 2; → 3 / 和: 窓: 1 2。→ 3');
});

test('numberGrids() refuses rows of different lengths', () => {
  assert.throws(() => numberGrids([{ values: [[1, 2], [3]] }]), {
    name: 'TypeError',
    message:
      'values of grid 0 must be rows of numbers, all of the same length, but row 0 has 2 and row 1 has 1',
  });
  assert.throws(() => numberGrids([{ values: [] }]), {
    name: 'TypeError',
    message: /^values of grid 0 .* but there are no rows$/,
  });
  assert.throws(() => numberGrids([{ values: [Float32Array.of(1, 2) as never] }]), {
    name: 'TypeError',
    message: /^values of grid 0 .* but row 0 is a Float32Array of 2 values \(1, 2\)$/,
  });
});

test('numberGrids() shows what is no finite number as such, in the colors of the ends and the middle', () => {
  const values = [[0, 4, NaN, Infinity, -Infinity, -0, null]];
  const figure = numberGrids([{ values, colors: 'gray' }]);
  const [{ text, z }] = tracesOf(figure, 'heatmap');
  assert.deepEqual(text, [['0', '4', 'NaN', '∞', '−∞', '0', '']]);
  assert.deepEqual(z, [[0, 4, 2, 4, 0, 0, null]]);
  assert.match(figure.alt, /^0 4 NaN ∞ −∞ 0 – /);
});

test('numberGrids() refuses more cells than can be read', () => {
  const values = Array.from({ length: 200 }, () => new Array<number>(200).fill(0));
  assert.throws(() => numberGrids([{ values }]), {
    name: 'RangeError',
    message: /^numberGrids\(\) draws at most 10000 cells, but got 40000; draw so many/,
  });
});
