import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { tf } from '../../src/network/tensorflow';
import { batches } from '../../src/training/batches';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';

const model = sampleNetwork();
const dataset = sampleDataset({ numImages: 4 });
const trainSet = batches(dataset);
const [xs, ys] = [tf.ones([4, 12, 12, 3]), tf.ones([4, 3])];
after(() => {
  disposeNetwork(model);
  tf.dispose([xs, ys]);
});

const promise = Promise.resolve(trainSet);
const quietly = { epochs: 1, verbose: 0 };

type Wrong = readonly [unknown, 'TypeError' | 'RangeError', RegExp];

/** The calls and what must be said to a wrong value in each. */
async function checkAll(run: (wrong: never) => Promise<unknown>, cases: readonly Wrong[]) {
  for (const [wrong, name, message] of cases)
    await assert.rejects(run(wrong as never), { name, message });
}

const DATA: readonly Wrong[] = [
  [promise, 'TypeError', /must be batches .* but is a promise: did you forget `await`\?$/],
  [dataset, 'TypeError', /must be batches such as batches\(trainSet\) gives, but is a data set/],
  [xs, 'TypeError', /must be batches .* but is a tensor of shape \[4, 12, 12, 3\]/],
  ['x', 'TypeError', /must be batches .* but is the text 'x'$/],
];

test('model.fitDataset() and evaluateDataset() refuse what gives no batches', async () => {
  const none: Wrong = [undefined, 'TypeError', /must be batches .* but is undefined$/];
  await checkAll((wrong) => model.fitDataset(wrong, quietly), [...DATA, none]);
  await checkAll((wrong) => model.evaluateDataset(wrong, {}), [...DATA, none]);
  await checkAll(
    (validationData) => model.fitDataset(trainSet, { ...quietly, validationData }),
    DATA,
  );
});

test('model.fit() refuses what is no tensor, and validation data that it would not look at', async () => {
  const cases: readonly Wrong[] = [
    [promise, 'TypeError', /^[xy] of fit\(\) must be a tensor.* did you forget `await`\?$/],
    [dataset, 'TypeError', /data sets go to fitDataset\(\) as batches\(…\)$/],
    [null, 'TypeError', /^[xy] of fit\(\) must be a tensor, or several, but is null/],
  ];
  await checkAll((x) => model.fit(x, ys, quietly), cases);
  await checkAll((y) => model.fit(xs, y, quietly), cases);
  const message = /^validationData of fit\(\) must be a list \[x, y\] of tensors, but is /;
  await checkAll(
    (validationData) => model.fit(xs, ys, { ...quietly, validationData }),
    [promise, dataset, trainSet, [xs], xs].map((wrong) => [wrong, 'TypeError', message]),
  );
});

test('model.fit() and fitDataset() refuse wrong numbers, and take those of before', async () => {
  const fits = [
    (args: object) => model.fit(xs, ys, { ...quietly, ...args }),
    (args: object) => model.fitDataset(trainSet, { ...quietly, ...args }),
  ];
  const texts = { epochs: '3', batchSize: '8', initialEpoch: '0', validationSplit: '0.5' };
  for (const fit of fits) {
    for (const name of ['epochs', 'batchSize', 'batchesPerEpoch', 'validationBatches'])
      for (const wrong of [0, -1, 1.5, NaN, Infinity])
        await assert.rejects(fit({ [name]: wrong }), {
          name: 'RangeError',
          message: `${name} must be a positive whole number, but is ${wrong}`,
        });
    for (const [name, text] of Object.entries(texts))
      await assert.rejects(fit({ [name]: text }), {
        name: 'TypeError',
        message: new RegExp(`^${name} must be a .* but is the text '${text}'$`),
      });
    await assert.rejects(fit({ epochs: 3, initialEpoch: 4 }), {
      name: 'RangeError',
      message: 'initialEpoch must be a whole number from 0 to 3, but is 4',
    });
    await assert.rejects(fit({ validationSplit: 1 }), { name: 'RangeError' });
    assert.deepEqual((await fit({ epochs: 2, initialEpoch: 2 })).history, {});
    assert.equal((await fit({ epochs: 2, initialEpoch: 1 })).history.loss.length, 1);
  }
  await assert.rejects(model.evaluateDataset(trainSet, { batches: 0 }), {
    name: 'RangeError',
    message: 'batches must be a positive whole number, but is 0',
  });
});

test('model.fitDataset() refuses what is no callback, such as one whose function was not called', async () => {
  const message = /^callbacks must be a list of callbacks such as \[liveCurves\(\)\], but one is /;
  await checkAll(
    (callbacks) => model.fitDataset(trainSet, { ...quietly, callbacks }),
    [promise, [() => undefined], 'x', [null], { onEpochend: () => undefined }].map((wrong) => [
      wrong,
      'TypeError',
      message,
    ]),
  );
  const twice = { onEpochEnd: () => undefined };
  await assert.rejects(model.fitDataset(trainSet, { ...quietly, callbacks: [twice, twice] }), {
    name: 'TypeError',
    message: 'callbacks must differ, but one stands in the list twice',
  });
});
