import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tf } from '../../src/network/tensorflow';
import { batches } from '../../src/training/batches';
import { TrainingCallback } from '../../src/training/callback';
import type { FitResult } from '../../src/training/history';
import { stopOnNaN } from '../../src/training/stopOnNaN';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';
import { publishTestHost } from '../display/outputs';

const model = sampleNetwork();
after(() => disposeNetwork(model));
const dataset = sampleDataset({ numImages: 20 });
const trainSet = batches(dataset, { batchSize: 8, seed: 1 });
const quietly = { epochs: 3, verbose: 0 } as const;

/** Keeps what a callback is told. */
class Witness extends TrainingCallback {
  readonly told: string[] = [];

  override async onEpochEnd(epoch: number): Promise<void> {
    this.told.push(`end ${epoch}`);
  }

  override async onEpochCut(): Promise<void> {
    this.told.push('cut');
  }

  override release(): void {
    this.told.push('release');
  }
}

/** Stops the training of the model after so many batches. */
function stopAfter(numBatches: number) {
  let left = numBatches;
  const onBatchEnd = () => {
    if (--left === 0) model.stopTraining = true;
  };
  return { onBatchEnd };
}

test('model.fitDataset() takes callbacks of both kinds in one list, in any order, and gives them numbers', async () => {
  const seen: unknown[] = [];
  const plain = {
    onEpochEnd: (_epoch: number, logs?: tf.Logs) => void seen.push(logs?.loss),
    onBatchEnd: (_batch: number, logs?: tf.Logs) => void seen.push(logs?.acc),
  };
  for (const order of [1, -1]) {
    const witness = new Witness();
    const own = tf.callbacks.earlyStopping({ monitor: 'loss', patience: 9 });
    const callbacks = [plain, witness, own, new tf.CustomCallback(plain)].sort(() => order);
    await model.fitDataset(trainSet, { ...quietly, callbacks: callbacks });
    assert.deepEqual(witness.told, ['end 0', 'end 1', 'end 2', 'release']);
  }
  assert.equal(seen.length, 2 * 2 * (3 + 9));
  assert.ok(seen.every((value) => typeof value === 'number'));
});

test('model.fitDataset() keeps a cut epoch out of the history, apart', async () => {
  const witness = new Witness();
  const callbacks = [witness, stopAfter(5)] as object[];
  const validationData = batches(dataset);
  const result = await model.fitDataset(trainSet, { ...quietly, validationData, callbacks });
  const { history, partialEpoch } = result as FitResult;
  assert.deepEqual(
    ['loss', 'acc', 'val_loss', 'val_acc'].map((key) => history[key].length),
    [1, 1, 1, 1],
  );
  assert.deepEqual([partialEpoch?.epoch, partialEpoch?.batch, partialEpoch?.numBatches], [2, 2, 3]);
  assert.ok(Number.isFinite(partialEpoch?.loss) && Number.isFinite(partialEpoch?.acc));
  assert.deepEqual(witness.told, ['end 0', 'cut', 'release']);
});

test('model.fitDataset() takes an epoch whose last batch is done for whole, but not without its validation', async () => {
  const stopped = async (validationData?: tf.data.Dataset<tf.TensorContainer>) => {
    const callbacks = [stopAfter(3)];
    const result = await model.fitDataset(trainSet, { ...quietly, validationData, callbacks });
    return result as FitResult;
  };
  const without = await stopped();
  assert.deepEqual([without.history.loss.length, without.partialEpoch], [1, undefined]);
  const lacking = await stopped(batches(dataset));
  assert.deepEqual([lacking.history.loss, lacking.partialEpoch?.batch], [undefined, 3]);
});

test('model.fitDataset() takes an epoch for whole whose validation loss is 0 or no number', async () => {
  const line = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  line.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
  const points = tf.ones([2, 1]);
  for (const loss of [0, NaN]) {
    const answers = tf.tidy(() => (line.predict(points) as tf.Tensor).add(loss));
    const validationData: [tf.Tensor, tf.Tensor] = [points, answers];
    const result = await line.fit(points, points, { ...quietly, validationData });
    assert.deepEqual(result.history.val_loss, [loss, loss, loss]);
    assert.equal((result as FitResult).partialEpoch, undefined);
    answers.dispose();
  }
  points.dispose();
  disposeNetwork(line);
});

test('model.fitDataset() ends within a long validation when it is stopped there', async () => {
  let numValidated = 0;
  const validationData = batches(dataset, { batchSize: 1 }).mapAsync(async (batch) => {
    if (++numValidated === 4) model.stopTraining = true;
    return batch;
  });
  const result = await model.fitDataset(trainSet, { ...quietly, validationData });
  const { history, partialEpoch } = result as FitResult;
  assert.deepEqual([history.loss, partialEpoch?.batch], [undefined, 3]);
  assert.ok(numValidated < 20, `${numValidated} of 20 were validated`);
});

