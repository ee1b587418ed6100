import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flagOf, NATIVE_OPS } from '../../src/fast-ops/switches';
import { tf } from '../../src/network/tensorflow';
import { train } from '../../src/training/train';
import {
  disposeNetwork,
  largestDifference,
  sampleDataset,
  sampleNetwork,
  withoutDropout,
} from '../network/sampleData';
import { recordOps } from './compare';

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

test(
  'train() needs no more tensors and no more memory after 100 steps',
  { timeout: 300_000 },
  async () => {
    const model = sampleNetwork(SIZE);
    await train(model, dataset, { epochs: 50, batchSize: 8, seed: 1 });
    const before = { tensors: tf.memory().numTensors, bytes: process.memoryUsage().rss };
    await train(model, dataset, { epochs: 450, batchSize: 8, seed: 1 });
    assert.equal(tf.memory().numTensors, before.tensors);
    const growth = process.memoryUsage().rss - before.bytes;
    assert.ok(growth < 30e6, `grew by ${(growth / 1e6).toFixed(1)} MB in 900 steps`);
    disposeNetwork(model);
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
