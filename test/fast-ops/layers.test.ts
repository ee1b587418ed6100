import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRandomSeed } from '../../src/network/random';
import { tf } from '../../src/network/tensorflow';
import { imagesToTensor } from '../../src/network/tensors';
import { assertClose, assertSameWithoutOp, isMissing, opsRun, withoutOp } from './compare';

/** Numbers in steps of a quarter, so that some windows hold their maximum twice, and zeros are among them. */
function steps(shape: number[], seed: number): tf.Tensor4D {
  return tf
    .randomUniform<tf.Rank.R4>(shape as never, -8, 8, 'int32', seed)
    .toFloat()
    .div(4);
}

const SHAPES = [
  [1, 1, 1, 1],
  [2, 5, 7, 3],
  [3, 8, 8, 16],
  [2, 9, 4, 33],
];

for (const shape of SHAPES) {
  test(`the gradient of ReLU is that of TensorFlow.js for shape ${shape.join('x')}`, () => {
    const x = steps(shape, 1);
    const gradient = tf.grad((input) => tf.sum(tf.mul(tf.relu(input), input.add(3))));
    assertSameWithoutOp({
      op: 'RELU_GRADIENT',
      runs: 'CreaturesReluGradient',
      compute: () => [gradient(x).add(1e-3)],
    });
  });

  test(`the layer that cuts off above 6 and its gradient are those of TensorFlow.js for shape ${shape.join('x')}`, () => {
    const x = steps(shape, 1).mul(5);
    const layer = tf.layers.reLU({ maxValue: 6 });
    const apply = (input: tf.Tensor) => layer.apply(input) as tf.Tensor;
    assertSameWithoutOp({ op: 'RELU6', runs: 'Relu6', compute: () => [apply(x).add(1e-3)] });
    const gradient = tf.grad((input) => tf.sum(tf.mul(apply(input), input.add(3))));
    const compute = () => [gradient(x).add(1e-3)];
    assertSameWithoutOp({ op: 'RELU6', runs: 'CreaturesRelu6Gradient', compute });
  });

  test(`adding a bias and its gradient are those of TensorFlow.js for shape ${shape.join('x')}`, () => {
    const [x, bias] = [steps(shape, 1), tf.randomNormal([shape[3]])];
    assertSameWithoutOp({ op: 'BIAS', runs: 'BiasAdd', compute: () => [tf.add(x, bias)] });
    const gradient = tf.grad((input) => tf.sum(tf.square(tf.add(x, input))));
    const compute = () => [gradient(bias)];
    assertSameWithoutOp({ op: 'BIAS', runs: 'CreaturesBiasGradient', compute });
    withoutOp('BIAS_GRADIENT', () =>
      assertSameWithoutOp({ op: 'BIAS', runs: 'BiasAddGrad', compute }),
    );
  });
}

test('the layer that cuts off above 6 keeps what is not a number, and passes nothing back beyond its ends', () => {
  const layer = tf.layers.reLU({ maxValue: 6 });
  const x = tf.tensor1d([NaN, -Infinity, -1, 0, 3, 6, 7, Infinity]);
  assert.deepEqual([...(layer.apply(x) as tf.Tensor).dataSync()], [NaN, 0, 0, 0, 3, 6, 6, 6]);
  const gradient = tf.grad((input) => (layer.apply(input) as tf.Tensor).sum());
  assert.deepEqual([...gradient(x.slice(1)).dataSync()], [0, 0, 0, 1, 1, 0, 0]);
});

test('the layer that cuts off above 6 has a gradient of its gradient, which TensorFlow.js lacks', () => {
  const layer = tf.layers.reLU({ maxValue: 6 });
  const gradient = tf.grad((input) => tf.sum(tf.mul(layer.apply(input) as tf.Tensor, input)));
  const second = tf.grad((input) => tf.sum(tf.square(gradient(input))));
  // Within, x * x has the gradient 2x, of which the square has 8x; above, 6x has the gradient 6
  assert.deepEqual([...second(tf.tensor1d([-2, 1, 5, 7])).dataSync()], [0, 8, 40, 0]);
});

test('a layer that cuts off elsewhere, or not at all, is left to TensorFlow.js', () => {
  const x = tf.tensor1d([-1, 3, 9]);
  const cut = (maxValue?: number) => {
    const apply = () => tf.layers.reLU({ maxValue }).apply(x) as tf.Tensor;
    assert.ok(!opsRun(apply).has('Relu6'));
    return [...apply().dataSync()];
  };
  assert.deepEqual(
    [cut(5), cut()],
    [
      [0, 3, 5],
      [0, 3, 9],
    ],
  );
});

const WINDOWS = [
  { poolSize: 2, strides: 2, padding: 'valid' },
  { poolSize: 2, strides: 2, padding: 'same' },
  { poolSize: 3, strides: 3, padding: 'same' },
  { poolSize: [1, 3], strides: [1, 3], padding: 'valid' },
] as const;

for (const { poolSize, strides, padding } of WINDOWS) {
  test(
    `the gradient of max pooling ${String(poolSize)} ${padding} is that of TensorFlow`,
    { skip: isMissing('MAX_POOL_GRADIENT') },
    () => {
      for (const shape of [
        [1, 4, 4, 1],
        [2, 5, 7, 3],
        [3, 9, 8, 16],
        [2, 47, 47, 20],
      ]) {
        const x = steps(shape, 1);
        const gradient = tf.grad((input) =>
          tf.sum(
            tf.square(
              tf
                .maxPool(input as tf.Tensor4D, poolSize as number, strides as number, padding)
                .add(9),
            ),
          ),
        );
        assertSameWithoutOp({
          op: 'MAX_POOL_GRADIENT',
          runs: 'CreaturesMaxPoolGradient',
          compute: () => [gradient(x)],
        });
      }
    },
  );
}

