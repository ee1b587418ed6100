import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../../src/network/tensorflow';
import { largestDifference } from '../sampleData';

type Options = { readonly scale?: boolean; readonly center?: boolean };

/** What a normalization and its gradient give for fixed numbers, in training or not. */
function run(
  kind: 'batchNormalization' | 'layerNormalization',
  options: Options,
  training: boolean,
) {
  return tf.tidy(() => {
    const layer = tf.layers[kind]({ ...options });
    const x = tf.tensor2d([0.3, -1, 2, 0.7, 0.1, -0.4, 1.5, 0.2, 0.9, -2, 0.6, 1.1], [4, 3]);
    const forward = (input: tf.Tensor) => layer.apply(input, { training }) as tf.Tensor;
    const gradient = tf.grad((input) => forward(input).pow(3).sum())(x);
    const numbers = [...forward(x).dataSync(), ...gradient.dataSync()];
    layer.dispose();
    return numbers;
  });
}

for (const kind of ['batchNormalization', 'layerNormalization'] as const)
  test(`${kind}() without scale or center gives the gradient that it has with ones and zeros`, () => {
    for (const training of [false, true])
      for (const options of [
        { scale: false },
        { center: false },
        { scale: false, center: false },
      ]) {
        const numbers = run(kind, options, training);
        assert.equal(numbers.length, 24);
        assert.ok(largestDifference(numbers, run(kind, {}, training)) < 1e-6);
      }
  });
