import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classMetricsFigure, countsFigure, probabilityBars } from '../../src/figures/bars';
import { confusionMatrixFigure } from '../../src/figures/confusionMatrixFigure';
import { jupyterDisplay } from '../../src/figures/parts/displayable';
import type { Figure } from '../../src/figures/parts/figure';
import { describeHistory, describeProgress } from '../../src/figures/historyWords';
import { trainingCurves } from '../../src/figures/trainingCurves';
import { tracesOf } from './samples';

const history = {
  loss: [1.7, 1.2],
  acc: [0.31, 0.52],
  val_loss: [1.6, 1.3],
  val_acc: [0.35, 0.35],
};
const progress = {
  epoch: 3,
  epochs: 8,
  batch: 10,
  numBatches: 40,
  loss: 1.1,
  acc: 0.6,
  history,
  secondsLeft: 130,
};

const curves = (figure: Figure) => tracesOf(figure, 'scatter');

test('trainingCurves() draws loss and accuracy side by side over the same epochs from 1', () => {
  const figure = trainingCurves(history, { epochs: 8 });
  assert.deepEqual(
    curves(figure).map(({ name, xaxis, x, y }) => [name, xaxis, x, y]),
    [
      ['Training / 訓練', 'x', [1, 2], history.loss],
      ['Validation / 検証', 'x', [1, 2], history.val_loss],
      ['Training / 訓練', 'x2', [1, 2], history.acc],
      ['Validation / 検証', 'x2', [1, 2], history.val_acc],
    ],
  );
  assert.deepEqual(figure.layout.xaxis?.range, figure.layout.xaxis2?.range);
  assert.deepEqual(figure.layout.xaxis?.tickvals, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.ok(
    curves(figure).every(({ line }, index) => (line?.dash === 'dash') === (index % 2 === 1)),
    'lines differ by more than color',
  );
});

test('trainingCurves() has whole ticks, and few, for any number of epochs', () => {
  for (const [epochs, expected] of [
    [1, [1]],
    [30, [5, 10, 15, 20, 25, 30]],
    [100, [20, 40, 60, 80, 100]],
  ] as const) {
    assert.deepEqual(trainingCurves(history, { epochs }).layout.xaxis?.tickvals, expected);
  }
});

test('trainingCurves() marks the running epoch and tells the progress', () => {
  const figure = trainingCurves(history, { progress });
  const rings = curves(figure).slice(4);
  assert.deepEqual(
    rings.map(({ x, y }) => [x, y]),
    [
      [[2.25], [1.1]],
      [[2.25], [0.6]],
    ],
  );
  assert.equal(
    figure.layout.title?.text,
    'Epoch 3 of 8 · batch 10 of 40 · 2 min left<br>エポック 3/8 · バッチ 10/40 · 残り 2 分',
  );
  assert.equal(figure.layout.xaxis?.range?.[1], 8.5);
  const finished = trainingCurves(history, { progress: { ...progress, epoch: 2, batch: 40 } });
  assert.equal(curves(finished).length, 4);
});

test('every figure shows itself by Plotly and by the alt text', () => {
  const bundle = trainingCurves(history)[jupyterDisplay]();
  const plotly = bundle['application/vnd.plotly.v1+json'] as {
    data: unknown[];
    layout: { meta: { alt: string } };
  };
  assert.equal(plotly.data.length, 4);
  assert.equal(bundle['text/plain'], plotly.layout.meta.alt);
  assert.deepEqual(JSON.parse(JSON.stringify(plotly)), plotly);
});

test('describeHistory() tells how the numbers went', () => {
  assert.equal(
    describeHistory(history).en,
    'Over 2 epochs, training loss falls from 1.70 to 1.20, training accuracy rises from 0.31 to 0.52, validation loss falls from 1.60 to 1.30 ' +
      'and validation accuracy ends where it began, at 0.35',
  );
  assert.equal(
    describeHistory(history).ja,
    '2 エポックの学習曲線。訓練の損失: 1.70 → 1.20、訓練の正解率: 0.31 → 0.52、検証の損失: 1.60 → 1.30、検証の正解率: 0.35 → 0.35',
  );
  assert.deepEqual(describeHistory({ loss: [1.7], acc: [0.31], val_loss: [], val_acc: [] }), {
    en: 'Over 1 epoch, training loss is 1.70 and training accuracy is 0.31',
    ja: '1 エポックの学習曲線。訓練の損失: 1.70、訓練の正解率: 0.31',
  });
  assert.equal(
    describeHistory({ loss: [], acc: [], val_loss: [], val_acc: [] }).en,
    'Curves of loss and accuracy; no epoch is finished yet',
  );
});

test('describeProgress() tells the time that is left in fitting units', () => {
  const left = (secondsLeft: number, language: 'en' | 'ja' = 'en') =>
    describeProgress({ ...progress, secondsLeft })
      [language].split(' · ')
      .at(-1);
  assert.deepEqual(
    [left(4.2), left(89), left(100), left(3600), left(5400), left(9000)],
    ['5 s left', '89 s left', '2 min left', '60 min left', '1 h 30 min left', '2 h 30 min left'],
  );
  assert.deepEqual(
    [left(4.2, 'ja'), left(100, 'ja'), left(9000, 'ja')],
    ['残り 5 秒', '残り 2 分', '残り 2 時間 30 分'],
  );
  assert.deepEqual(describeProgress({ ...progress, epoch: 8, batch: 40 }), {
    en: '8 epochs',
    ja: '8 エポック',
  });
});

test('confusionMatrixFigure() shows counts, colored by their share of the row, the first class on top', () => {
  const figure = confusionMatrixFigure(
    [
      [3, 1],
      [0, 0],
    ],
    ['dogs', 'cats'],
  );
  const [{ z, text }] = tracesOf(figure, 'heatmap');
  assert.deepEqual(z, [
    [0.75, 0.25],
    [0, 0],
  ]);
  assert.deepEqual(text, [
    ['3', '1'],
    ['0', '0'],
  ]);
  const { xaxis, yaxis } = figure.layout;
  assert.deepEqual(
    [xaxis?.ticktext, yaxis?.ticktext],
    [
      ['dogs<br>犬', 'cats<br>猫'],
      ['dogs / 犬', 'cats / 猫'],
    ],
  );
  assert.deepEqual(
    [xaxis?.title?.text, yaxis?.title?.text, yaxis?.range],
    ['Predicted class / 予測したクラス', 'True class / 正解のクラス', [1.5, -0.5]],
  );
  assert.equal(
    figure.alt,
    'Confusion matrix. Named rightly: 3 of 4 dogs, 0 of 0 cats. Most frequent mistake: dogs taken for cats (1) / ' +
      '混同行列。正しく答えた枚数: dogs は 4 枚中 3 枚、cats は 0 枚中 0 枚。最も多い間違い: dogs を cats と答えたもの (1 枚)',
  );
  assert.match(
    confusionMatrixFigure(
      [
        [1, 0],
        [0, 1],
      ],
      ['dogs', 'cats'],
    ).alt,
    /There are no mistakes \/ .*間違いはありません$/,
  );
});

test('confusionMatrixFigure() refuses a matrix of another size', () => {
  assert.throws(() => confusionMatrixFigure([[1, 2]], ['dogs', 'cats']), {
    name: 'TypeError',
    message: /for each of the 2 classes, but got 1 rows/,
  });
});

test('probabilityBars() draws the classes in their order, the most probable in color', () => {
  const figure = probabilityBars(
    [
      { className: 'dogs', probability: 0.04 },
      { className: 'cats', probability: 0.96 },
    ],
    { title: 'Which?' },
  );
  const [{ x, text, marker }] = tracesOf(figure, 'bar');
  assert.deepEqual(
    [x, figure.layout.yaxis?.ticktext, text],
    [
      [0.04, 0.96],
      ['dogs / 犬', 'cats / 猫'],
      ['4.0%', '96%'],
    ],
  );
  assert.equal(new Set(marker?.color as string[]).size, 2);
  assert.deepEqual(figure.layout.yaxis?.range, [1.5, -0.5], 'the first on top');
  assert.equal(figure.alt, 'Probabilities: dogs 4.0%, cats 96% / 確率: dogs 4.0%、cats 96%');
});

test('classMetricsFigure() draws three bars for each class', () => {
  const figure = classMetricsFigure([
    { className: 'dogs', precision: 0.6, recall: 0.75, f1: 2 / 3, support: 4 },
  ]);
  assert.deepEqual(
    tracesOf(figure, 'bar').map(({ name, y }) => [name, y]),
    [
      ['Precision / 適合率', [0.6]],
      ['Recall / 再現率', [0.75]],
      ['F1', [2 / 3]],
    ],
  );
  assert.deepEqual(figure.layout.xaxis?.ticktext, ['dogs<br>犬<br>(4)']);
  assert.equal(
    figure.alt,
    'Precision, recall and F1 of each class: dogs 0.60, 0.75, 0.67 / クラスごとの適合率、再現率、F1: dogs 0.60, 0.75, 0.67',
  );
});

test('countsFigure() draws a bar for each set and class', () => {
  const figure = countsFigure({ training: [3, 4], test: [1, 2] }, ['dogs', 'cats']);
  assert.deepEqual(
    tracesOf(figure, 'bar').map(({ name, y }) => [name, y]),
    [
      ['training', [3, 4]],
      ['test', [1, 2]],
    ],
  );
  assert.equal(
    figure.alt,
    'Pictures of each class. training: dogs 3, cats 4; test: dogs 1, cats 2 / クラスごとの画像の枚数。training: dogs 3, cats 4; test: dogs 1, cats 2',
  );
  assert.throws(() => countsFigure({ training: [1] }, ['dogs', 'cats']), {
    name: 'TypeError',
    message: /for each of the 2 classes, but 'training' has 1$/,
  });
});
