import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { describeLayers } from '../../src/insight/describeLayers';
import { buildNetwork } from '../../src/network/buildNetwork';
import { tf } from '../../src/network/tensorflow';

const model = buildNetwork();
after(() => model.dispose());

test("describeLayers() gives the series' layers with their shapes and numbers of parameters", () => {
  const layers = describeLayers(model);
  assert.deepEqual(layers[0], {
    className: 'Conv2D',
    name: 'conv1',
    outputShape: [100, 100, 32],
    inputShape: [100, 100, 3],
    params: 896,
  });
  assert.deepEqual(layers[1], {
    className: 'Activation',
    name: 'relu1',
    outputShape: [100, 100, 32],
    inputShape: [100, 100, 32],
    params: 0,
    activation: 'relu',
  });
  assert.deepEqual(
    layers
      .filter(({ params }) => params > 0)
      .map(({ name, outputShape, params }) => [name, outputShape.join('x'), params]),
    [
      ['conv1', '100x100x32', 896],
      ['conv2', '98x98x32', 9248],
      ['conv3', '49x49x64', 18496],
      ['conv4', '47x47x64', 36928],
      ['dense1', '512', 17334784],
      ['dense2', '6', 3078],
    ],
  );
  assert.equal(layers.length, 18);
  assert.equal(
    layers.reduce((sum, { params }) => sum + params, 0),
    17403430,
  );
});

test('describeLayers() gives nothing for an empty box', () => {
  assert.deepEqual(describeLayers(tf.sequential()), []);
});

test('describeLayers() names the function that a layer applies by itself', () => {
  const small = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ],
  });
  assert.deepEqual(
    describeLayers(small).map(({ activation }) => activation),
    ['relu', undefined, undefined],
  );
  small.dispose();
});

test('describeLayers() leaves out what a layer takes that joins several', () => {
  const input = tf.input({ shape: [4] });
  const joined = tf.layers
    .concatenate()
    .apply([
      input,
      tf.layers.dense({ units: 2 }).apply(input) as tf.SymbolicTensor,
    ]) as tf.SymbolicTensor;
  const branched = tf.model({ inputs: input, outputs: joined });
  assert.deepEqual(
    describeLayers(branched).map(({ className, inputShape, outputShape }) => [
      className,
      inputShape,
      outputShape,
    ]),
    [
      ['InputLayer', [4], [4]],
      ['Dense', [4], [2]],
      ['Concatenate', undefined, [6]],
    ],
  );
  branched.dispose();
});

test('describeLayers() refuses a network for pictures of any size', () => {
  const anySize = tf.sequential({
    layers: [
      tf.layers.conv2d({ name: 'wide', filters: 2, kernelSize: 3, inputShape: [null, null, 3] }),
    ],
  });
  assert.throws(() => describeLayers(anySize), {
    name: 'TypeError',
    message: /^Layer 'wide' has the shape \[null,null,null,2\]; .* inputShape holds numbers only$/,
  });
  anySize.dispose();
});
