import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../../src/figures/parts/figure';
import { flowFigure, type FlowStep } from '../../../src/figures/flow/flowFigure';
import { wrapRows } from '../../../src/figures/parts/wrapRows';

const steps: readonly FlowStep[] = [
  {
    label: { en: 'Load', ja: '読み込む' },
    detail: 'loadData()',
    shape: '[1440, 100, 100, 3] uint8',
  },
  { label: { en: 'Train', ja: '訓練する' }, detail: 'train()' },
  { label: 'Done', shape: '[6]' },
];

interface Written {
  text: string;
  x: number;
  y: number;
  ax: number;
  ay: number;
  showarrow: boolean;
  font: { family?: string };
}
interface Drawn {
  name: string;
  path: string;
  xanchor: number;
}

// Plotly's own types are unions of dozens of traces
const layout = (figure: Figure) => figure.layout as any;
const annotations = (figure: Figure) => layout(figure).annotations as Written[];
const texts = (figure: Figure) => annotations(figure).filter(({ showarrow }) => !showarrow);
const arrows = (figure: Figure) => annotations(figure).filter(({ showarrow }) => showarrow);
const boxes = (figure: Figure) =>
  (layout(figure).shapes as Drawn[]).filter(({ name }) => name !== 'line');
const lines = (figure: Figure) =>
  (layout(figure).shapes as Drawn[]).filter(({ name }) => name === 'line');

/** The upper edge of a box. */
const topOf = ({ path }: Drawn) => Number(path.match(/^M[^,]+,(-?[\d.]+)/)![1]);

test('flowFigure() draws a box for each step, from left to right', () => {
  const figure = flowFigure(steps);
  assert.deepEqual(
    boxes(figure).map(({ name }) => name),
    ['Load / 読み込む', 'Train / 訓練する', 'Done'],
  );
  const [first, second, third] = boxes(figure).map(({ xanchor }) => xanchor);
  assert.ok(first < second && second < third);
  assert.equal(new Set(boxes(figure).map(topOf)).size, 1);
  assert.equal(lines(figure).length, 0);
});

test('flowFigure() writes both languages, the call in a code font, and the shape at the arrow after the step', () => {
  const figure = flowFigure(steps);
  assert.deepEqual(
    new Set(texts(figure).map(({ text }) => text)),
    new Set([
      '<b>Load</b>',
      '読み込む',
      'loadData()',
      '[1440, 100, 100, 3]',
      'uint8',
      '<b>Train</b>',
      '訓練する',
      'train()',
      '<b>Done</b>',
      '[6]',
    ]),
  );
  const written = (text: string) => texts(figure).find((annotation) => annotation.text === text)!;
  assert.match(written('loadData()').font.family ?? '', /monospace/);
  assert.equal(written('読み込む').font.family, undefined);
  const [from, to] = boxes(figure).map(({ xanchor }) => xanchor);
  assert.ok(written('[1440, 100, 100, 3]').x > from && written('uint8').x < to);
  assert.ok(
    written('[1440, 100, 100, 3]').y > written('uint8').y,
    'the lengths stand above the arrow, the type below',
  );
});

test('flowFigure() joins each box to the next, and leads what comes out last out', () => {
  const figure = flowFigure(steps);
  const [first, second, third] = boxes(figure).map(({ xanchor }) => xanchor);
  assert.deepEqual(
    arrows(figure)
      .slice(0, 2)
      .map(({ ax, x }) => [ax, x]),
    [
      [first, second],
      [second, third],
    ],
  );
  const [, , out] = arrows(figure);
  assert.ok(out.ax === third && out.x === third && out.y < out.ay);
  assert.equal(arrows(flowFigure(steps.slice(0, 2))).length, 1, 'nothing comes out of training');
});

