import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { checkFilter, mapsOf, outputOf, runGraph, tidyNumbers } from '../../src/insight/runGraph';
import { runScores } from '../../src/insight/scores';
import { tf } from '../../src/network/tensorflow';
import { disposeNetwork, largestDifference, sampleNetwork } from '../network/sampleData';
import { BRANCHING_SIZE, branchingNetwork } from './networks';
import { assertFreesTensors } from '../tensors';

const series = sampleNetwork({ seed: 4 });
const branching = branchingNetwork();
after(() => [series, branching].forEach(disposeNetwork));

const picture = (imageSize: number) =>
  tf.randomUniform([2, imageSize, imageSize, 3], 0, 1, 'float32', 7);

test('runGraph() gives what the network gives, with branches and without, and drops nothing', () => {
  tidyNumbers(() => {
    for (const [model, imageSize] of [
      [series, 12],
      [branching, BRANCHING_SIZE],
    ] as const) {
      const input = picture(imageSize);
      const expected = (model.predict(input) as tf.Tensor).dataSync();
      const actual = runGraph(model.outputs[0], new Map([[model.inputs[0], input]])).dataSync();
      assert.ok(largestDifference(actual, expected) < 1e-6);
    }
  });
});

test('runGraph() goes on from a known layer, and computes the branches beside it from the input', () => {
  tidyNumbers(() => {
    const input = picture(BRANCHING_SIZE);
    const known = new Map([[branching.inputs[0], input]]);
    const [points, windows, joined] = ['points', 'windows', 'joined'].map((layerName) =>
      outputOf(branching, layerName),
    );
    const changed = tf.ones([2, BRANCHING_SIZE, BRANCHING_SIZE, 8]);
    const [first, second] = tf.split(
      runGraph(joined, new Map([...known, [points, changed]])),
      2,
      3,
    );
    assert.deepEqual(first.dataSync(), changed.dataSync());
    assert.deepEqual(second.dataSync(), runGraph(windows, known).dataSync());
  });
});

test('runScores() gives the scores before a softmax layer and before the softmax of a dense layer', () => {
  tidyNumbers(() => {
    for (const [model, imageSize] of [
      [series, 12],
      [branching, BRANCHING_SIZE],
    ] as const) {
      const input = picture(imageSize);
      const scores = runScores(model, new Map([[model.inputs[0], input]]));
      const expected = (model.predict(input) as tf.Tensor).dataSync();
      assert.ok(largestDifference(tf.softmax(scores).dataSync(), expected) < 1e-6);
      assert.ok(
        largestDifference(scores.dataSync(), expected) > 0.1,
        'scores are no probabilities',
      );
    }
  });
});

test('runScores() gives the output of a network without softmax', () => {
  tidyNumbers(() => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [2, 2, 1] }),
        tf.layers.dense({ units: 2, activation: 'relu' }),
      ],
    });
    const input = tf.randomUniform([1, 2, 2, 1]);
    assert.deepEqual(
      runScores(model, new Map([[model.inputs[0], input]])).dataSync(),
      (model.predict(input) as tf.Tensor).dataSync(),
    );
    model.dispose();
  });
});

test('runScores() refuses a softmax that it cannot take out, and outputs that are no classes', () => {
  const softmaxMaps = tf.layers.conv2d({
    name: 'odd',
    filters: 2,
    kernelSize: 2,
    activation: 'softmax',
    inputShape: [2, 2, 1],
  });
  const model = tf.sequential({ layers: [softmaxMaps] });
  const known = new Map();
  assert.throws(() => runScores(model, known), {
    name: 'TypeError',
    message:
      'The network must give one score for each class, but its output has the shape [1, 1, 2]',
  });
  const nested = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [2, 2, 1] }),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  const outer = tf.sequential({
    layers: [tf.layers.activation({ activation: 'relu', inputShape: [2, 2, 1] }), nested],
  });
  assert.throws(() => runScores(outer, known), {
    name: 'TypeError',
    message: /ends in a network of its own/,
  });
  [model, nested, outer].forEach((network) => network.dispose());
});

test('mapsOf() refuses a layer without maps, and checkFilter() a filter that is not there', () => {
  assert.throws(() => mapsOf(series, 'dense1'), {
    name: 'TypeError',
    message: /^Layer 'dense1' makes 512 numbers of a picture, not maps/,
  });
  const place = mapsOf(series, 0);
  checkFilter(31, place);
  assert.throws(() => checkFilter(32, place), {
    name: 'RangeError',
    message: 'filter must be a whole number from 0 to 31, but is 32',
  });
  assert.throws(() => checkFilter(1.5, place), { name: 'RangeError', message: /but is 1.5/ });
});

test('tidyNumbers() returns what its function returns and frees its tensors, also after an error', async () => {
  await assertFreesTensors(() => {
    assert.equal(
      tidyNumbers(() => tf.scalar(3).square().dataSync()[0]),
      9,
    );
    assert.throws(
      () =>
        tidyNumbers(() => {
          tf.scalar(1);
          throw new Error('no');
        }),
      /no/,
    );
  });
});
