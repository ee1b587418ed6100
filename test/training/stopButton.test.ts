import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batches } from '../../src/training/batches';
import type { FitResult } from '../../src/training/history';
import { stopButton } from '../../src/training/stopButton';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';
import { publishTestHost } from '../display/outputs';

const dataset = sampleDataset({ numImages: 20 });

/** Trains a new network with a stop button, which is pressed after so many batches. */
async function run(press: () => void, afterBatches: number): Promise<FitResult> {
  const model = sampleNetwork();
  let left = afterBatches;
  const onBatchEnd = () => {
    if (--left === 0) press();
  };
  const callbacks = [stopButton(), { onBatchEnd }] as object[];
  const source = batches(dataset, { batchSize: 8, seed: 1 });
  const result = await model.fitDataset(source, { epochs: 3, verbose: 0, callbacks });
  disposeNetwork(model);
  return result;
}

test('stopButton() ends a training after the running batch and leaves the listeners of others in place', async () => {
  const listeners = process.listeners('SIGINT');
  let presses = 0;
  const other = () => {
    presses++;
  };
  process.on('SIGINT', other);
  try {
    const { history, partialEpoch } = await run(() => process.emit('SIGINT'), 4);
    assert.deepEqual([history.loss.length, partialEpoch?.epoch, partialEpoch?.batch], [1, 2, 1]);
    assert.equal(presses, 1);
    assert.deepEqual(process.listeners('SIGINT'), [...listeners, other]);
  } finally {
    process.off('SIGINT', other);
  }
});

test('stopButton() hands the second press on to whoever listened before', async () => {
  const listeners = process.listeners('SIGINT').length;
  const seen: number[] = [];
  await run(() => {
    process.emit('SIGINT');
    // Nobody of ours is left, so a real second Ctrl+C would end the program
    seen.push(process.listeners('SIGINT').length);
  }, 1);
  assert.deepEqual(seen, [listeners]);
});

test('stopButton() ends all trainings that run', async () => {
  const results = await Promise.all([
    run(() => process.emit('SIGINT'), 4),
    run(() => undefined, 0),
  ]);
  for (const { history } of results) assert.ok((history.loss ?? []).length < 3);
  assert.deepEqual(process.listeners('SIGINT'), []);
});

test('stopButton() hears the stop button of a notebook', async (t) => {
  const host = publishTestHost(t, { inNotebook: true });
  const { partialEpoch } = await run(() => host.interrupts.callAll(), 2);
  assert.deepEqual([partialEpoch?.epoch, partialEpoch?.batch], [1, 2]);
  assert.ok(host.interrupts.isEmpty);
});

test('stopButton() listens no longer when the training has failed', async () => {
  const listeners = process.listeners('SIGINT');
  const fail = () => {
    throw new Error('planned');
  };
  await assert.rejects(run(fail, 1), /planned/);
  assert.deepEqual(process.listeners('SIGINT'), listeners);
});