test('model.fit() tells a cut epoch apart too', async () => {
  const [xs, ys] = [tf.ones([20, 12, 12, 3]), tf.ones([20, 3])];
  const witness = new Witness();
  const callbacks = [stopAfter(4), witness] as object[];
  const result = await model.fit(xs, ys, { ...quietly, batchSize: 8, callbacks });
  const { history, partialEpoch } = result as FitResult;
  assert.deepEqual([history.loss.length, partialEpoch?.epoch, partialEpoch?.batch], [1, 2, 1]);
  assert.deepEqual(witness.told, ['end 0', 'cut', 'release']);
  tf.dispose([xs, ys]);
});

test('model.fitDataset() knows a cut epoch of a dataset without a size', async () => {
  const endless = tf.data
    .generator(() => [0, 1, 2].values())
    .mapAsync(async () => {
      const [batch] = await batches(dataset).take(1).toArray();
      return batch;
    });
  const stop = async (numBatches: number) =>
    (await model.fitDataset(endless, {
      ...quietly,
      callbacks: [stopAfter(numBatches)],
    })) as FitResult;
  assert.equal((await stop(100)).history.loss.length, 3);
  const { history, partialEpoch } = await stop(5);
  assert.deepEqual([history.loss.length, partialEpoch?.batch], [1, 2]);
});

const FAILURES: Record<string, () => Promise<unknown>> = {
  'a callback': () => {
    const onBatchEnd = () => {
      throw new Error('planned');
    };
    return model.fitDataset(trainSet, { ...quietly, callbacks: { onBatchEnd } });
  },
  'a callback at the end of an epoch': () => {
    const onEpochEnd = async () => {
      throw new Error('planned');
    };
    const validationData = batches(dataset);
    return model.fitDataset(trainSet, { ...quietly, validationData, callbacks: { onEpochEnd } });
  },
  'the data': () => {
    let numBatches = 0;
    const failing = trainSet.map((batch) => {
      if (++numBatches < 3) return batch;
      throw new Error('planned');
    });
    return model.fitDataset(failing, quietly);
  },
  'the validation data': () => {
    const validationData = batches(dataset).map(() => {
      throw new Error('planned');
    });
    return model.fitDataset(trainSet, { ...quietly, validationData });
  },
};

for (const [place, fail] of Object.entries(FAILURES)) {
  test(`model.fitDataset() leaves no tensors behind when ${place} fails, and can train again`, async () => {
    // The optimizer's own tensors come with the first step
    await model.fitDataset(trainSet, { epochs: 1, verbose: 0 });
    const { numTensors } = tf.memory();
    await assert.rejects(fail(), /planned/);
    const left = tf.memory().numTensors - numTensors;
    // The batch that tfjs's own map was at
    assert.ok(left <= (place.includes('data') ? 2 : 0), `${left} tensors`);
    await model.fitDataset(trainSet, { epochs: 1, verbose: 0 });
  });
}

test('model.fitDataset() leaves no tensors behind when it ends or is stopped', async () => {
  await model.fitDataset(trainSet, { epochs: 1, verbose: 0 });
  const { numTensors } = tf.memory();
  const validationData = batches(dataset);
  await model.fitDataset(trainSet, { ...quietly, validationData, callbacks: [stopOnNaN()] });
  await model.fitDataset(trainSet, { ...quietly, validationData, callbacks: [stopAfter(2)] });
  assert.equal(tf.memory().numTensors, numTensors);
});

test('model.fitDataset() refuses a second training of a network at once, and the first goes on', async () => {
  const first = model.fitDataset(trainSet, quietly);
  await nextTurn();
  const message = /^A training of this network runs already; put `await` before it/;
  await assert.rejects(model.fitDataset(trainSet, quietly), { name: 'Error', message });
  assert.equal((await first).history.loss.length, 3);
});

test('model.fit() ends after the running batch when the stop button of a notebook is pressed', async (t) => {
  const host = publishTestHost(t, { inNotebook: true });
  const [xs, ys] = [tf.ones([20, 12, 12, 3]), tf.ones([20, 3])];
  let numBatches = 0;
  const onBatchEnd = () => {
    if (++numBatches === 2) host.interrupts.callAll();
  };
  const fit = () => model.fit(xs, ys, { ...quietly, batchSize: 8, callbacks: { onBatchEnd } });
  const { partialEpoch } = (await fit()) as FitResult;
  assert.deepEqual([numBatches, partialEpoch?.batch], [2, 2]);
  assert.ok(host.interrupts.isEmpty, 'nobody must listen after a training');
  assert.equal((await fit()).history.loss.length, 3);
  tf.dispose([xs, ys]);
});
