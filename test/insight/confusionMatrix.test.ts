import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../src/data/random';
import { classMetrics, confusionMatrix } from '../../src/insight/confusionMatrix';

test('confusionMatrix() has a row for each true class and a column for each predicted one', () => {
  assert.deepEqual(
    confusionMatrix([0, 0, 0, 1, 2], { predictions: [0, 1, 1, 1, 0], numClasses: 3 }),
    [
      [1, 2, 0],
      [0, 1, 0],
      [1, 0, 0],
    ],
  );
});

test('confusionMatrix() counts what a search through all pairs counts', () => {
  const random = seededRandom(1);
  const draw = () => Uint8Array.from({ length: 200 }, () => Math.floor(random() * 6));
  const [labels, predictions] = [draw(), draw()];
  const matrix = confusionMatrix(labels, { predictions, numClasses: 6 });
  for (let from = 0; from < 6; from++) {
    for (let to = 0; to < 6; to++) {
      assert.equal(
        matrix[from][to],
        labels.filter((label, index) => label === from && predictions[index] === to).length,
      );
    }
  }
});

test('confusionMatrix() refuses uneven lists and classes that do not exist', () => {
  assert.throws(() => confusionMatrix([0, 1], { predictions: [0], numClasses: 2 }), {
    name: 'TypeError',
    message: /there are 2 labels and 1 predictions/,
  });
  assert.throws(() => confusionMatrix([2], { predictions: [0], numClasses: 2 }), {
    name: 'RangeError',
    message: 'label 0 must be a class from 0 to 1, but is 2',
  });
  assert.throws(() => confusionMatrix([0], { predictions: [NaN], numClasses: 2 }), {
    name: 'RangeError',
    message: 'prediction 0 must be a class from 0 to 1, but is NaN',
  });
});

test('classMetrics() gives precision, recall, F1 and support', () => {
  const [dogs, cats] = classMetrics(
    [
      [3, 1],
      [2, 4],
    ],
    { classNames: ['dogs', 'cats'] },
  );
  assert.deepEqual(dogs, {
    className: 'dogs',
    precision: 3 / 5,
    recall: 3 / 4,
    f1: 2 / 3,
    support: 4,
  });
  assert.equal(cats.precision, 4 / 5);
  assert.equal(cats.recall, 4 / 6);
  assert.equal(cats.support, 6);
});

test('classMetrics() counts a share of nothing as 0, never as NaN', () => {
  const metrics = classMetrics(
    [
      [2, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ],
    { classNames: ['dogs', 'cats', 'fish'] },
  );
  assert.deepEqual(metrics[1], { className: 'cats', precision: 0, recall: 0, f1: 0, support: 1 });
  assert.deepEqual(metrics[2], { className: 'fish', precision: 0, recall: 0, f1: 0, support: 0 });
});

test('classMetrics() refuses a matrix of another size', () => {
  assert.throws(
    () =>
      classMetrics(
        [
          [1, 0],
          [0, 1],
        ],
        { classNames: ['dogs'] },
      ),
    { name: 'TypeError', message: /A confusion matrix of 1 classes .* got 2 rows of 2/ },
  );
});
