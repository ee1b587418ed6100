import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../src/network/tensorflow';
import { learningRateSchedule } from '../../src/training/learningRateSchedule';
import { disposeNetwork } from '../network/sampleData';

const OPTIMIZERS: Record<string, (rate: number) => tf.Optimizer> = {
  sgd: (rate) => tf.train.sgd(rate),
  momentum: (rate) => tf.train.momentum(rate, 0.9),
  rmsprop: (rate) => tf.train.rmsprop(rate),
  adam: (rate) => tf.train.adam(rate),
  adamax: (rate) => tf.train.adamax(rate),
  adagrad: (rate) => tf.train.adagrad(rate),
  adadelta: (rate) => tf.train.adadelta(rate),
};

/** Trains one weight for so many epochs of one step. Returns how far it moved in each. */
async function movesOf(optimizer: tf.Optimizer, epochs: number, callbacks: tf.Callback[]) {
  const layer = tf.layers.dense({
    units: 1,
    inputShape: [1],
    useBias: false,
    weights: [tf.ones([1, 1])],
  });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  const [xs, ys] = [tf.ones([1, 1]), tf.fill([1, 1], 5)];
  const weights = [1];
  const watch = {
    onEpochEnd: () => {
      weights.push(model.getWeights()[0].dataSync()[0]);
    },
  };
  await model.fit(xs, ys, { epochs, verbose: 0, callbacks: [...callbacks, watch] as object[] });
  tf.dispose([xs, ys]);
  disposeNetwork(model);
  return weights.slice(1).map((weight, epoch) => weight - weights[epoch]);
}

for (const native of [true, false]) {
  for (const [name, create] of Object.entries(OPTIMIZERS)) {
    test(`learningRateSchedule() steers ${name} ${native ? 'with' : 'without'} native ops`, async (t) => {
      tf.env().set('CREATURES_OPTIMIZER', native);
      t.after(() => tf.env().set('CREATURES_OPTIMIZER', true));
      const [plain] = await movesOf(create(0.01), 1, []);
      const [first, second] = await movesOf(create(99), 2, [
        learningRateSchedule({ 0: 0.01, 1: 0 }),
      ]);
      assert.ok(Math.abs(first - plain) < 1e-7, `${first} and ${plain}`);
      assert.equal(second, 0);
      const doubled = await movesOf(create(0.005), 1, [
        learningRateSchedule((_, rate) => 2 * rate),
      ]);
      assert.ok(Math.abs(doubled[0] - plain) < 1e-7);
    });
  }
}

test('learningRateSchedule() takes a table from the given epochs on, and the own rate before', async () => {
  const rates: number[] = [];
  const optimizer = tf.train.sgd(0.5);
  const watch = new tf.CustomCallback({
    onBatchBegin: () => void rates.push(Reflect.get(optimizer, 'learningRate') as number),
  });
  const schedule = learningRateSchedule({ 2: 0.1, 4: 0.01 });
  await movesOf(optimizer, 6, [schedule, watch as unknown as tf.Callback]);
  assert.deepEqual(rates, [0.5, 0.5, 0.1, 0.1, 0.01, 0.01]);
});

test('learningRateSchedule() refuses what is no learning rate', async () => {
  assert.throws(() => learningRateSchedule({ 0: -1 }), {
    name: 'RangeError',
    message:
      /^The learning rate from epoch 0 on must be a number of at least 0, such as 0\.001, but is -1$/i,
  });
  assert.throws(() => learningRateSchedule({ 0: '1' as never }), { name: 'TypeError' });
  assert.throws(() => learningRateSchedule(0.1 as never), { name: 'TypeError' });
  const nan = [learningRateSchedule(() => NaN)];
  await assert.rejects(movesOf(tf.train.sgd(0.1), 1, nan), /the learning rate of epoch 0 must be/i);
});
