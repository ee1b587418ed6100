import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { withRandomSeed } from '../../../src/network/random';
import { tf } from '../../../src/network/tensorflow';
import { inProject, venvProgram } from '../../../src/project';
import { largestDifference } from '../sampleData';

interface Case {
  readonly layers: () => tf.layers.Layer[];
  readonly optimizer: () => tf.Optimizer;
}

const { maxNorm, nonNeg, unitNorm, minMaxNorm } = tf.constraints;

function conv(options: object = {}): tf.layers.Layer {
  return tf.layers.conv2d({ filters: 4, kernelSize: 3, ...options });
}

function frozen(layer: tf.layers.Layer): tf.layers.Layer {
  layer.trainable = false;
  return layer;
}

const sgd = (rate = 0.1) => tf.train.sgd(rate);

/** The same networks as in kerasLayers.py. */
const CASES: Record<string, Case> = {
  maxNorm: {
    layers: () => [
      conv({
        kernelConstraint: maxNorm({ maxValue: 0.5 }),
        biasConstraint: maxNorm({ maxValue: 0.01 }),
      }),
    ],
    optimizer: () => sgd(0.2),
  },
  nonNeg: { layers: () => [conv({ kernelConstraint: nonNeg() })], optimizer: () => sgd(0.2) },
  unitNorm: {
    layers: () => [conv({ kernelConstraint: unitNorm({}) })],
    optimizer: () => tf.train.adam(0.01),
  },
  minMaxNorm: {
    layers: () => [
      conv({ kernelConstraint: minMaxNorm({ minValue: 0.2, maxValue: 0.6, rate: 0.5 }) }),
    ],
    optimizer: () => tf.train.rmsprop(0.01),
  },
  'depthwise maxNorm': {
    layers: () => [
      tf.layers.separableConv2d({
        filters: 4,
        kernelSize: 3,
        depthwiseConstraint: maxNorm({ maxValue: 0.3 }),
        pointwiseConstraint: maxNorm({ maxValue: 0.4 }),
      }),
    ],
    optimizer: () => sgd(0.2),
  },
  'gamma nonNeg': {
    layers: () => [
      conv(),
      tf.layers.batchNormalization({ gammaConstraint: maxNorm({ maxValue: 0.9 }) }),
    ],
    optimizer: () => sgd(0.2),
  },
  'no scale': {
    layers: () => [conv(), tf.layers.batchNormalization({ scale: false })],
    optimizer: sgd,
  },
  'no center': {
    layers: () => [conv(), tf.layers.batchNormalization({ center: false })],
    optimizer: sgd,
  },
  neither: {
    layers: () => [conv(), tf.layers.batchNormalization({ scale: false, center: false })],
    optimizer: sgd,
  },
  'frozen normalization': {
    layers: () => [conv(), frozen(tf.layers.batchNormalization())],
    optimizer: sgd,
  },
  dilated: { layers: () => [conv({ dilationRate: 2, padding: 'same' })], optimizer: sgd },
  'dilated valid': {
    layers: () => [conv({ dilationRate: [3, 2], activation: 'relu' })],
    optimizer: sgd,
  },
  'dilated twice': {
    layers: () => [
      conv({ dilationRate: 2, padding: 'same' }),
      conv({ dilationRate: [1, 2], activation: 'tanh' }),
    ],
    optimizer: sgd,
  },
  'dilated without bias': {
    layers: () => [conv({ dilationRate: 2, useBias: false })],
    optimizer: sgd,
  },
  separable: {
    layers: () => [
      conv(),
      tf.layers.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same' }),
    ],
    optimizer: sgd,
  },
  'separable dilated': {
    layers: () => [
      conv(),
      tf.layers.separableConv2d({ filters: 5, kernelSize: 3, dilationRate: 2, padding: 'same' }),
    ],
    optimizer: sgd,
  },
  depthwise: {
    layers: () => [
      conv(),
      tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }),
    ],
    optimizer: sgd,
  },
  'depthwise strides': {
    layers: () => [conv(), tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2 })],
    optimizer: sgd,
  },
  'depthwise dilated': {
    layers: () => [
      conv(),
      tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, dilationRate: 2 }),
    ],
    optimizer: sgd,
  },
  transposed: {
    layers: () => [
      conv(),
      tf.layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
    ],
    optimizer: sgd,
  },
  'average pooling': {
    layers: () => [conv(), tf.layers.averagePooling2d({ poolSize: 2 })],
    optimizer: sgd,
  },
  'global pooling': {
    layers: () => [
      conv(),
      tf.layers.upSampling2d({ size: [2, 2] }),
      tf.layers.globalAveragePooling2d({}),
      // Flatten takes no vectors in TensorFlow.js
      tf.layers.reshape({ targetShape: [4, 1] }),
    ],
    optimizer: sgd,
  },
  'overlapping pooling': {
    layers: () => [conv(), tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
    optimizer: sgd,
  },
  'layer normalization': {
    layers: () => [conv(), tf.layers.layerNormalization()],
    optimizer: sgd,
  },
  activations: {
    layers: () => [
      conv({ activation: 'elu' }),
      tf.layers.prelu(),
      tf.layers.leakyReLU({ alpha: 0.3 }),
      conv({ activation: 'selu' }),
    ],
    optimizer: sgd,
  },
  adam: { layers: () => [conv()], optimizer: () => tf.train.adam(0.01) },
  'small gradients': {
    layers: () => [conv(), tf.layers.rescaling({ scale: 1e-5 })],
    optimizer: () => tf.train.adam(0.01),
  },
  'centered rmsprop': {
    layers: () => [conv()],
    optimizer: () => tf.train.rmsprop(0.01, 0.9, 0, 1e-7, true),
  },
  adamax: { layers: () => [conv()], optimizer: () => tf.train.adamax(0.01) },
  adagrad: { layers: () => [conv()], optimizer: () => tf.train.adagrad(0.01) },
  momentum: { layers: () => [conv()], optimizer: () => tf.train.momentum(0.05, 0.9) },
};

