import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { augmentDataset } from '../../src/data/augment/augmentDataset';
import { augmentImage } from '../../src/data/augment/augmentImage';
import { CLASS_NAMES } from '../../src/data/classNames';
import { imageAt, pickExamples, type Dataset } from '../../src/data/dataset';
import { loadData } from '../../src/files/loadData';
import { saveNpy } from '../../src/files/npy';
import { seededRandom } from '../../src/data/random';
import { temporaryFolder } from '../files/fixtures';
import { printed } from '../files/samplePhotos';

/** Pictures of noise, 8x8 pixels. */
function noise(numImages: number, seed = 1): Required<Dataset> {
  const random = seededRandom(seed);
  const data = Uint8Array.from({ length: numImages * 8 * 8 * 3 }, () => random() * 256);
  return {
    images: { data, shape: [numImages, 8, 8, 3] },
    labels: Uint8Array.from({ length: numImages }, (_, index) => (index * 5) % 6),
    classNames: CLASS_NAMES,
    sources: Array.from({ length: numImages }, (_, index) => `artwork ${index % 3}`),
  };
}

const whole = noise(7);

test('augmentDataset() gives the originals first, then a variation of each in the same order, with its label', () => {
  const { images, labels, classNames, sources } = augmentDataset(whole, {
    copies: 2,
    seed: 4,
    rotation: 40,
  });
  assert.deepEqual(images.shape, [21, 8, 8, 3]);
  assert.deepEqual([...labels], [...whole.labels, ...whole.labels, ...whole.labels]);
  assert.equal(classNames, whole.classNames);
  assert.deepEqual(sources, [...whole.sources, ...whole.sources, ...whole.sources]);
  const random = seededRandom(4);
  for (let index = 0; index < 21; index++) {
    const original = imageAt(whole.images, index % 7);
    assert.deepEqual(
      imageAt(images, index),
      index < 7 ? original : augmentImage(original, { random, rotation: 40 }),
      `picture ${index}`,
    );
  }
});

test('augmentDataset() depends on the seed alone and does not change its input', () => {
  const before = structuredClone(whole);
  const first = augmentDataset(whole, { copies: 2, seed: 1 });
  assert.deepEqual(augmentDataset(whole, { copies: 2, seed: 1 }), first);
  assert.notDeepEqual(augmentDataset(whole, { copies: 2, seed: 2 }), first);
  assert.deepEqual(augmentDataset(whole), pickExamples(first, [...Array(14).keys()]));
  assert.deepEqual(whole, before);
  first.images.data.fill(0);
  assert.deepEqual(whole, before);
});

test('augmentDataset() gives no picture twice', () => {
  const { images } = augmentDataset(whole, { copies: 5 });
  const texts = Array.from({ length: 42 }, (_, index) => imageAt(images, index).data.join());
  assert.equal(new Set(texts).size, 42);
});

test('augmentDataset() makes a file of four arrays that loadData() reads as it was', async () => {
  const [trainSet, testSet] = [augmentDataset(whole, { copies: 2 }), noise(4, 2)].map(
    ({ images, labels, classNames }) => ({ images, labels, classNames }),
  );
  const file = join(temporaryFolder(), 'data', 'augumented_images.npy');
  const labelsOf = ({ labels }: Dataset) => ({ data: labels, shape: [labels.length] });
  await saveNpy(file, [trainSet.images, testSet.images, labelsOf(trainSet), labelsOf(testSet)]);
  const lines = await printed(async () =>
    assert.deepEqual(await loadData(file, { imageSize: 8 }), { trainSet, testSet }),
  );
  assert.match(lines.join(), /^Training 21, test 4 pictures of 8x8x3/);
});

test('augmentDataset() leaves a data set without pictures without pictures', () => {
  assert.deepEqual(augmentDataset(noise(0), { copies: 3 }), noise(0));
});

test('augmentDataset() refuses numbers that make no sense, and images without labels', () => {
  for (const copies of [0, -1, 1.5, NaN, Infinity]) {
    assert.throws(() => augmentDataset(whole, { copies }), {
      name: 'RangeError',
      message: `copies must be a positive whole number, but is ${copies}`,
    });
  }
  assert.throws(() => augmentDataset(whole, { seed: NaN }), {
    name: 'RangeError',
    message: /seed must be a number such as 1, but is NaN/,
  });
  assert.throws(() => augmentDataset(whole, { zoom: -0.1 }), {
    name: 'RangeError',
    message: /zoom must be a share from 0 to below 1/,
  });
  assert.throws(() => augmentDataset(noise(0), { shift: NaN }), RangeError);
  assert.throws(() => augmentDataset({ ...whole, labels: new Uint8Array(3) }), {
    name: 'TypeError',
    message: /has 7 images but 3 labels/,
  });
  assert.throws(
    () => augmentDataset({ ...whole, images: { ...whole.images, data: new Uint8Array(9) } }),
    { name: 'TypeError', message: /has 9 numbers for the shape \[7, 8, 8, 3\]/ },
  );
});
