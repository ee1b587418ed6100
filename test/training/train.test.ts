import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pickExamples } from '../../src/data/dataset';
import { meanCrossEntropy } from '../../src/insight/evaluate';
import { predictProbabilities } from '../../src/insight/probabilities';
import { buildNetwork } from '../../src/network/buildNetwork';
import { setRandomSeed } from '../../src/network/random';
import { tf } from '../../src/network/tensorflow';
import { train, type TrainOptions } from '../../src/training/train';
import {
  disposeNetwork,
  sampleDataset,
  sampleNetwork,
  withoutDropout,
} from '../network/sampleData';
import { assertFreesTensors } from '../tensors';

const trainSet = sampleDataset({ numImages: 20 });
const validationData = sampleDataset({ numImages: 10, seed: 2 });
const random = Math.random;
let listeners: unknown[];

before(() => {
  listeners = process.listeners('SIGINT');
});

afterEach(() => {
  assert.equal(Math.random, random, 'Math.random must be as before');
  assert.deepEqual(process.listeners('SIGINT'), listeners, 'the listeners must be as before');
});

/** Trains a new network. Returns all its numbers, and frees it. */
async function run(options: TrainOptions, { seed = 1 }: { readonly seed?: number } = {}) {
  const model = sampleNetwork({ seed });
  const result = await train(model, trainSet, options);
  const weights = model.getWeights().map((tensor) => [...tensor.dataSync()]);
  disposeNetwork(model);
  return { ...result, weights };
}

test('train() gives the very same history and weights for the same seed, dropout and order included', async () => {
  const options = { validationData, epochs: 2, batchSize: 8, seed: 5 };
  assert.deepEqual(await run(options), await run(options));
});

test('train() gives other numbers for another seed, and without one', async () => {
  const [first, second, third, fourth] = [
    await run({ epochs: 1, seed: 5 }),
    await run({ epochs: 1, seed: 6 }),
    await run({ epochs: 1 }),
    await run({ epochs: 1 }),
  ];
  assert.notDeepEqual(first.weights, second.weights);
  assert.notDeepEqual(third.weights, fourth.weights);
});

test('train() follows setRandomSeed() when it has no seed of its own', async () => {
  const seeded = async () => {
    setRandomSeed(9);
    try {
      return await run({ validationData, epochs: 2, batchSize: 8 });
    } finally {
      Math.random = random;
    }
  };
  assert.deepEqual(await seeded(), await seeded());
});

test('train() does not let others draw from its random numbers', async () => {
  const draw = async () => {
    Math.random();
    await nextTurn();
    Math.random();
  };
  const noise = {
    onEpochBegin: draw,
    onBatchBegin: draw,
    onBatchEnd: draw,
    onEpochEnd: draw,
  };
  const options = { validationData, epochs: 2, batchSize: 8, seed: 5 };
  assert.deepEqual(await run({ ...options, callbacks: [noise] }), await run(options));
});

test('train() gives the same digits when two trainings run at once', async () => {
  const options = { validationData, epochs: 2, batchSize: 8, seed: 5 };
  const alone = await run(options);
  const together = await Promise.all([run(options), run({ ...options, seed: 6 }), run(options)]);
  assert.deepEqual([together[0], together[2]], [alone, alone]);
});

test('train() teaches the network', async () => {
  const { history } = await run({ validationData, epochs: 30, batchSize: 5, seed: 1 });
  assert.deepEqual(
    Object.values(history).map(({ length }) => length),
    [30, 30, 30, 30],
  );
  const last = history.val_acc[29];
  assert.ok(last >= 0.8, `only ${last} of the validation pictures are named rightly`);
  assert.ok(history.loss[29] < history.loss[0] / 2, `${history.loss[0]} and ${history.loss[29]}`);
});

