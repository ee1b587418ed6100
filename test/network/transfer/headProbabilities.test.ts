import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../../src/network/tensorflow';
import { addHead } from '../../../src/network/transfer/addHead';
import { headProbabilities } from '../../../src/network/transfer/headProbabilities';

test('headProbabilities() says of features what the whole network says of pictures, and leaves no tensor', () => {
  const input = tf.input({ shape: [3] });
  const extractor = tf.model({
    inputs: input,
    outputs: tf.layers.dense({ units: 4 }).apply(input) as tf.SymbolicTensor,
  });
  const model = addHead(extractor, { numClasses: 2, seed: 1 });
  const x = tf.tensor2d([1, 2, 3, -1, 0, 4], [2, 3]);
  const data = (extractor.predict(x) as tf.Tensor).dataSync() as Float32Array;
  const expected = [...(model.predict(x) as tf.Tensor).dataSync()];
  const tensors = tf.memory().numTensors;
  const said = headProbabilities(model, { data, shape: [2, 4] });
  assert.equal(tf.memory().numTensors, tensors);
  assert.deepEqual(said.shape, [2, 2]);
  for (const [index, value] of said.data.entries())
    assert.ok(Math.abs(value - expected[index]) < 1e-6, `${value} and ${expected[index]}`);
});
