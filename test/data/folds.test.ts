import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dataset } from '../../src/data/dataset';
import { stratifiedFolds } from '../../src/data/folds';
import { seededRandom, shuffledIndices } from '../../src/data/random';

/** Pictures of one pixel in classes of these sizes, in mixed order. */
function datasetOf(counts: readonly number[]): Dataset {
  const sorted = counts.flatMap((count, label) => Array.from({ length: count }, () => label));
  const order = shuffledIndices(sorted.length, seededRandom(3));
  const labels = Uint8Array.from(order, (index) => sorted[index]);
  return {
    images: { data: new Uint8Array(labels.length * 3), shape: [labels.length, 1, 1, 3] },
    labels,
    classNames: counts.map((_, label) => `class ${label}`),
  };
}

/** The classes of the photos that the series' readers have: one of 118 pictures, one of 11. */
const COUNTS = [118, 13, 18, 59, 16, 11];

test('stratifiedFolds() puts each picture into the test of one round, and into the training of all others', () => {
  const dataset = datasetOf(COUNTS);
  const folds = stratifiedFolds(dataset, { numFolds: 5, seed: 1 });
  const all = Array.from(dataset.labels.keys());
  assert.equal(folds.length, 5);
  assert.deepEqual(
    folds.flatMap(({ testIndices }) => testIndices).sort((a, b) => a - b),
    all,
  );
  for (const { trainIndices, testIndices } of folds) {
    const both = [...trainIndices, ...testIndices].sort((a, b) => a - b);
    assert.deepEqual(both, all);
    assert.deepEqual(
      [...testIndices],
      [...testIndices].sort((a, b) => a - b),
    );
  }
});

test('stratifiedFolds() gives each class, and the whole, as evenly to all rounds as whole pictures allow', () => {
  for (const counts of [COUNTS, [11, 2, 7], [3, 3], [0, 9]])
    for (const numFolds of [2, 3, 5]) {
      const dataset = datasetOf(counts);
      const folds = stratifiedFolds(dataset, { numFolds, seed: 7 });
      const sizes = folds.map(({ testIndices }) => testIndices.length);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `sizes ${sizes.join()}`);
      for (const [label, count] of counts.entries()) {
        const inTest = folds.map(
          ({ testIndices }) =>
            testIndices.filter((index) => dataset.labels[index] === label).length,
        );
        for (const number of inTest)
          assert.ok([Math.floor(count / numFolds), Math.ceil(count / numFolds)].includes(number));
      }
    }
});

test('stratifiedFolds() gives the same for the same seed, and another for another', () => {
  const dataset = datasetOf(COUNTS);
  const folds = stratifiedFolds(dataset, { seed: 2 });
  assert.deepEqual(stratifiedFolds(dataset, { seed: 2 }), folds);
  assert.notDeepEqual(stratifiedFolds(dataset, { seed: 3 }), folds);
});

test('stratifiedFolds() refuses a class of one picture, and more rounds than pictures', () => {
  assert.throws(() => stratifiedFolds(datasetOf([5, 1])), {
    name: 'RangeError',
    message:
      'The class class 1 has one picture, which cannot be learned and tested at once; give it more, or leave it out',
  });
  assert.throws(() => stratifiedFolds(datasetOf([2, 2]), { numFolds: 5 }), {
    name: 'RangeError',
    message: 'numFolds must be a whole number from 2 to 4, but is 5',
  });
  assert.throws(() => stratifiedFolds(datasetOf([2, 2]), { numFolds: 1 }), RangeError);
});
