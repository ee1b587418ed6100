import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../src/network/tensorflow';
import { assertClose, assertSameWithoutOp, isMissing, opsRun, withoutOp } from './compare';

type Shape = [number, number, number, number];

interface Case {
  readonly images: Shape;
  readonly filters: number;
  readonly padding: 'same' | 'valid';
}

const CASES: Case[] = [
  { images: [1, 3, 3, 16], filters: 16, padding: 'valid' },
  { images: [1, 1, 1, 16], filters: 16, padding: 'same' },
  { images: [2, 4, 7, 32], filters: 16, padding: 'same' },
  { images: [3, 9, 5, 16], filters: 48, padding: 'valid' },
  { images: [5, 13, 12, 48], filters: 32, padding: 'same' },
  { images: [2, 47, 23, 64], filters: 80, padding: 'valid' },
  { images: [1, 3, 3, 3], filters: 16, padding: 'valid' },
  { images: [2, 5, 8, 3], filters: 48, padding: 'same' },
  { images: [3, 17, 21, 3], filters: 32, padding: 'same' },
  { images: [2, 30, 11, 3], filters: 64, padding: 'valid' },
];

function randomTensor(shape: number[], seed: number): tf.Tensor {
  return tf.randomUniform(shape, -1, 1, 'float32', seed);
}

function layerAndInput({ images, filters, padding }: Case): {
  layer: tf.layers.Layer;
  x: tf.Tensor4D;
} {
  const layer = tf.layers.conv2d({
    filters,
    kernelSize: 3,
    padding,
    biasInitializer: 'randomNormal',
  });
  layer.build(images);
  return { layer, x: randomTensor(images, 1) as tf.Tensor4D };
}

function forwardOp({ images }: Case): string {
  return images[3] === 3 ? 'CreaturesColorConv2D' : 'CreaturesConv2D';
}

const missing = isMissing('CONVOLUTION');

for (const item of CASES) {
  const name = `${item.images.join('x')} to ${item.filters} filters, padding ${item.padding}`;

  test(`tf.conv2d() gives what TensorFlow's convolution gives: ${name}`, { skip: missing }, () => {
    const x = randomTensor(item.images, 1) as tf.Tensor4D;
    const kernel = randomTensor([3, 3, item.images[3], item.filters], 2) as tf.Tensor4D;
    assertSameWithoutOp({
      op: 'CONVOLUTION',
      runs: forwardOp(item),
      compute: () => [tf.conv2d(x, kernel, 1, item.padding)],
    });
  });

  test(
    `a conv2d layer gives the gradients that TensorFlow's convolution gives: ${name}`,
    { skip: missing },
    () => {
      const { layer, x } = layerAndInput(item);
      const slope = randomTensor((layer.apply(x) as tf.Tensor).shape, 3);
      const weights = layer.getWeights().length;
      const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const loss = () => tf.sum<tf.Scalar>(tf.mul(layer.apply(x) as tf.Tensor, slope));
      for (const runs of [
        forwardOp(item),
        `${forwardOp(item)}KernelGradient`,
        'CreaturesBiasGradient',
      ]) {
        assertSameWithoutOp({
          op: 'CONVOLUTION',
          runs,
          compute: () => Object.values(tf.variableGrads(loss, variables).grads),
        });
      }
      assert.equal(weights, 2);
      const inputGradient = tf.grad((input) =>
        tf.sum(tf.mul(layer.apply(input) as tf.Tensor, slope)),
      );
      const runs = item.images[3] === 3 ? 'Conv2DBackpropInput' : 'CreaturesConv2DInputGradient';
      assertSameWithoutOp({ op: 'CONVOLUTION', runs, compute: () => [inputGradient(x)] });
    },
  );
}

test('a conv2d layer with its own relu gives what TensorFlow gives', { skip: missing }, () => {
  for (const images of [
    [2, 8, 9, 16],
    [2, 8, 9, 3],
  ] as Shape[]) {
    const layer = tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu' });
    const x = randomTensor(images, 1);
    const runs = forwardOp({ images, filters: 32, padding: 'valid' });
    assertSameWithoutOp({ op: 'CONVOLUTION', runs, compute: () => [layer.apply(x) as tf.Tensor] });
    assert.equal((layer.apply(x) as tf.Tensor).min().dataSync()[0], 0);
  }
});

test(
  'a conv2d layer does not compute the gradient of an input that nobody asks for',
  { skip: missing },
  () => {
    const layer = tf.layers.conv2d({ filters: 16, kernelSize: 3 });
    const x = randomTensor([1, 6, 6, 3], 1);
    layer.apply(x);
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const step = () =>
      tf.variableGrads(() => tf.sum<tf.Scalar>(layer.apply(x) as tf.Tensor), variables);
    const ops = [...opsRun(step)];
    assert.ok(
      ops.includes('CreaturesColorConv2DKernelGradient') && !ops.includes('Conv2DBackpropInput'),
      ops.join(),
    );
    assert.ok(
      opsRun(() => withoutOp('CONVOLUTION', step)).has('Conv2DBackpropInput'),
      'as it comes, the layer computes it',
    );
  },
);

test('convolutions that the fast algorithm does not know are computed by TensorFlow', () => {
  const x = randomTensor([1, 8, 8, 16], 1) as tf.Tensor4D;
  const unknown = [
    { size: 5, filters: 16, stride: 1, dilation: 1 },
    { size: 3, filters: 17, stride: 1, dilation: 1 },
    { size: 3, filters: 16, stride: 2, dilation: 1 },
    { size: 3, filters: 16, stride: 1, dilation: 2 },
  ];
  for (const { size, filters, stride, dilation } of unknown) {
    const kernel = randomTensor([size, size, 16, filters], 2) as tf.Tensor4D;
    const ops = opsRun(() => tf.conv2d(x, kernel, stride, 'valid', 'NHWC', dilation));
    assert.deepEqual([...ops], ['Conv2D']);
  }
});

test(
  'a picture smaller than the kernel is refused, and the process goes on',
  { skip: missing },
  () => {
    const x = randomTensor([1, 1, 1, 16], 1) as tf.Tensor4D;
    const kernel = randomTensor([3, 3, 16, 16], 2) as tf.Tensor4D;
    assert.throws(() => tf.conv2d(x, kernel, 1, 'valid'), Error);
    assert.deepEqual(tf.conv2d(x, kernel, 1, 'same').shape, [1, 1, 1, 16]);
  },
);

test(
  'a convolution gives the same digits each time, whichever core computes what',
  { skip: missing },
  () => {
    const { layer, x } = layerAndInput({ images: [8, 31, 29, 32], filters: 32, padding: 'same' });
    const gradient = tf.grad((input) => tf.sum(tf.square(layer.apply(input) as tf.Tensor)));
    const first = gradient(x).dataSync();
    for (let repeat = 0; repeat < 5; repeat++) assert.deepEqual(gradient(x).dataSync(), first);
  },
);

test('the gradient of a gradient of a convolution is that of TensorFlow', { skip: missing }, () => {
  const x = randomTensor([1, 5, 5, 16], 1) as tf.Tensor4D;
  const kernel = randomTensor([3, 3, 16, 16], 2) as tf.Tensor4D;
  const slopeOf = tf.grad((input) =>
    tf.sum(tf.square(tf.relu(tf.conv2d(input as tf.Tensor4D, kernel, 1, 'same')))),
  );
  const steepness = tf.grad((input) => tf.sum(tf.square(slopeOf(input))));
  const fast = steepness(x);
  assertClose(
    fast,
    withoutOp('CONVOLUTION', () => withoutOp('RELU_GRADIENT', () => steepness(x))),
  );
});
