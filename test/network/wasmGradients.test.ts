import './useWasm';
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { backendName, startBackend, tf } from '../../src/network/tensorflow';
import { largestDifference } from './sampleData';
import { plainConvolution } from './plainLayers';

before(startBackend);

const CASES = [
  { pad: 'same', strides: 1 },
  { pad: 'valid', strides: 1 },
  { pad: 'same', strides: 2 },
  { pad: 'valid', strides: 2 },
  { pad: 'valid', strides: 3 },
] as const;

/** The gradient of sum(convolution * slope), by moving one number at a time. The sum is linear in it, so this is exact. */
function plainGradient(value: (numbers: number[]) => number, numbers: readonly number[]): number[] {
  const start = value([...numbers]);
  return numbers.map(
    (_, index) =>
      value(numbers.map((number, place) => (place === index ? number + 1 : number))) - start,
  );
}

for (const { pad, strides } of CASES) {
  test(`registerConvolutionGradients() gives both gradients of a convolution with padding ${pad} and stride ${strides}`, () => {
    assert.equal(backendName(), 'wasm');
    const x = tf.randomUniform<tf.Rank.R4>([2, 7, 6, 2], -1, 1, 'float32', 1);
    const filter = tf.randomUniform<tf.Rank.R4>([3, 3, 2, 3], -1, 1, 'float32', 2);
    const slope = tf.randomUniform(tf.conv2d(x, filter, strides, pad).shape, -1, 1, 'float32', 3);
    const [inputGradient, filterGradient] = tf.grads((input, weights) =>
      tf
        .conv2d(input as tf.Tensor4D, weights as tf.Tensor4D, strides, pad)
        .mul(slope)
        .sum(),
    )([x, filter]);
    const slopes = slope.dataSync();
    const sum = (input: number[], weights: number[]) =>
      plainConvolution(
        { data: input, shape: x.shape },
        { data: weights, shape: filter.shape },
        { pad, strides },
      ).data.reduce((total, value, index) => total + value * slopes[index], 0);
    const [inputs, weights] = [[...x.dataSync()], [...filter.dataSync()]];
    assert.ok(
      largestDifference(
        inputGradient.dataSync(),
        plainGradient((numbers) => sum(numbers, weights), inputs),
      ) < 1e-4,
    );
    assert.ok(
      largestDifference(
        filterGradient.dataSync(),
        plainGradient((numbers) => sum(inputs, numbers), weights),
      ) < 1e-4,
    );
  });
}