const STEPS = 4;
const LABELS = [0, 1, 0, 1, 1, 1];

type Weights = { readonly shape: number[]; readonly data: number[] }[][];

interface Trained {
  readonly name: string;
  readonly weights: Weights;
  readonly images: Weights[0][0];
  readonly after: number[][][];
}

/** Trains each network for some steps in TensorFlow.js and in Keras, from the same weights, and compares those at the end. */
export async function testAgainstKeras(backend: string): Promise<void> {
  const trained: Trained[] = [];
  for (const [name, item] of Object.entries(CASES)) trained.push(await train(name, item));
  const keras = askKeras(trained);
  for (const [index, { name, weights, after }] of trained.entries()) {
    test(`on ${backend}, ${name} trains as in Keras`, () => {
      for (const [layer, arrays] of after.entries()) {
        for (const [place, array] of arrays.entries()) {
          const difference = largestDifference(array, keras[index][layer][place]);
          assert.ok(difference < 2e-5, `array ${place} of layer ${layer} differs by ${difference}`);
        }
      }
      const start = weights.flat().flatMap(({ data }) => data);
      assert.ok(largestDifference(start, after.flat(2)) > 1e-3, 'nothing was learned');
    });
  }
}

async function train(name: string, { layers, optimizer }: Case): Promise<Trained> {
  const images = tf.randomUniform([LABELS.length, 8, 8, 3], 0, 1, 'float32', 1);
  const labels = tf.oneHot(tf.tensor1d(LABELS, 'int32'), 2);
  const model = withRandomSeed(1, () => {
    const input = tf.layers.inputLayer({ inputShape: [8, 8, 3] });
    const top = [tf.layers.flatten(), tf.layers.dense({ units: 2, activation: 'softmax' })];
    return tf.sequential({ layers: [input, ...layers(), ...top] });
  });
  model.compile({ optimizer: optimizer(), loss: 'categoricalCrossentropy' });
  const learned = model.layers.filter((layer) => layer.getClassName() !== 'Reshape').slice(1);
  const weights = learned.map((layer) => layer.getWeights().map(plain));
  for (let step = 0; step < STEPS; step++) await model.trainOnBatch(images, labels);
  const after = learned.map((layer) => layer.getWeights().map((w) => plain(w).data));
  return { name, weights, images: plain(images), after };
}

function plain(tensor: tf.Tensor): Weights[0][0] {
  return { shape: tensor.shape, data: [...tensor.dataSync()] };
}

function askKeras(trained: readonly Trained[]): number[][][][] {
  const cases = trained.map(({ name, weights, images }) => ({
    name,
    weights,
    images,
    labels: LABELS.map((label) => [1 - label, label]),
    steps: STEPS,
  }));
  const { status, stdout, stderr } = spawnSync(
    venvProgram('python'),
    [inProject('test', 'network', 'tfjsMends', 'kerasLayers.py')],
    { input: JSON.stringify(cases), encoding: 'utf8', maxBuffer: 1e8 },
  );
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}
