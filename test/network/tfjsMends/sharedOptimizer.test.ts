import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRandomSeed } from '../../../src/network/random';
import { tf } from '../../../src/network/tensorflow';
import { withoutOp } from '../../fast-ops/compare';
import { largestDifference } from '../sampleData';
import { assertFreesTensors } from '../../tensors';

const OPTIMIZERS: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5),
  'rmsprop centered': () => tf.train.rmsprop(0.01, 0.9, 0, 1e-7, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
};

const x = tf.randomUniform([6, 4], 0, 1, 'float32', 1);
const y = tf.oneHot(tf.tensor1d([0, 1, 1, 0, 1, 1], 'int32'), 2);

function twoLayers(seed: number): tf.Sequential {
  return withRandomSeed(seed, () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [4], name: 'first' }),
        tf.layers.dense({ units: 2, activation: 'softmax', name: 'second' }),
      ],
    }),
  );
}

function compile(model: tf.LayersModel, optimizer: tf.Optimizer): void {
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
}

async function takeSteps(model: tf.LayersModel, count: number): Promise<void> {
  for (let step = 0; step < count; step++) await model.trainOnBatch(x, y);
}

function numbers(model: tf.LayersModel): number[] {
  return model.getWeights().flatMap((weight) => [...weight.dataSync()]);
}

for (const [name, make] of Object.entries(OPTIMIZERS)) {
  for (const without of [false, true]) {
    const title = `${name}${without ? ' without fast op' : ''}`;
    const run = <Result>(steps: () => Result): Result =>
      without ? withoutOp('OPTIMIZER', steps) : steps();

    // Adamax corrects by the steps of both
    const skip = name === 'adamax';
    test(
      `${title}: two models that share an optimizer learn as with one each`,
      { skip },
      async () => {
        const [apart, together] = [1, 2].map(() => [twoLayers(1), twoLayers(2)]);
        for (const model of apart) compile(model, make());
        const shared = make();
        for (const model of together) compile(model, shared);
        await run(async () => {
          for (const pair of [apart, together]) {
            for (const model of pair) await takeSteps(model, 2);
            for (const model of pair) await takeSteps(model, 2);
          }
        });
        const [first, second] = apart.map((model, place) =>
          largestDifference(numbers(model), numbers(together[place])),
        );
        assert.ok(first < 1e-6 && second < 1e-6, `${first}, ${second}`);
      },
    );

    test(`${title}: a model goes on after a layer was frozen and compiled with the same optimizer`, async () => {
      const model = twoLayers(1);
      const optimizer = make();
      const [first, second] = model.layers;
      await run(async () => {
        compile(model, optimizer);
        await takeSteps(model, 2);
        first.trainable = false;
        compile(model, optimizer);
        const before = [first, second].map((layer) => layer.getWeights()[0].dataSync().slice());
        await takeSteps(model, 2);
        assert.deepEqual(first.getWeights()[0].dataSync(), before[0]);
        assert.notDeepEqual(second.getWeights()[0].dataSync(), before[1]);
        first.trainable = true;
        compile(model, optimizer);
        await takeSteps(model, 2);
        assert.notDeepEqual(first.getWeights()[0].dataSync(), before[0]);
        assert.ok(numbers(model).every(Number.isFinite));
      });
    });
  }
}

test('a frozen layer keeps its averages: the first step after is that of an optimizer that waited', () => {
  const variables = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.tensor1d([3, 4]))];
  const loss = () => tf.sum<tf.Scalar>(tf.addN(variables.map((variable) => variable.square())));
  const optimizer = tf.train.momentum(0.1, 0.9);
  optimizer.minimize(loss, false, variables);
  optimizer.minimize(loss, false, [variables[1]]);
  optimizer.minimize(loss, false, variables);
  // w -= 0.1 * (0.9 * average + 2 w), the average being 2 at first, and kept in the second step
  const [weight] = variables[0].dataSync();
  assert.ok(Math.abs(weight - (0.8 - 0.1 * (0.9 * 2 + 1.6))) < 1e-6, String(weight));
});

test('the averages of a model that was disposed are freed', async () => {
  const optimizer = tf.train.adam(0.01);
  const survivor = twoLayers(1);
  compile(survivor, optimizer);
  await takeSteps(survivor, 1);
  await assertFreesTensors(async () => {
    for (let round = 0; round < 3; round++) {
      const model = twoLayers(2);
      compile(model, optimizer);
      await takeSteps(model, 1);
      model.dispose();
      await takeSteps(survivor, 1);
    }
  });
});

async function reloaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
  });
  await model.save(handler, { includeOptimizer: true });
  return tf.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
}

test('a model that was loaded with its optimizer goes on after a layer was frozen', async () => {
  const [model, other] = [twoLayers(1), twoLayers(1)];
  for (const each of [model, other]) {
    compile(each, tf.train.adam(0.01));
    await takeSteps(each, 2);
  }
  const loaded = await reloaded(other);
  for (const each of [model, loaded]) {
    each.layers[0].trainable = false;
    compile(each, each.optimizer);
    await takeSteps(each, 3);
  }
  assert.ok(largestDifference(numbers(model), numbers(loaded)) < 1e-6);
});

test('averages that were loaded and fit no weight are refused in a sentence', async () => {
  const optimizer = tf.train.adam(0.01);
  const names = ['iter', 'a/m', 'b/m', 'a/v', 'b/v'];
  await optimizer.setWeights(
    names.map((name) => ({
      name,
      tensor: name === 'iter' ? tf.scalar(3, 'int32') : tf.zeros([9]),
    })),
  );
  const model = twoLayers(1);
  compile(model, optimizer);
  await assert.rejects(
    model.trainOnBatch(x, y),
    /^Error: The optimizer was loaded with averages of 2 weights, which cannot be told apart for the 4 weights/,
  );
});
