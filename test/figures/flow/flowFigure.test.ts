import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { flowFigure, type FlowStep } from '../../../src/figures/flow/flowFigure';
import { wrapRows } from '../../../src/figures/parts/wrapRows';
import { noBrowser } from '../../browser';
import { openPlotlyPage, type PlotlyPage } from '../plotlyPage';
import { assertApart, isInColumn, isInside, isNear } from '../rects';

const steps: readonly FlowStep[] = [
  {
    label: { en: 'Load', ja: '読み込む' },
    detail: 'loadData()',
    shape: '[1440, 100, 100, 3] uint8',
  },
  { label: { en: 'Train', ja: '訓練する' }, detail: 'train()' },
  { label: 'Done', shape: '[6]' },
];

describe('flowFigure(), drawn', { skip: noBrowser }, () => {
  let plotly: PlotlyPage;
  before(async () => {
    plotly = await openPlotlyPage();
  });
  after(() => plotly?.close());

  /** The boxes, the lines between rows, the texts and the arrows of a flow. */
  async function place(flow: readonly FlowStep[]) {
    const { shapes, ...others } = await plotly.place(flowFigure(flow), 720);
    return {
      ...others,
      boxes: shapes.filter(isBox),
      lines: shapes.filter((shape) => !isBox(shape)),
    };
  }

  test('flowFigure() draws a box for each step, from left to right', async () => {
    const { boxes, lines } = await place(steps);
    assert.deepEqual(
      boxes.map(({ name }) => name),
      ['Load / 読み込む', 'Train / 訓練する', 'Done'],
    );
    assert.ok(boxes[0].right < boxes[1].left && boxes[1].right < boxes[2].left);
    assert.equal(new Set(boxes.map(({ top }) => Math.round(top))).size, 1);
    assert.equal(lines.length, 0);
  });

  test('flowFigure() writes both languages and the call into the box, and the shape at the arrow after it', async () => {
    const { boxes, texts } = await place(steps);
    const inside = boxes.map((box) =>
      texts.filter((text) => isInside(text, box)).map(({ text }) => text),
    );
    assert.deepEqual(inside, [
      ['Load', '読み込む', 'loadData()'],
      ['Train', '訓練する', 'train()'],
      ['Done'],
    ]);
    const written = (words: string) => {
      const found = texts.find(({ text }) => text === words);
      assert.ok(found, words);
      return found;
    };
    assert.match(written('loadData()').font, /monospace/);
    assert.doesNotMatch(written('読み込む').font, /monospace/);
    const [lengths, type] = [written('[1440, 100, 100, 3]'), written('uint8')];
    for (const { left, right } of [lengths, type])
      assert.ok(left > boxes[0].right && right < boxes[1].left);
    assert.ok(lengths.bottom < type.top, 'the lengths stand above the arrow, the type below');
  });

  test('flowFigure() joins each box to the next, and leads what comes out last out', async () => {
    const { boxes, arrows } = await place(steps);
    for (const index of [0, 1]) {
      const { line, head } = arrows[index];
      assert.ok(line.left > boxes[index].left && line.left < boxes[index].right);
      assert.ok(isNear(head.right, boxes[index + 1].left));
    }
    assert.ok(isInColumn(arrows[2].head, boxes[2]) && arrows[2].head.top > boxes[2].bottom + 10);
    assert.equal(
      (await place(steps.slice(0, 2))).arrows.length,
      1,
      'nothing comes out of training',
    );
  });

  test('flowFigure() goes on in a new row, by an arrow to its first box', async () => {
    const flow = Array.from({ length: 7 }, (_, index) => ({
      label: `Step ${index}`,
      shape: '[32, 100, 100, 3]',
    }));
    const { boxes, lines, arrows, texts } = await place(flow);
    const starts = boxes.filter(({ top }, index) => index > 0 && top > boxes[index - 1].top + 5);
    assert.ok(starts.length > 0);
    assert.equal(lines.length, starts.length);
    for (const box of starts)
      assert.ok(arrows.some(({ head }) => isNear(head.bottom, box.top) && isInColumn(head, box)));
    const perRow = [...new Set(boxes.map(({ top }) => Math.round(top)))].map(
      (row) => boxes.filter(({ top }) => Math.round(top) === row).length,
    );
    assert.ok(perRow.every((count, row) => row === 0 || count <= perRow[row - 1]));
    assertApart(boxes);
    assertApart(texts);
    assert.ok([...boxes, ...texts].every(({ left, right }) => left >= 0 && right <= 720));
  });

  test('flowFigure() draws one box below the other where they are too wide', async () => {
    const { boxes, lines, arrows } = await place([
      { label: 'w'.repeat(60), shape: '[1]' },
      { label: 'w'.repeat(60) },
    ]);
    assert.ok(isNear(boxes[0].left, boxes[1].left) && boxes[1].top > boxes[0].bottom);
    assert.equal(lines.length, 0);
    assert.ok(isNear(arrows[0].head.bottom, boxes[1].top) && isInColumn(arrows[0].head, boxes[1]));
  });

  test('flowFigure() shows code as it stands', async () => {
    const { texts } = await place([{ label: 'Compare', detail: 'a < b && b > c' }]);
    assert.deepEqual(
      texts.map(({ text }) => text),
      ['Compare', 'a < b && b > c'],
    );
  });
});

/** A step's box has the step's name; what is between rows is a line. */
function isBox({ name }: { readonly name: string }): boolean {
  return name !== 'line';
}

test('flowFigure() tells in both languages what it shows', () => {
  assert.equal(
    flowFigure(steps).alt,
    'A program of 3 steps: 1. Load (loadData()) → [1440, 100, 100, 3] uint8; 2. Train (train()); 3. Done → [6] / ' +
      '3 つの手順からなるプログラム: 1. 読み込む (loadData()) → [1440, 100, 100, 3] uint8、2. 訓練する (train())、3. Done → [6]',
  );
  const titled = flowFigure(steps, { title: { en: 'main()', ja: 'main() の流れ' } });
  assert.match(titled.alt, /^main\(\): A program .* \/ main\(\) の流れ: 3 つの/);
  assert.equal(titled.layout.title?.text, 'main()<br>main() の流れ');
  assert.equal(flowFigure(steps, { alt: 'mine' }).alt, 'mine');
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
  const original = structuredClone(steps);
  flowFigure(steps);
  assert.deepEqual(steps, original);
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
