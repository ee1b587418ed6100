import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../../src/network/tensorflow';

function network(): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 3] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

const none = tf.zeros([0, 8, 8, 3]);
const noLabels = tf.zeros([0, 2]);

test('model.predict() gives no rows for no pictures, and leaves no tensor behind', () => {
  const model = network();
  const before = tf.memory().numTensors;
  const answer = model.predict(none) as tf.Tensor;
  assert.deepEqual([answer.shape, answer.dtype], [[0, 2], 'float32']);
  assert.equal(tf.memory().numTensors, before + 1);
});

test('model.predict() gives no rows from each output for no rows in each input', () => {
  const inputs = [3, 4].map((length) => tf.input({ shape: [length] }));
  const joined = tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor;
  const outputs = [5, 6].map(
    (units) => tf.layers.dense({ units }).apply(joined) as tf.SymbolicTensor,
  );
  const model = tf.model({ inputs, outputs });
  const answers = model.predict([tf.zeros([0, 3]), tf.zeros([0, 4])]) as tf.Tensor[];
  assert.deepEqual(
    answers.map(({ shape }) => shape),
    [
      [0, 5],
      [0, 6],
    ],
  );
});

test('training and evaluation refuse no pictures in a sentence, and no weight changes', async () => {
  const model = network();
  const before = model.getWeights().map((weight) => weight.dataSync().slice());
  const message = (what: string) => ({
    name: 'RangeError',
    message: `${what} needs at least one example, but got none: the shape of the inputs is [0, 8, 8, 3]`,
  });
  await assert.rejects(model.fit(none, noLabels, { verbose: 0 }), message('fit()'));
  await assert.rejects(model.trainOnBatch(none, noLabels), message('A training step'));
  assert.throws(() => model.evaluate(none, noLabels), message('evaluate()'));
  const after = model.getWeights().map((weight) => weight.dataSync());
  assert.deepEqual(after, before);
});

test('a depthwise convolution is stored with its constraint and its dilation', () => {
  const layer = tf.layers.depthwiseConv2d({
    kernelSize: 3,
    dilationRate: 2,
    depthwiseConstraint: tf.constraints.maxNorm({ maxValue: 0.5 }),
  });
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [9, 9, 2] }), layer] });
  assert.deepEqual(model.outputShape, [null, 5, 5, 2]);
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const [Layer, fromConfig] = classNameMap.DepthwiseConv2D;
  const copy = fromConfig(Layer, layer.getConfig()) as tf.layers.Layer;
  assert.deepEqual(copy.getConfig().depthwiseConstraint, {
    className: 'MaxNorm',
    config: { maxValue: 0.5, axis: 0 },
  });
  assert.deepEqual(copy.computeOutputShape([1, 9, 9, 2]), [1, 5, 5, 2]);
});
