import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gradientAscent, grayNoise } from '../../src/insight/gradientAscent';
import { tf } from '../../src/network/tensorflow';
import { disposeNetwork, largestDifference, sampleNetwork } from '../network/sampleData';
import { BRANCHING_SIZE, branchingNetwork } from './networks';
import { assertFreesTensors } from '../tensors';

const model = sampleNetwork({ seed: 4 });
const branching = branchingNetwork();
after(() => [model, branching].forEach(disposeNetwork));

test('gradientAscent() of a filter that only weighs colors goes up as plain arithmetic goes', () => {
  const weighing = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 1, kernelSize: 1, useBias: false, inputShape: [4, 4, 3] }),
    ],
  });
  const weights = [3, -1, 0.5];
  tf.tidy(() => weighing.setWeights([tf.tensor4d(weights, [1, 1, 3, 1])]));
  const [steps, stepSize] = [12, 0.1];
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight ** 2, 0) / 3);
  const pixels = Array.from(grayNoise([4, 4, 3], { seed: 9 }).data);
  const answers = [];
  for (let step = 0; step <= steps; step++) {
    answers.push(pixels.reduce((sum, value, index) => sum + value * weights[index % 3], 0) / 16);
    if (step === steps) break;
    pixels.forEach((value, index) => {
      pixels[index] = Math.min(
        Math.max(value + (stepSize * weights[index % 3]) / length, 0),
        255 / 256,
      );
    });
  }
  const { image, activations } = gradientAscent(weighing, 0, {
    filter: 0,
    steps,
    stepSize,
    seed: 9,
  });
  assert.ok(largestDifference(activations, answers) < 1e-5);
  assert.ok(
    largestDifference(
      image.data,
      pixels.map((value) => value * 256),
    ) <= 0.51,
  );
  assert.equal(Math.max(...image.data), 255, 'the example must reach white');
  weighing.dispose();
});

test('gradientAscent() starts from gray noise and keeps the pictures that are asked for', () => {
  const { image, activations, snapshots } = gradientAscent(model, 2, {
    filter: 1,
    steps: 5,
    snapshots: [5, 0, 2],
  });
  assert.equal(activations.length, 6);
  assert.deepEqual(
    snapshots.map(({ step }) => step),
    [5, 0, 2],
  );
  assert.deepEqual(snapshots[0].image, image);
  assert.deepEqual(
    snapshots[1].image.data,
    Uint8Array.from(grayNoise([12, 12, 3], { seed: 1 }).data, (value) => Math.round(value * 256)),
  );
  assert.notDeepEqual(snapshots[2].image, image);
  assert.ok(
    activations.every((activation, step) => step === 0 || activation > activations[step - 1]),
    activations.join(),
  );
});

test('grayNoise() is gray with a little color, and another for another seed', () => {
  const { data, shape } = grayNoise([20, 20, 3], { seed: 1 });
  assert.deepEqual(shape, [20, 20, 3]);
  assert.ok(Math.min(...data) >= 0.4 && Math.max(...data) <= 0.6);
  assert.ok(Math.max(...data) - Math.min(...data) > 0.19);
  assert.notDeepEqual(grayNoise([20, 20, 3], { seed: 2 }).data, data);
});

test('gradientAscent() gives the same for the same seed, whatever Math.random does', () => {
  const climb = (seed: number) => gradientAscent(model, 6, { filter: 2, steps: 3, seed });
  assert.deepEqual(climb(1), climb(1));
  assert.notDeepEqual(climb(1).image, climb(2).image);
});

