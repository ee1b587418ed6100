import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { imageAt } from '../../../src/data/dataset';
import { layerOutput } from '../../../src/insight/featureMaps';
import { addHead } from '../../../src/network/transfer/addHead';
import { computeFeatures } from '../../../src/network/transfer/computeFeatures';
import { featureExtractor } from '../../../src/network/transfer/featureExtractor';
import type { FeatureSource } from '../../../src/network/transfer/featureSource';
import { assertFreesTensors } from '../../tensors';
import { disposeNetwork, largestDifference, sampleDataset, sampleNetwork } from '../sampleData';

const { images } = sampleDataset({ numImages: 5 });
const model = sampleNetwork({ seed: 4 });
after(() => disposeNetwork(model));

function featuresOf(...sources: FeatureSource[]): number[][] {
  const { data, shape } = computeFeatures(featureExtractor(model, { sources }), images, {
    batchSize: 2,
  });
  return Array.from({ length: shape[0] }, (_, row) => [
    ...data.subarray(row * shape[1], (row + 1) * shape[1]),
  ]);
}

/** The same by plain loops. */
function normalized(numbers: readonly number[]): number[] {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
  return numbers.map((value) => (value - mean) / Math.sqrt(variance + 1e-6));
}

function plainPool(index: number, pooling: 'average' | 'max'): number[] {
  const { data, shape } = layerOutput(model, imageAt(images, index), 'relu4');
  return Array.from({ length: shape[2] }, (_, filter) => {
    const map = [...data].filter((_value, place) => place % shape[2] === filter);
    return pooling === 'max' ? Math.max(...map) : map.reduce((a, b) => a + b) / map.length;
  });
}

/** The mean of the classes' vectors, weighted by the softmax of the scores. */
function plainPlace(index: number, temperature: number): number[] {
  const scores = [...layerOutput(model, imageAt(images, index), 'dense2').data];
  const powers = scores.map((score) => Math.exp(score / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const kernel = model.getLayer('dense2').getWeights()[0].arraySync() as number[][];
  const centered = kernel.map((row) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    return row.map((value) => value - mean);
  });
  const lengths = scores.map((_, label) => Math.hypot(...centered.map((row) => row[label])));
  return centered.map((row) =>
    row.reduce((sum, value, label) => sum + ((powers[label] / total) * value) / lengths[label], 0),
  );
}

test('featureExtractor() gives normalized means or largest values of maps, as plain loops do', () => {
  for (const pooling of ['average', 'max'] as const) {
    const rows = featuresOf({ layer: 'relu4', pooling });
    for (const [index, row] of rows.entries())
      assert.ok(largestDifference(row, normalized(plainPool(index, pooling))) < 1e-3);
  }
});

test('featureExtractor() gives the place of a picture among the classes, as plain loops do', () => {
  const rows = featuresOf({ layer: 'dense2', classLayer: 'dense2', temperature: 2 });
  for (const [index, row] of rows.entries())
    assert.ok(largestDifference(row, normalized(plainPlace(index, 2))) < 1e-3);
});

test('featureExtractor() puts several sources side by side, and names its last layer features', () => {
  const sources = [{ layer: 'relu4' }, { layer: 'dense1' }];
  const rows = featuresOf(...sources);
  const [maps, dense] = [featuresOf(sources[0]), featuresOf(sources[1])];
  assert.deepEqual(
    rows,
    maps.map((row, index) => [...row, ...dense[index]]),
  );
  for (const some of [sources, sources.slice(1)])
    assert.equal(featureExtractor(model, { sources: some }).layers.at(-1)?.name, 'features');
});

test('featureExtractor() shares the layers and freezes them', () => {
  const own = sampleNetwork();
  const extractor = featureExtractor(own, { sources: [{ layer: 'dense1' }] });
  assert.equal(extractor.getLayer('conv1'), own.getLayer('conv1'));
  assert.equal(extractor.trainableWeights.length, 0);
  const joined = addHead(extractor, { numClasses: 4, seed: 1 });
  assert.deepEqual(
    joined.trainableWeights.map(({ originalName }) => originalName),
    ['head/kernel', 'head/bias'],
  );
  disposeNetwork(own);
});

test('featureExtractor() and addHead() keep nothing but weights in memory', async () => {
  await assertFreesTensors(() => {
    const own = sampleNetwork();
    const joined = addHead(
      featureExtractor(own, { sources: [{ layer: 'dense2', classLayer: 'dense2' }] }),
      { numClasses: 3, seed: 1 },
    );
    computeFeatures(joined, images);
    own.optimizer.dispose();
    joined.dispose();
  });
});

test('featureExtractor() says what is wrong with a source', () => {
  const wrong = (source: unknown, error: { readonly name: string; readonly message: RegExp }) =>
    assert.throws(() => featureExtractor(model, { sources: [source as FeatureSource] }), error);
  wrong(
    { layer: 'nowhere' },
    { name: 'RangeError', message: /no layer called 'nowhere'; the network has 0 / },
  );
  wrong({}, { name: 'TypeError', message: /A layer is chosen by its name/ });
  wrong(
    { layer: 'conv1', pooling: 'sum' },
    { name: 'RangeError', message: /'average' or 'max', but is the text 'sum'/ },
  );
  wrong(
    { layer: 'dense2', classLayer: 'dense1' },
    {
      name: 'TypeError',
      message:
        /^Layer 'dense1' makes 512 scores, but layer 'dense2' has 3; name the layer whose weights make them$/,
    },
  );
  wrong(
    { layer: 'dense2', classLayer: 'dense2', temperature: 0 },
    { name: 'RangeError', message: /positive number such as 2/ },
  );
  assert.throws(() => featureExtractor(model, { sources: [] }), {
    name: 'TypeError',
    message: "sources must be a list such as [{ layer: 'relu4' }], but is an empty list",
  });
});

test('addHead() begins with the same weights for the same seed', () => {
  const extractor = featureExtractor(model, { sources: [{ layer: 'dense1' }] });
  const kernel = (seed: number) =>
    addHead(extractor, { numClasses: 3, seed }).getLayer('head').getWeights()[0].dataSync();
  assert.deepEqual(kernel(1), kernel(1));
  assert.notDeepEqual(kernel(1), kernel(2));
  assert.throws(() => addHead(extractor, { numClasses: 1 }), RangeError);
});
