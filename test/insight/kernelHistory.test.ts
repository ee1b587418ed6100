import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadNpy, saveNpy } from '../../src/files/npy';
import {
  kernelChanges,
  recordKernels,
  stackKernels,
  unstackKernels,
} from '../../src/insight/kernelHistory';
import { kernels, type Kernels } from '../../src/insight/kernels';
import { batches } from '../../src/training/batches';
import { train } from '../../src/training/train';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';
import { assertFreesTensors } from '../tensors';

const dataset = sampleDataset({ numImages: 10 });
const model = sampleNetwork({ seed: 2 });
after(() => disposeNetwork(model));

const state = (values: number[]): Kernels => ({
  data: Float32Array.from(values),
  shape: [1, 1, 3, 1],
});

test('recordKernels() keeps the kernels of the start and of each finished epoch', async () => {
  const start = kernels(model, 'conv1');
  const recorder = recordKernels(model, 'conv1');
  const seen: Kernels[] = [];
  const watch = { onEpochEnd: () => void seen.push(kernels(model, 0)) };
  await model.fitDataset(batches(dataset, { batchSize: 4, seed: 1 }), {
    epochs: 3,
    verbose: 0,
    validationData: batches(dataset),
    callbacks: [recorder, watch],
  });
  assert.deepEqual(recorder.kernels, [start, ...seen]);
  assert.equal(recorder.kernels.length, 4);
  assert.deepEqual(recorder.kernels[3], kernels(model, model.layers[0]));
  assert.notDeepEqual(recorder.kernels[1], recorder.kernels[2]);
});

test('recordKernels() does not keep an epoch that is cut short, and goes on in the next training', async () => {
  const recorder = recordKernels(model, 'conv2');
  let numBatches = 0;
  const stop = {
    onBatchEnd: () => {
      if (++numBatches === 4) model.stopTraining = true;
    },
  };
  const { history, partialEpoch } = await train(model, dataset, {
    epochs: 4,
    batchSize: 4,
    callbacks: [stop, recorder],
  });
  assert.deepEqual([history.loss.length, partialEpoch?.batch], [1, 1]);
  assert.equal(recorder.kernels.length, 2);
  await train(model, dataset, { epochs: 2, batchSize: 10, callbacks: [recorder] });
  assert.equal(recorder.kernels.length, 4);
});

test('recordKernels() changes nothing in a training and leaves no tensors behind', async () => {
  const [watched, alone] = [sampleNetwork({ seed: 3 }), sampleNetwork({ seed: 3 })];
  const recorder = recordKernels(watched, 'conv1');
  // The optimizer's own tensors come with the first step
  await train(watched, dataset, { epochs: 1, seed: 1, callbacks: [recorder] });
  await train(alone, dataset, { epochs: 1, seed: 1 });
  assert.deepEqual(kernels(watched, 'conv1'), kernels(alone, 'conv1'));
  await assertFreesTensors(async () => {
    await train(watched, dataset, { epochs: 2, seed: 1, callbacks: [recorder] });
  });
  [watched, alone].forEach(disposeNetwork);
});

test('recordKernels() refuses a layer that is no convolution', () => {
  assert.throws(() => recordKernels(model, 1), {
    name: 'TypeError',
    message: /^Layer 'relu1' is no convolution/,
  });
});

test('stackKernels() makes one array that a file keeps, and unstackKernels() takes it apart again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'creatures-kernels-'));
  const states = recordKernels(model, 0).kernels.flatMap((one) => [
    one,
    { ...one, data: one.data.map((weight) => weight + 1) },
  ]);
  const stack = stackKernels(states);
  assert.deepEqual(stack.shape, [2, 3, 3, 3, 32]);
  await saveNpy(join(folder, 'kernels.npy'), stack);
  const loaded = unstackKernels(await loadNpy(join(folder, 'kernels.npy'), { holds: 'array' }));
  assert.deepEqual(loaded, states);
  loaded[0].data.fill(0);
  assert.deepEqual(stack.data.subarray(0, 9), states[0].data.subarray(0, 9));
  await rm(folder, { recursive: true });
});

test('stackKernels() and unstackKernels() refuse what is not a history of kernels', () => {
  assert.throws(() => stackKernels([]), { name: 'TypeError', message: /a list of at least one/ });
  assert.throws(
    () => stackKernels([state([1, 2, 3]), { data: new Float32Array(1), shape: [1, 1, 1, 1] }]),
    {
      name: 'TypeError',
      message: /the first have the shape \[1, 1, 3, 1\] and others \[1, 1, 1, 1\]/,
    },
  );
  assert.throws(() => unstackKernels({ data: new Float32Array(4), shape: [4] }), {
    name: 'TypeError',
    message: /but has 4 numbers for the shape \[4\]$/,
  });
  assert.throws(() => unstackKernels({ data: new Float64Array(3), shape: [1, 1, 1, 3, 1] }), {
    name: 'TypeError',
    message: /must hold float32, but holds a Float64Array/,
  });
  assert.throws(() => unstackKernels({ data: new Float32Array(5), shape: [2, 1, 1, 3, 1] }), {
    name: 'TypeError',
    message: /has 5 numbers for the shape/,
  });
});

test('kernelChanges() gives the distance of each state from the first', () => {
  const states = [state([1, 2, 3]), state([1, 4, 2.5])];
  assert.deepEqual(kernelChanges(states), [state([0, 0, 0]), state([0, 2, -0.5])]);
  assert.deepEqual(states[0], state([1, 2, 3]));
});
