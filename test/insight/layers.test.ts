import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { imageAt } from '../../src/data/dataset';
import { featureMaps, layerOutput } from '../../src/insight/featureMaps';
import { kernels } from '../../src/insight/kernels';
import { predict } from '../../src/insight/predict';
import { predictProbabilities } from '../../src/insight/probabilities';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';
import { assertFreesTensors } from '../tensors';

const model = sampleNetwork({ seed: 4 });
const { images, classNames } = sampleDataset({ numImages: 2 });
const image = imageAt(images, 1);
after(() => disposeNetwork(model));

test('predict() gives every class with its probability, the most probable first', () => {
  const predictions = predict(model, image, { classNames });
  const expected = predictProbabilities(model, images).data.subarray(3);
  assert.equal(predictions.length, 3);
  for (const { className, classIndex, probability } of predictions) {
    assert.equal(className, classNames[classIndex]);
    assert.ok(Math.abs(probability - expected[classIndex]) < 1e-6);
  }
  assert.ok(
    predictions[0].probability >= predictions[1].probability &&
      predictions[1].probability >= predictions[2].probability,
  );
});

test('predict() takes names from its option or the network, and never guesses them', () => {
  const six = sampleNetwork({ numClasses: 6 });
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const given = (options?: { readonly classNames: readonly string[] }) =>
    predict(six, image, options)
      .map(({ className }) => className)
      .sort();
  try {
    assert.deepEqual(given({ classNames: names }), names);
    assert.throws(() => given(), {
      name: 'TypeError',
      message:
        'The network does not know what its 6 classes are called; give those of its data set: { classNames: trainSet.classNames }',
    });
    assert.throws(() => given({ classNames: ['a'] }), {
      name: 'TypeError',
      message:
        'The network tells 6 classes apart, but got 1 class names; give those of its data set: { classNames: trainSet.classNames }',
    });
    six.setUserDefinedMetadata({ classNames: names });
    assert.deepEqual(given(), names);
    assert.deepEqual(given({ classNames: [...names].reverse() }), names);
  } finally {
    disposeNetwork(six);
  }
});

test('predict() refuses a picture of another size', () => {
  assert.throws(
    () => predict(model, { data: new Uint8Array(48), shape: [4, 4, 3] }, { classNames }),
    { name: 'TypeError', message: /takes images of 12 x 12 x 3/ },
  );
});

test('featureMaps() gives one map for each filter, by index from either end or by name', () => {
  const maps = featureMaps(model, image, 0);
  assert.deepEqual(maps.shape, [12, 12, 32]);
  assert.equal(maps.data.length, 12 * 12 * 32);
  assert.deepEqual(featureMaps(model, image, 'conv1'), maps);
  assert.deepEqual(featureMaps(model, image, -18), maps);
  const afterRelu = featureMaps(model, image, 1);
  assert.deepEqual(
    afterRelu.data,
    maps.data.map((value) => Math.max(value, 0)),
  );
});

test('layerOutput() of the last layer is the prediction', () => {
  const { data, shape } = layerOutput(model, image, -1);
  assert.deepEqual(shape, [3]);
  assert.deepEqual(
    [...data].sort((a, b) => b - a),
    predict(model, image, { classNames }).map(({ probability }) => probability),
  );
});

test('featureMaps() refuses a layer without maps, and layers that do not exist', () => {
  assert.throws(() => featureMaps(model, image, 'dense1'), {
    name: 'TypeError',
    message: /^Layer 'dense1' makes 512 numbers of a picture, not maps/,
  });
  assert.throws(() => featureMaps(model, image, 18), {
    name: 'RangeError',
    message: /^There is no layer 18; the network has 0 conv1, 1 relu1, /,
  });
  assert.throws(() => featureMaps(model, image, 'conv9'), {
    name: 'RangeError',
    message: /^There is no layer called 'conv9'; /,
  });
});

test("kernels() gives a copy of a convolution's weights", () => {
  const weights = kernels(model, 'conv2');
  assert.deepEqual(weights.shape, [3, 3, 32, 32]);
  const own = model.getLayer('conv2').getWeights()[0].dataSync<'float32'>();
  assert.deepEqual(weights.data, own);
  weights.data.fill(0);
  assert.notDeepEqual(model.getLayer('conv2').getWeights()[0].dataSync(), weights.data);
});

test('kernels() refuses a layer that is no convolution', () => {
  assert.throws(() => kernels(model, 1), {
    name: 'TypeError',
    message: "Layer 'relu1' is no convolution; choose one of conv1, conv2, conv3, conv4",
  });
});

test('predict(), featureMaps(), layerOutput() and kernels() leave no tensors behind', async () => {
  await assertFreesTensors(() => {
    predict(model, image, { classNames });
    featureMaps(model, image, 4);
    layerOutput(model, image, 'dense1');
    kernels(model, 0);
  });
});
