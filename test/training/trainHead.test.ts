import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dataset } from '../../src/data/dataset';
import { setRandomSeed } from '../../src/network/random';
import { tf } from '../../src/network/tensorflow';
import { imagesToTensor, labelsToOneHot } from '../../src/network/tensors';
import { addHead } from '../../src/network/transfer/addHead';
import { computeFeatures } from '../../src/network/transfer/computeFeatures';
import { featureExtractor } from '../../src/network/transfer/featureExtractor';
import { trainHead } from '../../src/training/trainHead';
import {
  largestDifference,
  sampleDataset,
  sampleNetwork,
  withoutDropout,
} from '../network/sampleData';
import { assertFreesTensors } from '../tensors';

const trainSet = colored(sampleDataset({ numImages: 24 }));
const testSet = colored(sampleDataset({ numImages: 12, seed: 2 }));

/** The same pictures in red, green or blue: brightness alone does not outlast the normalization. */
function colored({ images, labels, classNames }: Dataset): Dataset {
  const imageBytes = images.data.length / labels.length;
  const data = images.data.map((value, index) =>
    index % 3 === labels[Math.floor(index / imageBytes)] ? value : value >> 3,
  );
  return { images: { ...images, data }, labels, classNames };
}

/** A small network with a new head, and the features that the head stands on. */
function prepare() {
  const base = withoutDropout(sampleNetwork({ seed: 2 }));
  base.optimizer.dispose();
  base.getLayer('dense2').dispose();
  const extractor = featureExtractor(base, { sources: [{ layer: 'relu4' }, { layer: 'dense1' }] });
  const model = addHead(extractor, { numClasses: 3, seed: 1, l2: 0.01 });
  const examplesOf = ({ images, labels }: typeof trainSet) => ({
    features: computeFeatures(extractor, images),
    labels,
  });
  return { model, examples: examplesOf(trainSet), validationData: examplesOf(testSet) };
}

test('trainHead() does the very steps that fit() does to the whole network', async () => {
  const { model, examples } = prepare();
  const { model: whole } = prepare();
  const { history } = await trainHead(model, examples, { epochs: 5, learningRate: 0.01 });
  const optimizer = tf.train.adam(0.01);
  whole.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const [x, y] = [imagesToTensor(trainSet.images), labelsToOneHot(trainSet.labels, 3)];
  const fitted = await whole.fit(x, y, { epochs: 5, batchSize: 24, shuffle: false, verbose: 0 });
  assert.ok(largestDifference(history.loss, fitted.history.loss as number[]) < 1e-4);
  for (const [index, weight] of model.getLayer('head').getWeights().entries()) {
    const expected = whole.getLayer('head').getWeights()[index].dataSync();
    assert.ok(largestDifference(weight.dataSync(), expected) < 1e-4);
  }
  tf.dispose([x, y]);
  optimizer.dispose();
  for (const each of [model, whole]) each.dispose();
});

test('trainHead() learns, judges by other features, and gives the same whatever Math.random gives', async () => {
  const run = async (seed: number) => {
    setRandomSeed(seed);
    const { model, examples, validationData } = prepare();
    const { history } = await trainHead(model, examples, {
      epochs: 60,
      learningRate: 0.02,
      validationData,
    });
    model.dispose();
    return history;
  };
  const own = Math.random;
  const [first, second] = [await run(1), await run(2)];
  Math.random = own;
  assert.deepEqual(first, second);
  assert.equal(first.val_acc.length, 60);
  assert.ok(first.acc[59] > 0.9, `accuracy ${first.acc[59]}`);
  assert.ok(first.loss[59] < 0.7 * first.loss[0]);
});

test('trainHead() keeps nothing in memory', async () => {
  await assertFreesTensors(async () => {
    const { model, examples, validationData } = prepare();
    await trainHead(model, examples, { epochs: 2, validationData });
    model.dispose();
  });
});

test('trainHead() says what does not fit', async () => {
  const { model, examples } = prepare();
  const { features, labels } = examples;
  const numFeatures = features.shape[1];
  await assert.rejects(trainHead(model, { features, labels: [0, 1] }), {
    name: 'TypeError',
    message:
      'The labels of the examples must be a list of 24 numbers, one a picture, but are a list of 2 values (0, 1)',
  });
  const few = { data: new Float32Array(24), shape: [24, 1] as const };
  await assert.rejects(trainHead(model, { features: few, labels }), {
    name: 'TypeError',
    message: `The head takes ${numFeatures} features of a picture, but the examples have 1; compute them with the extractor that it stands on`,
  });
  await assert.rejects(trainHead(model, { features, labels: labels.map(() => 3) }), RangeError);
  const headless = sampleNetwork();
  await assert.rejects(trainHead(headless, examples), /no layer called 'head'/);
  headless.optimizer.dispose();
  for (const each of [model, headless]) each.dispose();
});
