import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { flagOf, NATIVE_OPS } from '../../src/fast-ops/switches';
import { tf } from '../../src/network/tensorflow';
import { inProject } from '../../src/project';
import { train } from '../../src/training/train';
import {
  disposeNetwork,
  largestDifference,
  sampleDataset,
  sampleNetwork,
  withoutDropout,
} from '../network/sampleData';
import { assertFreesTensors } from '../tensors';
import { isMissing, recordOps } from './compare';

const SIZE = { imageSize: 12, numClasses: 3 };
const dataset = sampleDataset({ numImages: 16, ...SIZE });

/** Trains a network of one seed and returns its losses. */
async function losses(epochs: number): Promise<number[]> {
  const model = withoutDropout(sampleNetwork({ ...SIZE, seed: 3 }));
  const { history } = await train(model, dataset, { epochs, batchSize: 8, seed: 1 });
  disposeNetwork(model);
  return [...history.loss];
}

test('train() gives the losses of TensorFlow.js with every op switched off, one after the other and all at once', async () => {
  const fast = await losses(2);
  for (const off of [...NATIVE_OPS.map((op) => [op]), NATIVE_OPS]) {
    const wereOn = off.filter((op) => tf.env().getBool(flagOf(op)));
    for (const op of wereOn) tf.env().set(flagOf(op), false);
    const { names, stop } = recordOps();
    const own = await losses(2).finally(stop);
    for (const op of wereOn) tf.env().set(flagOf(op), true);
    assert.ok(
      largestDifference(fast, own) < 1e-4,
      `${off.join()}: ${fast.join()} and ${own.join()}`,
    );
    if (off === NATIVE_OPS)
      assert.deepEqual(
        [...names].filter((name) => name.startsWith('Creatures')),
        [],
      );
  }
});

test('a training step frees the tensors and the memory that it takes', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 16, kernelSize: 3, inputShape: [64, 64, 3] }),
      tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 16 }),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const x = tf.randomUniform([16, 64, 64, 3], 0, 1, 'float32', 1);
  const y = tf.oneHot(tf.tensor1d(new Int32Array(16), 'int32'), 2);
  const steps = async (count: number) => {
    for (let step = 0; step < count; step++) await model.trainOnBatch(x, y);
  };
  await steps(20);
  const before = process.memoryUsage().rss;
  await assertFreesTensors(() => steps(200));
  // Most arrays of a step hold 4 MB: one that is not freed would be 800 MB by now
  const growth = process.memoryUsage().rss - before;
  assert.ok(growth < 200e6, `grew by ${growth / 1e6} MB in 200 steps`);
});

/** Prints the losses and the weights of a training as a program of its own, whose threads can be chosen. */
const PROGRAM = `
  const { sampleDataset, sampleNetwork } = require(${JSON.stringify(inProject('dist/test/network/sampleData.js'))});
  const { train } = require(${JSON.stringify(inProject('dist/src/training/train.js'))});
  const { tf } = require(${JSON.stringify(inProject('dist/src/network/tensorflow.js'))});
  const model = sampleNetwork({ imageSize: 24, numClasses: 3, seed: 1 });
  const dataset = sampleDataset({ numImages: 40, imageSize: 24, numClasses: 3 });
  train(model, dataset, { epochs: 2, batchSize: 16, seed: 1 }).then(({ history }) => {
    const weights = model.getWeights().map((weight) => Buffer.from(weight.dataSync().slice().buffer).toString('base64'));
    console.log(JSON.stringify([history.loss, weights]));
  });
`;

test(
  'train() gives the same digits whatever the number of threads',
  { skip: isMissing('RELU_GRADIENT') || (spawnSync('taskset', ['-V']).error && 'no taskset here') },
  () => {
    const [one, all, many] = [
      ['taskset', '-c', '0', process.execPath],
      [process.execPath],
      ['env', 'TF_NUM_INTRAOP_THREADS=5', process.execPath],
    ].map(([program, ...options]) => {
      const { status, stdout, stderr } = spawnSync(program, [...options, '-e', PROGRAM], {
        encoding: 'utf8',
        maxBuffer: 1e9,
      });
      assert.equal(status, 0, stderr);
      return stdout;
    });
    assert.ok(one.length > 1000);
    assert.ok(one === all, 'one thread and all give other digits');
    assert.ok(one === many, 'one thread and five give other digits');
  },
);

test('a network saved with its optimizer goes on as if it had never stopped', async () => {
  const x = tf.randomUniform([8, 12, 12, 3], 0, 1, 'float32', 1);
  const y = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], 'int32'), 3);
  const steps = async (model: tf.LayersModel, count: number): Promise<number> => {
    for (let step = 1; step < count; step++) await model.trainOnBatch(x, y);
    return ((await model.trainOnBatch(x, y)) as number[])[0];
  };
  const straight = await steps(withoutDropout(sampleNetwork(SIZE)), 6);
  const model = withoutDropout(sampleNetwork(SIZE));
  await steps(model, 3);
  let saved: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
  });
  await model.save(handler, { includeOptimizer: true });
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
  assert.ok(Math.abs((await steps(loaded, 3)) - straight) < 1e-5);
});
