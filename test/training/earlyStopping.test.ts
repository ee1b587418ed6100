import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { tf } from '../../src/network/tensorflow';
import { earlyStopping, type EarlyStoppingOptions } from '../../src/training/earlyStopping';
import { disposeNetwork } from '../network/sampleData';

const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
const points = tf.tensor2d([[1], [2]]);
after(() => {
  disposeNetwork(model);
  points.dispose();
});

/**
 * Trains with the given values in place of those measured. Returns how many epochs were done, and in which the
 * weights were those that the network has at the end.
 */
async function run(values: number[], options: EarlyStoppingOptions, name = 'val_loss') {
  const weights: number[] = [];
  const fake = {
    onEpochEnd: (epoch: number, logs?: tf.Logs) => {
      Object.assign(logs ?? {}, { [name]: values[epoch] });
      weights.push(model.getWeights()[0].dataSync()[0]);
    },
  };
  const stopping = earlyStopping(options);
  const callbacks = [fake, stopping] as object[];
  await model.fit(points, points, { epochs: values.length, verbose: 0, callbacks });
  const last = model.getWeights()[0].dataSync()[0];
  return { done: weights.length, best: stopping.bestEpoch, kept: weights.indexOf(last) + 1 };
}

test('earlyStopping() waits for so many epochs without a better value, and restores the best weights', async () => {
  const values = [3, 2, 2.5, 2.2, 1, 1];
  assert.deepEqual(await run(values, { patience: 2 }), { done: 4, best: 2, kept: 4 });
  const options = { patience: 2, restoreBestWeights: true };
  assert.deepEqual(await run(values, options), { done: 4, best: 2, kept: 2 });
});

test('earlyStopping() restores the best weights after the last epoch too', async () => {
  const options = { patience: 5, restoreBestWeights: true };
  assert.deepEqual(await run([3, 1, 2], options), { done: 3, best: 2, kept: 2 });
  assert.deepEqual(await run([NaN, NaN], options), { done: 2, best: 0, kept: 1 });
});

test('earlyStopping() takes large values for good where they are', async () => {
  const values = [0.1, 0.5, 0.4, 0.6];
  assert.equal((await run(values, { monitor: 'val_acc' }, 'val_acc')).done, 3);
  assert.equal((await run(values, { mode: 'max' })).done, 3);
  assert.equal((await run(values, {})).done, 2);
  assert.equal((await run(values, { mode: 'min', monitor: 'acc' }, 'acc')).done, 2);
});

test('earlyStopping() asks for a difference and a baseline', async () => {
  assert.equal((await run([3, 2.95, 2.9, 2], { minDelta: 0.1 })).done, 2);
  assert.equal((await run([3, 2.95, 2.9, 2], { patience: 2, baseline: 2.5 })).done, 2);
});

test('tf.callbacks.earlyStopping() stops when that of TensorFlow.js does, and restores', async () => {
  const patience = 2;
  const random = [...Array(12).keys()].map((index) => Math.abs(Math.sin(7 * index)));
  const own = new tf.EarlyStopping({ monitor: 'val_loss', patience });
  const ours = tf.callbacks.earlyStopping({
    monitor: 'val_loss',
    patience,
    restoreBestWeights: true,
  });
  const done: number[] = [];
  for (const stopping of [own, ours]) {
    let numEpochs = 0;
    const fake = {
      onEpochEnd: (epoch: number, logs?: tf.Logs) => {
        numEpochs++;
        Object.assign(logs ?? {}, { val_loss: random[epoch] });
      },
    };
    await model.fit(points, points, {
      epochs: 12,
      verbose: 0,
      callbacks: [fake, stopping] as object[],
    });
    done.push(numEpochs);
  }
  assert.equal(done[0], done[1]);
  assert.ok(done[0] < 12);
});

test('earlyStopping() leaves no tensors behind, also when the training fails', async () => {
  const { numTensors } = tf.memory();
  await run([3, 2, 2.5, 2.2], { patience: 1, restoreBestWeights: true });
  const fail = () => {
    throw new Error('planned');
  };
  const callbacks = [
    earlyStopping({ monitor: 'loss', patience: 9, restoreBestWeights: true }),
    { onEpochEnd: (epoch: number) => epoch === 2 && fail() },
  ] as object[];
  await assert.rejects(model.fit(points, points, { epochs: 4, verbose: 0, callbacks }), /planned/);
  assert.equal(tf.memory().numTensors, numTensors);
});

test('earlyStopping() says at once when there is nothing to monitor', async () => {
  const callbacks = [earlyStopping()];
  await assert.rejects(model.fit(points, points, { epochs: 2, verbose: 0, callbacks }), {
    name: 'Error',
    message:
      "earlyStopping() monitors 'val_loss', but the training has loss; give validationData, or monitor one of these",
  });
  assert.throws(() => earlyStopping({ patience: -1 }), { name: 'RangeError' });
  assert.throws(() => earlyStopping({ mode: 'best' as never }), { name: 'RangeError' });
});