test('the gradient of max pooling with windows that overlap is computed by TensorFlow', () => {
  const gradient = tf.grad((input) => tf.sum(tf.maxPool(input as tf.Tensor4D, 3, 2, 'valid')));
  const ops = opsRun(() => gradient(steps([1, 7, 7, 2], 1)));
  assert.ok(ops.has('MaxPoolGrad') && !ops.has('CreaturesMaxPoolGradient'));
});

const noDropout = isMissing('DROPOUT');

function dropped(rate: number, x: tf.Tensor): tf.Tensor {
  return tf.layers.dropout({ rate }).apply(x, { training: true }) as tf.Tensor;
}

test('a dropout layer drops the share it is told and scales the rest', { skip: noDropout }, () => {
  for (const rate of [0.1, 0.25, 0.5, 0.9]) {
    const x = tf.ones([31, 101, 97]);
    const y = withRandomSeed(1, () => dropped(rate, x).dataSync());
    const kept = y.filter((value) => value !== 0);
    assert.ok(kept.every((value) => Math.abs(value - 1 / (1 - rate)) < 1e-5));
    // Five standard deviations of the share that a fair mask keeps
    assert.ok(
      Math.abs(kept.length / y.length - (1 - rate)) < 5 * Math.sqrt((rate * (1 - rate)) / y.length),
    );
  }
});

test('a dropout layer drops neighbors independently', { skip: noDropout }, () => {
  const y = withRandomSeed(1, () => dropped(0.5, tf.ones([1000, 1000])));
  for (const [rows, columns] of [
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 16],
  ]) {
    const height = 1000 - rows;
    const width = 1000 - columns;
    const agreement = y
      .slice([0, 0], [height, width])
      .equal(y.slice([rows, columns], [height, width]))
      .toFloat()
      .mean()
      .dataSync()[0];
    assert.ok(Math.abs(agreement - 0.5) < 0.0025, `${rows},${columns}: ${agreement}`);
  }
});

test(
  'a dropout layer draws another mask each time, and the same from the same seed',
  { skip: noDropout },
  () => {
    const x = tf.ones([50, 50]);
    const masks = (seed: number) =>
      withRandomSeed(seed, () => [dropped(0.5, x).dataSync(), dropped(0.5, x).dataSync()]);
    const [first, second] = masks(1);
    assert.notDeepEqual(first, second);
    assert.deepEqual(masks(1), [first, second]);
    assert.notDeepEqual(masks(2)[0], first);
  },
);

test('a dropout layer keeps what is not a number, dropped or not', { skip: noDropout }, () => {
  const strange = [NaN, Infinity, -Infinity, 1];
  const layer = tf.layers.dropout({ rate: 0.5 });
  const x = tf.tensor1d(Array.from({ length: 400 }, (_, index) => strange[index % 4]));
  const { value, grad } = withRandomSeed(1, () =>
    tf.valueAndGrad((input) => layer.apply(input, { training: true }) as tf.Tensor)(x, x),
  );
  for (const numbers of [value.dataSync(), grad.dataSync()]) {
    numbers.forEach((number, index) => {
      // As by a factor of 0 or 2
      const possible = [strange[index % 4] * 0, strange[index % 4] * 2];
      assert.ok(
        possible.some((other) => Object.is(other, number)),
        `${number} at ${index}`,
      );
    });
  }
});

test('the gradient of dropout passes where the mask passed', { skip: noDropout }, () => {
  const layer = tf.layers.dropout({ rate: 0.3 });
  const x = tf.randomNormal([7, 11]);
  const { value, grad } = withRandomSeed(1, () =>
    tf.valueAndGrad((input) => layer.apply(input, { training: true }) as tf.Tensor)(x),
  );
  assertClose(grad.mul(x), value);
  assert.ok([...value.dataSync()].some((number) => number === 0));
});

test(
  'a dropout layer drops nothing when predicting, and the native op can be switched off',
  { skip: noDropout },
  () => {
    const x = tf.ones([100]);
    const layer = tf.layers.dropout({ rate: 0.5 });
    assertClose(layer.apply(x) as tf.Tensor, x);
    const run = () => layer.apply(x, { training: true });
    assert.ok(opsRun(run).has('CreaturesDropout'));
    assert.ok(!opsRun(() => withoutOp('DROPOUT', run)).has('CreaturesDropout'));
  },
);

test('a dropout layer with a noise shape keeps to it', () => {
  const layer = tf.layers.dropout({ rate: 0.5, noiseShape: [20, 1] });
  const rows = (layer.apply(tf.ones([20, 5]), { training: true }) as tf.Tensor2D).arraySync();
  assert.ok(rows.every((row) => new Set(row).size === 1));
});

test(
  'imagesToTensor() turns bytes into the same numbers natively, and leaves no tensor behind',
  { skip: isMissing('PIXELS') },
  () => {
    const images = {
      data: Uint8Array.from({ length: 2 * 16 * 8 * 3 }, (_, index) => index % 256),
      shape: [2, 16, 8, 3],
    } as const;
    const before = tf.memory().numTensors;
    const fast = imagesToTensor(images);
    assert.equal(tf.memory().numTensors, before + 1);
    assert.deepEqual(fast.dataSync(), withoutOp('PIXELS', () => imagesToTensor(images)).dataSync());
    assert.ok(opsRun(() => imagesToTensor(images)).has('CreaturesPixels'));
  },
);