test('train() gives means in which each picture counts the same, as Keras does', async () => {
  const model = withoutDropout(sampleNetwork());
  // Steps of no size: the loss of all batches is that of the same network
  model.compile({
    optimizer: tf.train.sgd(0),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const { history } = await train(model, trainSet, { validationData, epochs: 1, batchSize: 8 });
  for (const [dataset, loss, acc] of [
    [trainSet, history.loss, history.acc],
    [validationData, history.val_loss, history.val_acc],
  ] as const) {
    const probabilities = predictProbabilities(model, dataset.images);
    assert.ok(Math.abs(loss[0] - meanCrossEntropy(probabilities, dataset.labels)) < 1e-6);
    const right = [...dataset.labels].filter((label, index) => {
      const row = [...probabilities.data.subarray(index * 3, index * 3 + 3)];
      return row.indexOf(Math.max(...row)) === label;
    });
    assert.ok(Math.abs(acc[0] - right.length / dataset.labels.length) < 1e-6);
  }
  disposeNetwork(model);
});

test('train() passes on what a callback throws', async () => {
  const throwNow = () => {
    throw new Error('from the callback');
  };
  await assert.rejects(run({ epochs: 1, callbacks: [{ onBatchEnd: throwNow }] }), /the callback/);
  const throwLater = async () => throwNow();
  await assert.rejects(run({ epochs: 1, callbacks: [{ onEpochEnd: throwLater }] }), /the callback/);
});

test('train() ends after the running batch when Ctrl+C is pressed, and keeps all that was done', async () => {
  const press = { onBatchEnd: countdown(5, () => process.emit('SIGINT')) };
  const options = { validationData, epochs: 3, batchSize: 8, seed: 1 };
  const whole = await run(options);
  const stopped = await run({ ...options, callbacks: [press] });
  assert.deepEqual(stopped.history.loss, whole.history.loss.slice(0, 1));
  assert.deepEqual(stopped.history.val_loss, whole.history.val_loss.slice(0, 1));
  const { partialEpoch } = stopped;
  assert.deepEqual([partialEpoch?.epoch, partialEpoch?.batch, partialEpoch?.numBatches], [2, 2, 3]);
  assert.ok(Number.isFinite(partialEpoch?.loss) && Number.isFinite(partialEpoch?.acc));
  assert.notDeepEqual(stopped.weights, whole.weights);
});

/** Returns a function that does something when it is called for the nth time. */
function countdown(times: number, act: () => void): () => void {
  let left = times;
  return () => {
    if (--left === 0) act();
  };
}

test(
  'train() hears a real interrupt signal while it computes',
  { skip: process.platform === 'win32' },
  async () => {
    const press = { onBatchEnd: countdown(2, () => process.kill(process.pid, 'SIGINT')) };
    let numBatches = 0;
    const count = {
      onBatchEnd: () => {
        numBatches++;
      },
    };
    const { history } = await run({ epochs: 1000, batchSize: 8, callbacks: [press, count] });
    // The signal arrives in one of the next turns of the event loop, each batch takes one
    assert.ok(numBatches < 3000, 'the training must have ended before its last batch');
    assert.equal(history.loss.length, Math.floor(numBatches / 3));
  },
);

test('train() refuses what cannot be trained, with words that help', async () => {
  const model = sampleNetwork();
  const refuse = (
    options: Partial<TrainOptions>,
    set = trainSet,
    network: tf.LayersModel = model,
  ) => train(network, set, { epochs: 1, ...options });
  const uncompiled = buildNetwork({ imageSize: 12, numClasses: 3 });
  await assert.rejects(refuse({}, trainSet, uncompiled), {
    name: 'Error',
    message: /^The network is not compiled yet; before training call model\.compile\(/,
  });
  await assert.rejects(refuse({ epochs: 0 }), {
    name: 'RangeError',
    message: 'epochs must be a positive whole number, but is 0',
  });
  await assert.rejects(refuse({ epochs: '3' as never }), {
    name: 'TypeError',
    message: "epochs must be a positive whole number, but is the text '3'",
  });
  await assert.rejects(refuse({ batchSize: 2.5 }), {
    name: 'RangeError',
    message: 'batchSize must be a positive whole number, but is 2.5',
  });
  await assert.rejects(refuse({ seed: NaN }), {
    name: 'RangeError',
    message: /^seed must be a number/,
  });
  await assert.rejects(refuse({}, Promise.resolve(trainSet) as never), {
    name: 'TypeError',
    message: /but is a promise: did you forget `await`\?$/,
  });
  await assert.rejects(refuse({}, sampleDataset({ numImages: 2, imageSize: 16 })), {
    name: 'TypeError',
    message:
      'The network takes images of 12 x 12 x 3, but the training set has images of 16 x 16 x 3; load them with imageSize: 12, or build the network with imageSize: 16',
  });
  await assert.rejects(refuse({ validationData: sampleDataset({ numImages: 2, imageSize: 16 }) }), {
    name: 'TypeError',
    message: /but validationData has images of 16/,
  });
  await assert.rejects(refuse({ validationData: sampleDataset({ numImages: 9, numClasses: 2 }) }), {
    name: 'TypeError',
    message:
      'The network tells 3 classes apart, but validationData names 2: class 0, class 1; build it with numClasses: 2',
  });
  const strangers = { ...trainSet, labels: trainSet.labels.map((label) => (label ? 5 : 0)) };
  await assert.rejects(refuse({}, strangers), {
    name: 'RangeError',
    message: /^label \d+ of the data set of batches\(\) must be a class from 0 to 2, but is 5/i,
  });
  await assert.rejects(refuse({}, { ...trainSet, labels: new Uint8Array(3) }), {
    name: 'TypeError',
    message: /has 20 images but 3 labels; each image needs one$/,
  });
  await assert.rejects(refuse({}, pickExamples(trainSet, [])), {
    name: 'RangeError',
    message: /holds no images; at least one is needed$/,
  });
  [model, uncompiled].forEach(disposeNetwork);
});

test('train() stops with an error when the loss is no number anymore', async () => {
  const model = sampleNetwork();
  model.compile({
    optimizer: tf.train.sgd(1e30),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  await assertFreesTensors(async () => {
    await assert.rejects(train(model, trainSet, { epochs: 3, batchSize: 8, seed: 1 }), {
      name: 'Error',
      message:
        /^The loss became NaN in epoch 1, batch \d, so the network has unlearned everything; build it anew .* smaller learning rate$/,
    });
  });
  disposeNetwork(model);
});
