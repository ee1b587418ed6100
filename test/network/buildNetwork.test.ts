import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildNetwork } from '../../src/network/buildNetwork';
import { tf } from '../../src/network/tensorflow';

/** The series' table: output shape and parameters of each layer. */
const TABLE = [
  ['conv1', [100, 100, 32], 896],
  ['relu1', [100, 100, 32], 0],
  ['conv2', [98, 98, 32], 9_248],
  ['relu2', [98, 98, 32], 0],
  ['pool1', [49, 49, 32], 0],
  ['dropout1', [49, 49, 32], 0],
  ['conv3', [49, 49, 64], 18_496],
  ['relu3', [49, 49, 64], 0],
  ['conv4', [47, 47, 64], 36_928],
  ['relu4', [47, 47, 64], 0],
  ['pool2', [23, 23, 64], 0],
  ['dropout2', [23, 23, 64], 0],
  ['flatten', [33_856], 0],
  ['dense1', [512], 17_334_784],
  ['relu5', [512], 0],
  ['dropout3', [512], 0],
  ['dense2', [6], 3_078],
  ['softmax', [6], 0],
];

function firstWeights(seed?: number): Float32Array {
  const model = buildNetwork({ imageSize: 10, numClasses: 2, seed });
  const weights = model.getWeights()[0].dataSync<'float32'>().slice();
  model.dispose();
  return weights;
}

test("buildNetwork() is the series' network of 17,403,430 parameters", () => {
  const model = buildNetwork({ imageSize: 100, numClasses: 6 });
  const table = model.layers.map((layer) => [
    layer.name,
    (layer.outputShape as number[]).slice(1),
    layer.countParams(),
  ]);
  assert.deepEqual(table, TABLE);
  assert.equal(model.countParams(), 17_403_430);
  model.dispose();
});

test('buildNetwork() drops a quarter, a quarter and a half', () => {
  const model = buildNetwork({ imageSize: 10 });
  const rates = model.layers
    .filter((layer) => layer.getClassName() === 'Dropout')
    .map((layer) => layer.getConfig().rate);
  assert.deepEqual(rates, [0.25, 0.25, 0.5]);
  model.dispose();
});

test('buildNetwork() begins with the same weights for the same seed and with others for another', () => {
  assert.deepEqual(firstWeights(1), firstWeights(1));
  assert.notDeepEqual(firstWeights(1), firstWeights(2));
  assert.notDeepEqual(firstWeights(), firstWeights());
});

test('buildNetwork() leaves Math.random as it was', () => {
  const random = Math.random;
  firstWeights(1);
  assert.equal(Math.random, random);
});

test('buildNetwork() gives all its memory back with dispose()', () => {
  const before = tf.memory().numTensors;
  const model = buildNetwork({ imageSize: 10 });
  assert.equal(tf.memory().numTensors - before, 12);
  model.dispose();
  assert.equal(tf.memory().numTensors, before);
});

test('buildNetwork() refuses sizes that are too small or not whole', () => {
  assert.throws(() => buildNetwork({ imageSize: 9 }), {
    name: 'RangeError',
    message: 'imageSize must be a whole number from 10 to 400, but is 9',
  });
  assert.throws(() => buildNetwork({ imageSize: 20.5 }), RangeError);
  assert.throws(() => buildNetwork({ numClasses: 1 }), {
    name: 'RangeError',
    message: 'numClasses must be a whole number from 2 to 1000, but is 1',
  });
  assert.throws(() => buildNetwork({ seed: NaN }), {
    name: 'RangeError',
    message: /^seed must be a number/,
  });
});