test('flowFigure() goes on in a new row, by an arrow from the last box to the first one below', () => {
  const figure = flowFigure(
    Array.from({ length: 7 }, (_, index) => ({
      label: `Step ${index}`,
      shape: '[32, 100, 100, 3]',
    })),
  );
  const tops = boxes(figure).map(topOf);
  assert.deepEqual(
    tops,
    [...tops].sort((a, b) => b - a),
  );
  const starts = boxes(figure).filter((box, index) => index > 0 && topOf(box) < tops[index - 1]);
  assert.ok(starts.length > 0);
  assert.equal(lines(figure).length, starts.length);
  for (const start of starts)
    assert.ok(
      arrows(figure).some(
        ({ x, ax, y }) => x === start.xanchor && ax === x && Math.abs(y - topOf(start)) < 4,
      ),
    );
  const perRow = [...new Set(tops)].map((top) => tops.filter((other) => other === top).length);
  assert.ok(perRow.every((count, index) => index === 0 || count <= perRow[index - 1]));
  assert.ok(layout(figure).xaxis.range[1] - layout(figure).xaxis.range[0] <= 680);
});

test('flowFigure() draws one box below the other where they are too wide', () => {
  const figure = flowFigure([{ label: 'w'.repeat(60), shape: '[1]' }, { label: 'w'.repeat(60) }]);
  const [first, second] = boxes(figure);
  assert.ok(first.xanchor === second.xanchor && topOf(second) < topOf(first));
  assert.equal(lines(figure).length, 0);
  assert.deepEqual(
    arrows(figure).map(({ x, ax }) => x === ax),
    [true],
  );
});

test('flowFigure() tells in both languages what it shows', () => {
  assert.equal(
    flowFigure(steps).alt,
    'A program of 3 steps: 1. Load (loadData()) → [1440, 100, 100, 3] uint8; 2. Train (train()); 3. Done → [6] / ' +
      '3 つの手順からなるプログラム: 1. 読み込む (loadData()) → [1440, 100, 100, 3] uint8、2. 訓練する (train())、3. Done → [6]',
  );
  const titled = flowFigure(steps, { title: { en: 'main()', ja: 'main() の流れ' } });
  assert.match(titled.alt, /^main\(\): A program .* \/ main\(\) の流れ: 3 つの/);
  assert.equal(layout(titled).title.text, 'main()<br>main() の流れ');
  assert.equal(flowFigure(steps, { alt: 'mine' }).alt, 'mine');
});

test('flowFigure() shows code as it stands', () => {
  const shown = texts(flowFigure([{ label: 'Compare', detail: 'a < b && b > c' }])).map(
    ({ text }) => text,
  );
  assert.deepEqual(shown, ['<b>Compare</b>', 'a &lt; b &amp;&amp; b &gt; c']);
});

test('flowFigure() refuses no steps, and steps without a label', () => {
  assert.throws(() => flowFigure([]), {
    name: 'TypeError',
    message: 'flowFigure() takes at least one step, but got none',
  });
  assert.throws(() => flowFigure([{ label: 'Load' }, { label: { en: 'Train', ja: ' ' } }]), {
    name: 'TypeError',
    message: /^Step 1 of flowFigure\(\) has an empty label/,
  });
});

test('flowFigure() does not change its input', () => {
  const before = structuredClone(steps);
  flowFigure(steps);
  assert.deepEqual(steps, before);
});

test('wrapRows() takes as few rows as it can, and evens them out if they fit', () => {
  const sum = (row: readonly number[]) => row.reduce((total, item) => total + item, 0);
  const rows = (items: readonly number[]) => wrapRows(items, (row) => sum(row) <= 4);
  assert.deepEqual(rows([]), [[]]);
  assert.deepEqual(rows([1, 1, 1, 1, 1]), [
    [1, 1, 1],
    [1, 1],
  ]);
  assert.deepEqual(rows([1, 1, 1, 3]), [
    [1, 1],
    [1, 3],
  ]);
  assert.deepEqual(rows([4, 1, 1, 1]), [[4], [1, 1, 1]]);
  assert.deepEqual(rows([9, 1]), [[9], [1]]);
});
