import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../src/network/tensorflow';
import { imagesToTensor, labelsToOneHot } from '../../src/network/tensors';
import { batches, type Batch } from '../../src/training/batches';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';

const dataset = sampleDataset({ numImages: 20 });

/** One walk through all batches: how large each is, and what tells its pictures from others. */
async function walk(source: tf.data.Dataset<Batch>) {
  const sizes: number[] = [];
  const order: number[] = [];
  await source.forEachAsync(({ xs, ys }) => {
    sizes.push(xs.shape[0]);
    order.push(...tf.tidy(() => xs.sum([1, 2, 3]).dataSync()));
    tf.dispose([xs, ys]);
  });
  return { sizes, order };
}

test('batches() gives every picture once an epoch, in another order each time, the last batch smaller', async () => {
  const source = batches(dataset, { batchSize: 8, seed: 1 });
  const [first, second] = [await walk(source), await walk(source)];
  assert.deepEqual([source.size, first.sizes, second.sizes], [3, [8, 8, 4], [8, 8, 4]]);
  assert.notDeepEqual(first.order, second.order);
  const inOrder = (await walk(batches(dataset, { shuffle: false }))).order;
  assert.notDeepEqual(first.order, inOrder);
  assert.deepEqual([...first.order].sort(), [...inOrder].sort());
  assert.deepEqual([...second.order].sort(), [...inOrder].sort());
});

test('batches() gives the same order for the same seed, another for another and without', async () => {
  const order = async (seed?: number) => (await walk(batches(dataset, { seed }))).order;
  assert.deepEqual(await order(3), await order(3));
  assert.notDeepEqual(await order(3), await order(4));
  assert.notDeepEqual(await order(), await order());
});

test('batches() gives pixels of 0 to 1 and one-hot labels that belong together', async () => {
  const [batch] = await batches(dataset, { batchSize: 20, shuffle: false }).toArray();
  const [xs, ys] = [imagesToTensor(dataset.images), labelsToOneHot(dataset.labels, 3)];
  assert.deepEqual([batch.xs.shape, batch.ys.shape], [xs.shape, ys.shape]);
  assert.deepEqual([batch.xs.dataSync(), batch.ys.dataSync()], [xs.dataSync(), ys.dataSync()]);
  tf.dispose([batch.xs, batch.ys, xs, ys]);
});

test('model.evaluateDataset(batches()) keeps the order, draws no random number and leaves no tensors', async (t) => {
  const model = sampleNetwork();
  const draw = t.mock.method(Math, 'random');
  const { numTensors } = tf.memory();
  const scores = (await model.evaluateDataset(
    batches(dataset, { batchSize: 8 }),
    {},
  )) as tf.Scalar[];
  assert.equal(draw.mock.callCount(), 0);
  const [xs, ys] = [imagesToTensor(dataset.images), labelsToOneHot(dataset.labels, 3)];
  const expected = model.evaluate(xs, ys) as tf.Scalar[];
  scores.forEach((score, index) =>
    assert.ok(Math.abs(score.dataSync()[0] - expected[index].dataSync()[0]) < 1e-6),
  );
  tf.dispose([xs, ys, ...scores, ...expected]);
  assert.equal(tf.memory().numTensors, numTensors);
  disposeNetwork(model);
});

test('model.fitDataset(batches()) of 3 epochs and 3 more is the same as of 6', async () => {
  const [once, twice] = [sampleNetwork(), sampleNetwork()];
  const weights = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.dataSync());
  const source = batches(dataset, { batchSize: 8, seed: 2 });
  await once.fitDataset(batches(dataset, { batchSize: 8, seed: 2 }), { epochs: 4, verbose: 0 });
  await twice.fitDataset(source, { epochs: 2, verbose: 0 });
  await twice.fitDataset(source, { epochs: 4, initialEpoch: 2, verbose: 0 });
  assert.deepEqual(weights(twice), weights(once));
  [once, twice].forEach(disposeNetwork);
});

test('batches() refuses what is no data set, and labels without a class', () => {
  const refuse = (value: unknown) => batches(value as typeof dataset);
  for (const value of [undefined, 3, [], dataset.images, Promise.resolve(dataset)]) {
    assert.throws(() => refuse(value), {
      name: 'TypeError',
      message: /must be a data set|must be/,
    });
  }
  assert.throws(() => refuse({ trainSet: dataset, testSet: dataset }), /take its trainSet/);
  assert.throws(() => refuse({ ...dataset, labels: dataset.labels.map(() => 7) }), {
    name: 'RangeError',
    message: /must be a class from 0 to 2, but is 7$/,
  });
  const words = [...dataset.labels].map(() => 'dogs');
  assert.throws(() => refuse({ ...dataset, labels: words }), { name: 'TypeError' });
  assert.throws(() => batches(dataset, { batchSize: 0 }), { name: 'RangeError' });
});
