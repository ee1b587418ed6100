import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pickExamples } from '../../src/data/dataset';
import { predictProbabilities } from '../../src/insight/probabilities';
import { meanCrossEntropy } from '../../src/insight/evaluate';
import { setRandomSeed } from '../../src/network/random';
import { buildNetwork } from '../../src/network/buildNetwork';
import { tf } from '../../src/network/tensorflow';
import { train, type TrainOptions, type TrainingProgress } from '../../src/training/train';
import {
  disposeNetwork,
  sampleDataset,
  sampleNetwork,
  withoutDropout,
} from '../network/sampleData';

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
      return await run({ epochs: 2, batchSize: 8 });
    } finally {
      Math.random = random;
    }
  };
  assert.deepEqual(await seeded(), await seeded());
});

test('train() does not let others draw from its random numbers', async () => {
  const quiet = await run({ epochs: 2, batchSize: 8, seed: 5 });
  const noisy = await run({
    epochs: 2,
    batchSize: 8,
    seed: 5,
    onProgress: async () => {
      Math.random();
      await nextTurn();
      Math.random();
    },
  });
  assert.deepEqual(noisy, quiet);
});

test('train() teaches the network', async () => {
  const { history, epochs, stopped } = await run({
    validationData,
    epochs: 30,
    batchSize: 5,
    seed: 1,
  });
  assert.deepEqual([epochs, stopped], [30, false]);
  const last = history.val_acc[29];
  assert.ok(last >= 0.8, `only ${last} of the validation pictures are named rightly`);
  assert.ok(history.loss[29] < history.loss[0] / 2, `${history.loss[0]} and ${history.loss[29]}`);
});

test('train() shows every picture once an epoch, in another order each time', async () => {
  const order: number[][] = [];
  const model = sampleNetwork();
  const original = model.trainOnBatch.bind(model);
  // The first byte of each picture tells it from the others
  model.trainOnBatch = async (x, y) => {
    const first = (x as tf.Tensor4D).slice([0, 0, 0, 0], [-1, 1, 1, 3]);
    order.push([...first.mul(256).sum([1, 2, 3]).dataSync()]);
    first.dispose();
    return original(x, y);
  };
  await train(model, trainSet, { epochs: 2, batchSize: 8, seed: 1 });
  assert.deepEqual(
    order.map(({ length }) => length),
    [8, 8, 4, 8, 8, 4],
  );
  const [first, second] = [order.slice(0, 3).flat(), order.slice(3).flat()];
  assert.notDeepEqual(first, second);
  assert.deepEqual([...first].sort(), [...second].sort());
  disposeNetwork(model);
});

