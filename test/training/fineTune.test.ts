import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../src/insight/evaluate';
import type { tf } from '../../src/network/tensorflow';
import { fineTune } from '../../src/training/fineTune';
import {
  disposeNetwork,
  largestDifference,
  sampleDataset,
  sampleNetwork,
} from '../network/sampleData';
import { assertFreesTensors } from '../tensors';

const trainSet = sampleDataset({ numImages: 24 });
const validationData = sampleDataset({ numImages: 12, seed: 2 });

function numbersOf(model: tf.LayersModel): Map<string, number[]> {
  return new Map(
    model.layers.map((layer) => [
      layer.name,
      layer.getWeights().flatMap((weight) => [...weight.dataSync()]),
    ]),
  );
}

/** The layers whose numbers an action changes. */
async function changedBy(model: tf.LayersModel, action: () => Promise<unknown>): Promise<string[]> {
  const before = numbersOf(model);
  await action();
  const after = numbersOf(model);
  return [...before.keys()].filter(
    (name) => largestDifference(before.get(name) ?? [], after.get(name) ?? []) > 0,
  );
}

test('fineTune() trains the layers from the one that is named on, and tells what it gave', async () => {
  const model = sampleNetwork({ seed: 3 });
  const changed = await changedBy(model, async () => {
    const options = { fromLayer: 'conv4', validationData, epochs: 3, learningRate: 1e-3, seed: 1 };
    const { history, before, after, kept } = await fineTune(model, trainSet, options);
    assert.equal(history.val_loss.length, 3);
    assert.ok(Math.abs(history.val_loss[2] - after.loss) < 1e-5);
    assert.ok(after.loss < before.loss);
    assert.equal(kept, true);
    assert.ok(Math.abs(evaluate(model, validationData).loss - after.loss) < 1e-4);
  });
  assert.deepEqual(changed, ['conv4', 'dense1', 'dense2']);
  disposeNetwork(model);
});

test('fineTune() gives the old weights back where the loss became larger, and says so', async () => {
  const model = sampleNetwork({ seed: 3 });
  const changed = await changedBy(model, async () => {
    const options = { fromLayer: 'dense1', validationData, epochs: 2, learningRate: 0.5, seed: 1 };
    const { before, after, kept } = await fineTune(model, trainSet, options);
    assert.ok(after.loss > before.loss);
    assert.equal(kept, false);
    assert.ok(Math.abs(evaluate(model, validationData).loss - before.loss) < 1e-4);
  });
  assert.deepEqual(changed, []);
  disposeNetwork(model);
});

test('fineTune() gives the same numbers for the same seed', async () => {
  const run = async () => {
    const model = sampleNetwork({ seed: 3 });
    const options = { fromLayer: 'conv3', validationData, epochs: 1, seed: 5 };
    const result = await fineTune(model, trainSet, options);
    disposeNetwork(model);
    return result;
  };
  assert.deepEqual(await run(), await run());
});

test('fineTune() keeps nothing but the network in memory, compiled twice', async () => {
  await assertFreesTensors(async () => {
    const model = sampleNetwork({ seed: 3 });
    for (const fromLayer of ['dense1', 'conv4'])
      await fineTune(model, trainSet, { fromLayer, validationData, epochs: 1 });
    model.dispose();
  });
});

test('fineTune() says what does not fit before it changes anything', async () => {
  const model = sampleNetwork({ seed: 3 });
  const options = { fromLayer: 'conv4', validationData };
  const changed = await changedBy(model, async () => {
    await assert.rejects(fineTune(model, trainSet, { ...options, fromLayer: 'conv9' }), {
      name: 'RangeError',
      message: /^There is no layer called 'conv9'/,
    });
    await assert.rejects(fineTune(model, trainSet, { ...options, learningRate: -1 }), RangeError);
    await assert.rejects(fineTune(model, trainSet, { ...options, epochs: 0 }), RangeError);
    const large = sampleDataset({ numImages: 2, imageSize: 16 });
    await assert.rejects(fineTune(model, large, options), TypeError);
    await assert.rejects(
      fineTune(model, trainSet, { ...options, validationData: large }),
      TypeError,
    );
  });
  assert.deepEqual(changed, []);
  assert.equal(model.trainableWeights.length, model.weights.length);
  disposeNetwork(model);
});
