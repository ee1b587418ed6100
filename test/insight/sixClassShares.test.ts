import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../src/data/arrays';
import { CLASS_NAMES } from '../../src/data/classNames';
import { layerOutput } from '../../src/insight/featureMaps';
import { IMAGENET_CLASSES, sixClassShares } from '../../src/insight/sixClassShares';
import { tf } from '../../src/network/tensorflow';
import { assertFreesTensors } from '../tensors';

const PICTURE: Image = { data: new Uint8Array(12).fill(128), shape: [2, 2, 3] };

/** A network that gives every picture the same probabilities, out of these scores. */
function networkOf(scores: readonly number[]): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [2, 2, 3] }),
      tf.layers.dense({
        units: scores.length,
        kernelInitializer: 'zeros',
        activation: 'softmax',
        name: 'scores',
      }),
    ],
  });
  tf.tidy(() =>
    model.getLayer('scores').setWeights([tf.zeros([12, scores.length]), tf.tensor1d([...scores])]),
  );
  return model;
}

/** The name of the class whose share is largest when the network is sure of one of ImageNet's classes. */
function nameOf(imagenetClass: number): string {
  const model = networkOf(
    Array.from({ length: 1000 }, (_, index) => (index === imagenetClass ? 20 : 0)),
  );
  const shares = sixClassShares(model, PICTURE);
  model.dispose();
  return shares.reduce((largest, share) =>
    share.probability > largest.probability ? share : largest,
  ).className;
}

test('sixClassShares() adds up the probabilities of each class, as a plain loop does', () => {
  const model = networkOf(Array.from({ length: 1000 }, (_, index) => Math.sin(index * index)));
  const { data } = layerOutput(model, PICTURE, 'scores');
  const expected = new Map<string, number>(
    [...CLASS_NAMES, 'rest'].map((className) => [className, 0]),
  );
  data.forEach((probability, index) => {
    const className =
      CLASS_NAMES.find((name) =>
        IMAGENET_CLASSES[name].some(([first, last]) => index >= first && index <= last),
      ) ?? 'rest';
    expected.set(className, (expected.get(className) as number) + probability);
  });
  const shares = sixClassShares(model, PICTURE);
  assert.deepEqual(
    shares.map(({ className }) => className),
    [...CLASS_NAMES, 'rest'],
  );
  for (const { className, probability } of shares) {
    assert.ok(
      Math.abs(probability - (expected.get(className) as number)) < 1e-6,
      `${className}: ${probability}`,
    );
  }
  model.dispose();
});

test('sixClassShares() names the first and the last of each row of classes, and the neighbors outside', () => {
  // ImageNet's own names of these: tench, stingray, cock, great grey owl, European fire salamander, box turtle, banded gecko, ...
  const expected: Readonly<Record<number, string>> = {
    0: 'fish',
    6: 'fish',
    7: 'birds',
    24: 'birds',
    25: 'rest',
    37: 'rest',
    38: 'lizards',
    48: 'lizards',
    49: 'rest',
    79: 'rest',
    80: 'birds',
    100: 'birds',
    101: 'rest',
    126: 'rest',
    127: 'birds',
    146: 'birds',
    147: 'rest',
    150: 'rest',
    151: 'dogs',
    268: 'dogs',
    269: 'rest',
    280: 'rest',
    281: 'cats',
    285: 'cats',
    286: 'rest',
    364: 'rest',
    365: 'monkeys',
    384: 'monkeys',
    385: 'rest',
    388: 'rest',
    389: 'fish',
    397: 'fish',
    398: 'rest',
    999: 'rest',
  };
  const named = Object.keys(expected).map((index) => [index, nameOf(Number(index))]);
  assert.deepEqual(Object.fromEntries(named), expected);
});

test('IMAGENET_CLASSES has the published numbers of dogs, cats, monkeys, birds, fish and lizards', () => {
  const counts = CLASS_NAMES.map((name) =>
    IMAGENET_CLASSES[name].reduce((count, [first, last]) => count + last - first + 1, 0),
  );
  assert.deepEqual(counts, [118, 5, 20, 59, 16, 11]);
});

test('sixClassShares() tells the most probable class within each share', () => {
  // A retriever and, less sure, another; a shark; a toaster. Where all are alike, the first
  const model = networkOf(
    Array.from({ length: 1000 }, (_, index) => ({ 206: 3, 207: 5, 2: 9, 859: 4 })[index] ?? 0),
  );
  assert.deepEqual(
    sixClassShares(model, PICTURE).map(({ classIndex }) => classIndex),
    [207, 281, 365, 7, 2, 38, 859],
  );
  model.dispose();
});

test('sixClassShares() refuses a network of six classes and says what to call', () => {
  const model = networkOf([0, 1, 2, 3, 4, 5]);
  assert.throws(() => sixClassShares(model, PICTURE), {
    name: 'TypeError',
    message:
      "sixClassShares() takes a network of ImageNet's 1000 classes, such as loadPretrained() gives, but this one tells 6 apart; call predict()",
  });
  model.dispose();
});

test('sixClassShares() leaves no tensor behind', async () => {
  const model = networkOf(new Array<number>(1000).fill(0));
  await assertFreesTensors(() => {
    sixClassShares(model, PICTURE);
  });
  model.dispose();
});