test('gradientAscent() makes pictures of any size for a layer before the dense ones', () => {
  assert.deepEqual(
    gradientAscent(model, 8, { filter: 0, steps: 1, imageSize: 31 }).image.shape,
    [31, 31, 3],
  );
  assert.deepEqual(
    gradientAscent(branching, -1, { filter: 0, steps: 1, imageSize: 20 }).image.shape,
    [20, 20, 3],
  );
  assert.deepEqual(gradientAscent(branching, -1, { filter: 0, steps: 1 }).image.shape, [
    BRANCHING_SIZE,
    BRANCHING_SIZE,
    3,
  ]);
  assert.throws(() => gradientAscent(model, 'dense1', { filter: 0, imageSize: 31 }), {
    name: 'RangeError',
    message:
      /^Layer 'dense1' cannot be computed for a picture of 31 x 31 pixels: .* leave imageSize away, or set a larger one$/,
  });
  for (const imageSize of [1, 4, 6]) {
    assert.throws(() => gradientAscent(model, 8, { filter: 0, imageSize }), {
      name: 'RangeError',
      message: /^Layer 'conv4' cannot be computed for a picture of/,
    });
  }
});

test('gradientAscent() of the last layer raises the score, softmax or not', () => {
  const [softmax, scores] = [-1, -2].map((layerIndex) =>
    gradientAscent(model, layerIndex, { filter: 2, steps: 4 }),
  );
  assert.deepEqual(softmax, scores);
  assert.ok(scores.activations[4] > scores.activations[0]);
});

test('gradientAscent() leaves the noise as it is where the filter answers to nothing', () => {
  const dead = sampleNetwork();
  tf.tidy(() => dead.getLayer('conv1').setWeights([tf.zeros([3, 3, 3, 32]), tf.fill([32], -1)]));
  const { activations, snapshots, image } = gradientAscent(dead, 'relu1', {
    filter: 0,
    steps: 2,
    snapshots: [0],
  });
  assert.deepEqual(activations, [0, 0, 0]);
  assert.deepEqual(image, snapshots[0].image);
  disposeNetwork(dead);
});

test('gradientAscent() refuses filters, steps and sizes that make no sense', () => {
  const climb = (options: object) => () => gradientAscent(model, 0, { filter: 0, ...options });
  assert.throws(climb({ filter: 32 }), {
    name: 'RangeError',
    message: 'filter must be a whole number from 0 to 31, but is 32',
  });
  assert.throws(climb({ steps: 0 }), {
    name: 'RangeError',
    message: /^steps must be a positive whole number/,
  });
  assert.throws(climb({ stepSize: 0 }), {
    name: 'RangeError',
    message: 'stepSize must be a positive number such as 0.05, but is 0',
  });
  assert.throws(climb({ steps: 3, snapshots: [0, 4] }), {
    name: 'RangeError',
    message: 'a step of snapshots must be a whole number from 0 to 3, but is 4',
  });
  assert.throws(climb({ imageSize: 2.5 }), {
    name: 'RangeError',
    message: /^imageSize must be a positive whole number/,
  });
  assert.throws(climb({ seed: NaN }), { name: 'RangeError', message: /^seed must be a number/ });
});

test('gradientAscent() asks for a size where the network takes any, and for pictures', () => {
  const anySize = tf.sequential({
    layers: [tf.layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [null, null, 3] })],
  });
  assert.throws(() => gradientAscent(anySize, 0, { filter: 0 }), {
    name: 'TypeError',
    message: 'The network takes pictures of any size; give imageSize, such as 100',
  });
  assert.deepEqual(
    gradientAscent(anySize, 0, { filter: 0, imageSize: 8, steps: 1 }).image.shape,
    [8, 8, 3],
  );
  const dense = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [5] })] });
  assert.throws(() => gradientAscent(dense, 0, { filter: 0 }), {
    name: 'TypeError',
    message: /must take pictures .* but takes \[5\]/,
  });
  [anySize, dense].forEach((network) => network.dispose());
});

test('gradientAscent() leaves no tensors behind, also after an error', async () => {
  await assertFreesTensors(() => {
    gradientAscent(model, 6, { filter: 1, steps: 3, snapshots: [0, 1] });
    gradientAscent(branching, -1, { filter: 1, steps: 2 });
    assert.throws(() => gradientAscent(model, 'dense1', { filter: 0, imageSize: 31 }));
  });
});
