import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wilsonInterval } from '../../../src/tools/classify/measurement';
import {
  confusionText,
  describeMeasurement,
  foldsLine,
  metricsText,
} from '../../../src/tools/classify/printed';
import { evaluationOf, measurementOf } from './samples';

const said = {
  classNames: ['dogs', '猫\n', '🦎 <b>'],
  labels: [0, 0, 0, 0, 1, 1, 1],
  predictions: [0, 0, 0, 1, 1, 1, 0],
};

test('confusionText() has a line for each class, its name last and on one line', () => {
  assert.equal(
    confusionText(evaluationOf(said)),
    [
      'Confusion matrix: a line for each true class, a column for what the network said',
      '  1  2  3',
      '  3  1  ·   1 dogs',
      '  1  2  ·   2 猫\\n',
      '  ·  ·  ·   3 🦎 <b>',
      '',
    ].join('\n'),
  );
});

test('confusionText() tells the most frequent mistakes alone where the classes are many', () => {
  const classNames = Array.from({ length: 21 }, (_, index) => `class ${index}`);
  const text = confusionText(
    evaluationOf({ classNames, labels: [3, 3, 4, 5], predictions: [7, 7, 9, 5] }),
  );
  assert.equal(
    text,
    'Most frequent mistakes\n    2  class 3 taken for class 7\n    1  class 4 taken for class 9\n',
  );
});

test('metricsText() says of a class that nothing was measured with', () => {
  assert.equal(
    metricsText(evaluationOf(said).classMetrics),
    [
      '  precision     recall         F1     photos  class',
      '       0.75       0.75       0.75          4  dogs',
      '       0.67       0.67       0.67          3  猫\\n',
      '          –          –          –          0  🦎 <b> (none to measure with)',
      '',
    ].join('\n'),
  );
});

test('describeMeasurement() names the accuracy, and the largest class to compare', () => {
  const lines = describeMeasurement(measurementOf(said)).split('\n');
  assert.match(lines[0], /^Accuracy 0\.714: 5 of 7 photos that were held back named rightly/);
  assert.equal(lines[1], 'To compare: always saying dogs gives 0.571');
  assert.equal(lines[2], '');
  const further = describeMeasurement(measurementOf(said, { numOwnRight: 6 }));
  assert.match(further, /thousand classes .* gives 0\.857, without any training/);
});

test('foldsLine() gives the mean of the folds', () => {
  assert.equal(foldsLine([0.9, 0.92, 0.91, 0.93, 0.9]), 'Mean accuracy 0.912 (5 folds)\n');
});

test("wilsonInterval() is Wilson's, as R's prop.test without correction gives it", () => {
  const rounded = (numRight: number, num: number) =>
    wilsonInterval(numRight, num).map((share) => Number(share.toFixed(4)));
  assert.deepEqual(rounded(44, 47), [0.8284, 0.9781]);
  assert.deepEqual(rounded(10, 10), [0.7225, 1]);
  assert.deepEqual(wilsonInterval(0, 10)[0], 0);
});
