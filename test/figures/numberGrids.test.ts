import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curvesFigure } from '../../src/figures/curvesFigure';
import { numberGrids, shortNumber } from '../../src/figures/numberGrids';
import { slidingWindow } from '../../src/figures/slidingWindow';

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

// Plotly's own types are unions of dozens of traces
const parts = (figure: object) => figure as any;

/** The numbers of one grid at one step of the slider; what does not move stands in the figure itself. */
function numbersAt(figure: object, step: number, grid: number): (number | null)[][] {
  const { data, frames } = parts(figure);
  return frames[step].data[grid].z ?? data[grid].z;
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

test('numberGrids() draws each number in its cell, with the signs between', () => {
  const { data, layout } = parts(
    numberGrids([
      {
        values: [
          [1, 0],
          [0.5, null],
        ],
      },
      { sign: '×', values: [[-2], [3]], colors: 'signed' },
    ]),
  );
  assert.deepEqual(
    data.map(({ text }: any) => text),
    [
      [
        ['1', '0'],
        ['0.5', ''],
      ],
      [['−2'], ['3']],
    ],
  );
  assert.deepEqual([data[1].zmin, data[1].zmax], [-3, 3], '0 is white');
  assert.equal(data[1].x[0] - data[0].x[1], 2, 'a cell is left for the sign');
  assert.deepEqual(
    layout.annotations.map(({ text }: any) => text),
    ['×'],
  );
});

test('numberGrids() puts low grids in the middle of high ones and frames the marks', () => {
  const mark = { row: 1, column: 0, numRows: 1, numColumns: 1 };
  const { data, layout } = parts(
    numberGrids([{ values: [[1], [2], [3], [4]] }, { values: [[5], [6]], marks: [mark] }]),
  );
  assert.deepEqual(data[1].y, [1.5, 2.5]);
  const { y0, y1 } = layout.shapes[2];
  assert.deepEqual([y0, y1], [2, 3]);
});

test('numberGrids() makes room for a title that is wider than its grid', () => {
  const title = { en: 'a long title of a narrow grid', ja: '幅の狭い表に付けた長い題' };
  const widthOf = (figure: object) => parts(figure).layout.width;
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
    message: /rows of 2, 1 numbers/,
  });
  assert.throws(() => numberGrids([{ values: [] }]), {
    name: 'TypeError',
    message: /rows of no numbers/,
  });
});

test('shortNumber() keeps two digits and never writes a negative zero', () => {
  assert.deepEqual([1, 0.756, -0.001, -2.5].map(shortNumber), ['1', '0.76', '0', '−2.5']);
});

test('slidingWindow() scores by the share of cells that agree', () => {
  const figure = slidingWindow(picture, { kind: 'agreement', kernel });
  const result = numbersAt(figure, 24, 4).flat();
  assert.equal(parts(figure).frames.length, 25);
  assert.equal(result[6], 1, 'the very same shape');
  assert.ok(result.includes(0.75));
  assert.match(
    parts(figure).frames[6].layout.annotations.at(-1).text,
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

test('curvesFigure() draws each curve with its name and tells its ends', () => {
  const figure = curvesFigure(
    [
      { name: 'ReLU', x: [-1, 0, 2], y: [0, 0, 2] },
      { name: { en: 'line', ja: '直線' }, x: [0, 1], y: [0, 1], dash: 'dash' },
    ],
    { xTitle: { en: 'input', ja: '入力' } },
  );
  assert.deepEqual(
    parts(figure).data.map(({ name, line }: any) => [name, line.dash]),
    [
      ['ReLU', 'solid'],
      ['line / 直線', 'dash'],
    ],
  );
  assert.equal(parts(figure).layout.xaxis.title.text, 'input / 入力');
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
  const marginOf = (figure: object) => parts(figure).layout.margin.t;
  const title = { en: 'two', ja: '2つ' };
  assert.equal(
    marginOf(curvesFigure(curves, { title })) - marginOf(curvesFigure(curves.slice(1), { title })),
    30,
  );
  const {
    height,
    title: { y, yref },
  } = parts(curvesFigure(curves, { title, height: 300 })).layout;
  assert.deepEqual([yref, Math.round((1 - y) * height)], ['container', 24]);
});

test('curvesFigure() takes the range of a logarithmic axis in the numbers themselves', () => {
  const { yaxis } = parts(
    curvesFigure([{ name: 'loss', x: [0, 1], y: [1, 0.01] }], {
      yScale: 'log',
      yRange: [0.01, 100],
    }),
  ).layout;
  assert.deepEqual([yaxis.type, yaxis.range], ['log', [-2, 2]]);
});

test('curvesFigure() refuses a curve of unequal lists', () => {
  assert.throws(() => curvesFigure([{ name: 'odd', x: [0, 1], y: [0] }]), {
    name: 'TypeError',
    message: /'odd' has 2 and 1/,
  });
});
