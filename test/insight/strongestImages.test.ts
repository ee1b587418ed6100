import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { imageAt } from '../../src/data/dataset';
import { featureMaps } from '../../src/insight/featureMaps';
import { maxActivations, strongestImages } from '../../src/insight/strongestImages';
import { tf } from '../../src/network/tensorflow';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';
import { assertFreesTensors } from '../tensors';

const model = sampleNetwork({ seed: 4 });
const dataset = sampleDataset({ numImages: 11 });
after(() => disposeNetwork(model));

/** Walks through the maps of one picture after the other. */
function plainAnswers(layerIndex: number, filter: number) {
  return Array.from({ length: 11 }, (_, index) => {
    const {
      data,
      shape: [height, width, filters],
    } = featureMaps(model, imageAt(dataset.images, index), layerIndex);
    let best = { index, activation: -Infinity, row: -1, column: -1 };
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const activation = data[(row * width + column) * filters + filter];
        if (activation > best.activation) best = { index, activation, row, column };
      }
    }
    return best;
  });
}

test('strongestImages() gives what a walk through all maps gives, the strongest first', () => {
  for (const [layerIndex, filter] of [
    [0, 31],
    [2, 0],
    [6, 17],
  ]) {
    const expected = plainAnswers(layerIndex, filter)
      .sort((a, b) => b.activation - a.activation)
      .slice(0, 5);
    const actual = strongestImages(model, dataset, layerIndex, { filter, count: 5, batchSize: 4 });
    assert.deepEqual(
      actual.map(({ index, row, column }) => [index, row, column]),
      expected.map(({ index, row, column }) => [index, row, column]),
    );
    actual.forEach(({ activation }, place) =>
      assert.ok(Math.abs(activation - expected[place].activation) < 1e-5),
    );
  }
});

test('strongestImages() takes pictures as well as a data set, in batches of any size, and gives all if there are few', () => {
  const [pictures, one, all] = [
    strongestImages(model, dataset.images, 'relu1', { filter: 2, count: 100 }),
    strongestImages(model, dataset, 'relu1', { filter: 2, count: 100, batchSize: 1 }),
    strongestImages(model, dataset, 'relu1', { filter: 2, count: 100, batchSize: 11 }),
  ];
  assert.equal(pictures.length, 11);
  assert.deepEqual(
    pictures.map(({ index }) => index),
    one.map(({ index }) => index),
  );
  assert.deepEqual(pictures, all);
  assert.equal(strongestImages(model, dataset, 'relu1', { filter: 2 }).length, 8);
});

test('strongestImages() keeps the order of pictures with the same number, and the first place in a map', () => {
  const blind = sampleNetwork();
  tf.tidy(() => blind.getLayer('conv1').setWeights([tf.zeros([3, 3, 3, 32]), tf.zeros([32])]));
  const answers = strongestImages(blind, dataset, 'conv1', {
    filter: 0,
    count: 3,
    batchSize: 2,
  });
  assert.deepEqual(
    answers,
    [0, 1, 2].map((index) => ({ index, activation: 0, row: 0, column: 0 })),
  );
  disposeNetwork(blind);
});

test("maxActivations() gives each filter's largest number in all pictures", () => {
  const largest = maxActivations(model, dataset, 2, { batchSize: 3 });
  assert.equal(largest.length, 32);
  for (const filter of [0, 5, 31]) {
    const expected = Math.max(...plainAnswers(2, filter).map(({ activation }) => activation));
    assert.ok(Math.abs(largest[filter] - expected) < 1e-5);
  }
});

test('strongestImages() and maxActivations() refuse layers without maps, filters that are not there and other sizes', () => {
  assert.throws(() => strongestImages(model, dataset, 'dense1', { filter: 0 }), {
    name: 'TypeError',
    message: /not maps/,
  });
  assert.throws(() => strongestImages(model, dataset, 0, { filter: 32 }), {
    name: 'RangeError',
    message: /from 0 to 31, but is 32/,
  });
  assert.throws(() => strongestImages(model, dataset, 0, { filter: 0, count: 0 }), {
    name: 'RangeError',
    message: /^count must be/,
  });
  assert.throws(() => strongestImages(model, dataset, 0, { filter: 0, batchSize: 0 }), {
    name: 'RangeError',
    message: /^batchSize must be/,
  });
  assert.throws(() => maxActivations(model, sampleDataset({ numImages: 1, imageSize: 16 }), 0), {
    name: 'TypeError',
    message: /takes images of 12 x 12 x 3/,
  });
});

test('strongestImages() and maxActivations() leave no tensors behind', async () => {
  await assertFreesTensors(() => {
    strongestImages(model, dataset, 6, { filter: 3, batchSize: 4 });
    maxActivations(model, dataset, 6, { batchSize: 4 });
  });
});