test('train() gives means in which each picture counts the same, as Keras does', async () => {
  const model = withoutDropout(sampleNetwork());
  // Steps of no size: the loss of all batches is that of the same network
  model.compile({
    optimizer: tf.train.sgd(0),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const { history } = await train(model, trainSet, {
    validationData,
    epochs: 1,
    batchSize: 8,
    seed: 1,
  });
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

test('train() leaves no tensors behind but the memory of Adam', async () => {
  const model = sampleNetwork();
  await train(model, trainSet, { epochs: 1, batchSize: 8 });
  const before = tf.memory().numTensors;
  await train(model, trainSet, {
    validationData,
    epochs: 2,
    batchSize: 8,
    onProgress: () => undefined,
  });
  assert.equal(tf.memory().numTensors, before);
  disposeNetwork(model);
});

test('train() tells onProgress after each batch how far it is', async () => {
  const reports: TrainingProgress[] = [];
  const { history } = await run({
    validationData,
    epochs: 2,
    batchSize: 8,
    onProgress: (progress) => {
      reports.push(progress);
    },
  });
  assert.deepEqual(
    reports.map(({ epoch, batch }) => [epoch, batch]),
    [
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
      [2, 3],
    ],
  );
  assert.ok(reports.every(({ epochs, numBatches }) => epochs === 2 && numBatches === 3));
  assert.deepEqual(
    reports.map((report) => report.history.val_acc.length),
    [0, 0, 1, 1, 1, 2],
  );
  assert.equal(reports[2].loss, history.loss[0]);
  assert.deepEqual(reports[5].history, history);
  assert.ok(reports.slice(0, 5).every(({ secondsLeft }) => secondsLeft > 0));
  assert.equal(reports[5].secondsLeft, 0);
});

test('train() passes on what onProgress throws', async () => {
  await assert.rejects(
    run({
      epochs: 1,
      onProgress: () => {
        throw new Error('from the callback');
      },
    }),
    /from the callback/,
  );
  await assert.rejects(
    run({
      epochs: 1,
      onProgress: async () => {
        throw new Error('from later');
      },
    }),
    /from later/,
  );
});

/** Trains until the stop button is pressed at a place. */
function runStoppedAt(epochAt: number, batchAt: number, options: Partial<TrainOptions> = {}) {
  const onProgress = ({ epoch, batch }: TrainingProgress) => {
    if (epoch === epochAt && batch === batchAt) process.emit('SIGINT');
  };
  return run({ epochs: 3, batchSize: 8, seed: 1, onProgress, ...options });
}

test('train() ends after the running batch when the stop button is pressed, and keeps all that was done', async () => {
  const whole = await run({ epochs: 3, batchSize: 8, seed: 1 });
  const { history, epochs, stopped, partialEpoch, weights } = await runStoppedAt(2, 2);
  assert.deepEqual([epochs, stopped], [1, true]);
  assert.deepEqual(history.loss, whole.history.loss.slice(0, 1));
  assert.deepEqual([partialEpoch?.epoch, partialEpoch?.batch, partialEpoch?.numBatches], [2, 2, 3]);
  assert.ok(Number.isFinite(partialEpoch?.loss) && Number.isFinite(partialEpoch?.acc));
  assert.notDeepEqual(weights, whole.weights);
});

test('train() counts an epoch as finished when the stop button is pressed at its end', async () => {
  const { epochs, stopped, partialEpoch, history } = await runStoppedAt(2, 3, { validationData });
  assert.deepEqual(
    [epochs, stopped, partialEpoch, history.val_loss.length],
    [2, true, undefined, 2],
  );
  const last = await runStoppedAt(3, 3);
  assert.deepEqual([last.epochs, last.stopped], [3, false]);
});

test('train() counts an epoch as cut short when its validation was', async () => {
  const model = sampleNetwork();
  const original = model.evaluate.bind(model);
  model.evaluate = (...args) => {
    process.emit('SIGINT');
    return original(...args);
  };
  const { epochs, stopped, partialEpoch } = await train(model, trainSet, {
    validationData,
    epochs: 2,
    batchSize: 8,
  });
  assert.deepEqual([epochs, stopped, partialEpoch?.batch], [0, true, 3]);
  disposeNetwork(model);
});

test(
  'train() hears a real interrupt signal while it computes',
  { skip: process.platform === 'win32' },
  async () => {
    const { stopped, epochs } = await run({
      epochs: 50,
      batchSize: 8,
      onProgress: ({ epoch, batch }) => {
        if (epoch === 1 && batch === 1) process.kill(process.pid, 'SIGINT');
      },
    });
    assert.equal(stopped, true);
    assert.ok(epochs < 10);
  },
);

test('train() sets the listeners of the stop button aside and puts them back, at the second press at the latest', async () => {
  let presses = 0;
  const listener = () => {
    presses++;
  };
  process.on('SIGINT', listener);
  await runStoppedAt(1, 1);
  assert.equal(presses, 0);
  await run({
    epochs: 1,
    batchSize: 8,
    onProgress: ({ batch }) => {
      if (batch === 1) {
        process.emit('SIGINT');
        process.emit('SIGINT');
      }
    },
  });
  assert.equal(presses, 1);
  assert.deepEqual(process.listeners('SIGINT'), [...listeners, listener]);
  process.off('SIGINT', listener);
});

test('train() honors model.stopTraining, and forgets it for the next training', async () => {
  const model = sampleNetwork();
  const first = await train(model, trainSet, {
    epochs: 3,
    batchSize: 8,
    onProgress: ({ batch }) => {
      if (batch === 1) model.stopTraining = true;
    },
  });
  assert.deepEqual([first.epochs, first.stopped, first.partialEpoch?.batch], [0, true, 1]);
  const second = await train(model, trainSet, { epochs: 1, batchSize: 8 });
  assert.deepEqual([second.epochs, second.stopped], [1, false]);
  disposeNetwork(model);
});

test('train() refuses to run twice at once', async () => {
  const model = sampleNetwork();
  const first = train(model, trainSet, { epochs: 2, batchSize: 8 });
  await nextTurn();
  await assert.rejects(train(model, trainSet, { epochs: 1 }), {
    name: 'Error',
    message: /^A training runs already; put `await` before train/,
  });
  assert.equal((await first).epochs, 2);
  disposeNetwork(model);
});

test('train() refuses what cannot be trained, with words that help', async () => {
  const model = sampleNetwork();
  const refuse = (
    options: Partial<TrainOptions>,
    set = trainSet,
    network: tf.LayersModel = model,
  ) => train(network, set, { epochs: 1, ...options });
  const uncompiled = buildNetwork({ imageSize: 12, numClasses: 3 });
  const withoutAccuracy = buildNetwork({ imageSize: 12, numClasses: 3 });
  withoutAccuracy.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });

  await assert.rejects(refuse({}, trainSet, uncompiled), {
    name: 'Error',
    message: /^The network is not compiled yet; call model\.compile\(/,
  });
  await assert.rejects(refuse({}, trainSet, withoutAccuracy), {
    name: 'Error',
    message: /^The network is compiled without accuracy; call/,
  });
  await assert.rejects(refuse({ epochs: 0 }), {
    name: 'RangeError',
    message: 'epochs must be a positive whole number, but is 0',
  });
  await assert.rejects(refuse({ epochs: undefined }), {
    name: 'TypeError',
    message: 'epochs must be a positive whole number, but is undefined',
  });
  await assert.rejects(refuse({ batchSize: 2.5 }), {
    name: 'RangeError',
    message: 'batchSize must be a positive whole number, but is 2.5',
  });
  await assert.rejects(refuse({ seed: NaN }), {
    name: 'RangeError',
    message: /^seed must be a number/,
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
  await assert.rejects(
    refuse({}, { ...trainSet, labels: trainSet.labels.map((label) => (label === 2 ? 5 : label)) }),
    {
      name: 'RangeError',
      message:
        /^The training set has label 5 at index \d+, but the network tells 3 classes apart \(labels 0 to 2\); build it with numClasses: 6$/,
    },
  );
  await assert.rejects(refuse({}, { ...trainSet, labels: new Uint8Array(3) }), {
    name: 'TypeError',
    message: 'The training set has 20 images but 3 labels; each image needs one',
  });
  await assert.rejects(refuse({}, pickExamples(trainSet, [])), {
    name: 'RangeError',
    message: 'The training set holds no images; at least one is needed',
  });
  [model, uncompiled, withoutAccuracy].forEach(disposeNetwork);
});

test('train() stops with an error when the loss is no number anymore', async () => {
  const model = sampleNetwork();
  model.compile({
    optimizer: tf.train.sgd(1e30),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  await assert.rejects(train(model, trainSet, { epochs: 3, batchSize: 8, seed: 1 }), {
    name: 'Error',
    message:
      /^The loss became NaN in epoch 1, batch \d, so the network has unlearned everything; build it anew .* smaller learning rate$/,
  });
  disposeNetwork(model);
});
