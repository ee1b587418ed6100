import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../src/figures/parts/figure';
import { slidingWindow } from '../../src/figures/slidingWindow';
import { tracesOf } from './samples';

const picture = [
  [0, 0, 0, 0, 0, 1],
  [0, 1, 0, 0, 1, 0],
  [0, 0, 1, 1, 0, 0],
  [0, 0, 1, 1, 0, 0],
  [0, 1, 0, 0, 1, 0],
  [1, 0, 0, 0, 0, 1],
];
const kernel = [
  [1, 0],
  [0, 1],
];
const edge = [
  [1, 0, -1],
  [2, 0, -2],
  [1, 0, -1],
];

/** The numbers of one grid at one step of the slider; what does not move stands in the figure itself. */
function numbersAt(figure: Figure, step: number, grid: number): (number | null)[][] {
  const moved = figure.frames?.[step].data?.[grid].z;
  return moved ?? tracesOf(figure, 'heatmap')[grid].z;
}

/** Cross-correlation by plain loops. */
function correlate(
  image: readonly (readonly number[])[],
  weights: readonly (readonly number[])[],
  pad: number,
): number[][] {
  const at = (y: number, x: number) => image[y]?.[x] ?? 0;
  const size = image.length + 2 * pad - weights.length + 1;
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_unused, x) => {
      let sum = 0;
      for (let v = 0; v < weights.length; v++)
        for (let u = 0; u < weights.length; u++)
          sum += at(y - pad + v, x - pad + u) * weights[v][u];
      return sum;
    }),
  );
}

test('slidingWindow() scores by the share of cells that agree', () => {
  const figure = slidingWindow(picture, { kind: 'agreement', kernel });
  const result = numbersAt(figure, 24, 4).flat();
  assert.equal(figure.frames?.length, 25);
  assert.equal(result[6], 1, 'the very same shape');
  assert.ok(result.includes(0.75));
  assert.match(
    figure.frames?.[6].layout?.annotations?.at(-1)?.text ?? '',
    /^\(1 \+ 1 \+ 1 \+ 1\) \/ 4 = 1$/,
  );
});

test('slidingWindow() fills in the result place by place', () => {
  const figure = slidingWindow(picture, { kind: 'sum', kernel });
  assert.equal(
    numbersAt(figure, 0, 4)
      .flat()
      .filter((value) => value !== null).length,
    1,
  );
  assert.deepEqual(numbersAt(figure, 24, 4), correlate(picture, kernel, 0));
});

test('slidingWindow() lays zeros around the picture for padding same', () => {
  const figure = slidingWindow(picture, { kind: 'sum', kernel: edge }, { padding: 'same' });
  assert.deepEqual(numbersAt(figure, 35, 4), correlate(picture, edge, 1));
  assert.equal(numbersAt(figure, 0, 0).length, 8);
});

test('slidingWindow() pools by the maximum and by the mean, a whole window at a time', () => {
  const numbers = [
    [1, 3, 2, 0, 9],
    [4, 2, 1, 1, 9],
    [0, 0, 5, 6, 9],
    [1, 2, 7, 8, 9],
    [9, 9, 9, 9, 9],
  ];
  const max = slidingWindow(numbers, { kind: 'max', windowSize: [2, 2] }, { stride: 2 });
  const mean = slidingWindow(numbers, { kind: 'mean', windowSize: [2, 2] }, { stride: 2 });
  assert.deepEqual(
    [numbersAt(max, 3, 2), numbersAt(mean, 3, 2)],
    [
      [
        [4, 2],
        [2, 8],
      ],
      [
        [2.5, 1],
        [0.75, 6.5],
      ],
    ],
  );
});

test('slidingWindow() refuses a window larger than the picture', () => {
  assert.throws(() => slidingWindow([[1]], { kind: 'max', windowSize: [2, 2] }), {
    name: 'RangeError',
    message: /2 x 2 does not fit .* 1 x 1/,
  });
});

test('slidingWindow() refuses ragged rows, strides that are none, and more places than a slider has', () => {
  const max = { kind: 'max', windowSize: [1, 1] } as const;
  assert.throws(() => slidingWindow([[1, 2], [3]], max), {
    name: 'TypeError',
    message: /^The picture of slidingWindow\(\) must be rows .* row 0 has 2 and row 1 has 1$/,
  });
  assert.throws(() => slidingWindow(picture, { kind: 'sum', kernel: [] }), {
    name: 'TypeError',
    message: /^The kernel of slidingWindow\(\) must be rows of numbers/,
  });
  assert.throws(() => slidingWindow(picture, max, { stride: 0 }), {
    name: 'RangeError',
    message: 'stride must be a positive whole number, but is 0',
  });
  const large = Array.from({ length: 30 }, () => new Array<number>(30).fill(0));
  assert.throws(() => slidingWindow(large, max), {
    name: 'RangeError',
    message: /^slidingWindow\(\) draws at most 400 places, but here are 30 x 30; give/,
  });
});
