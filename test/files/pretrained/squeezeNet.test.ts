import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadNetwork } from '../../../src/files/loadNetwork';
import { loadPretrained } from '../../../src/files/pretrained/loadPretrained';
import { saveNetwork } from '../../../src/files/saveNetwork';
import { featureMaps, layerOutput } from '../../../src/insight/featureMaps';
import { kernels } from '../../../src/insight/kernels';
import { buildSqueezeNet } from '../../../src/network/squeezeNetLayers';
import { tf } from '../../../src/network/tensorflow';
import { largestDifference } from '../../network/sampleData';
import { temporaryFolder } from '../fixtures';
import { kerasReference, samplePicture, skipWithout } from './reference';

const skip = skipWithout('squeezenet');
const IMAGE_SIZE = 64;
/** Of the network's parameters; the first layer, which is ours, has 12 more. */
const NUM_PARAMETERS = 1_235_496;

interface Reference {
  readonly parameters: number;
  readonly outputs: Readonly<Record<string, number[]>>;
  readonly kernel: number[];
}

test(
  'loadPretrained() of SqueezeNet gives the outputs that Keras gives with the same weights',
  { skip },
  async () => {
    const picture = samplePicture(IMAGE_SIZE);
    const layers = [
      'conv1',
      'pool1',
      'fire2_concat',
      'fire5_concat',
      'fire9_concat',
      'conv10',
      'pool10',
      'softmax',
    ];
    const keras = await kerasReference<Reference>('squeezenet', {
      script: 'squeezeNetReference.py',
      picture,
      asked: { layers },
    });
    const model = await loadPretrained('squeezenet', { imageSize: IMAGE_SIZE });
    assert.equal(keras.parameters, NUM_PARAMETERS);
    assert.deepEqual([...kernels(model, 'conv1').data], keras.kernel);
    for (const name of layers) {
      // There, the convolution and its ReLU are one layer
      const layerName = name.startsWith('conv') ? `relu_${name}` : name.replace('_', '/');
      const { data } = layerOutput(model, picture, layerName);
      const expected = keras.outputs[name];
      const [largest, difference] = [Math.max(...expected), largestDifference(data, expected)];
      assert.equal(data.length, expected.length);
      assert.ok(largest > 0, `${name} is empty`);
      assert.ok(
        difference < 1e-4 * largest,
        `${name} differs by ${difference} where the largest number is ${largest}`,
      );
    }
    model.dispose();
  },
);

test(
  'loadPretrained() of SqueezeNet has the published number of parameters, and trains all but its first layer',
  { skip },
  async () => {
    const model = await loadPretrained('squeezenet');
    const preprocess = model.getLayer('preprocess');
    assert.equal(model.countParams() - preprocess.countParams(), NUM_PARAMETERS);
    assert.equal(model.trainableWeights.length, model.weights.length - preprocess.weights.length);
    assert.equal(
      model.layers.filter((layer) => layer.getClassName() === 'Conv2D' && layer !== preprocess)
        .length,
      26,
    );
    assert.deepEqual(model.inputs[0].shape, [null, 227, 227, 3]);
    assert.deepEqual(model.outputs[0].shape, [null, 1000]);
    assert.deepEqual(model.getLayer('fire9/concat').outputShape, [null, 13, 13, 512]);
    model.dispose();
  },
);

test(
  'loadPretrained() of SqueezeNet keeps its weights and nothing else in memory, and dispose() frees them',
  { skip },
  async () => {
    const tensors = tf.memory().numTensors;
    const model = await loadPretrained('squeezenet', { imageSize: IMAGE_SIZE });
    assert.equal(tf.memory().numTensors - tensors, model.weights.length);
    layerOutput(model, samplePicture(IMAGE_SIZE), 'softmax');
    assert.equal(tf.memory().numTensors - tensors, model.weights.length);
    model.dispose();
    assert.equal(tf.memory().numTensors, tensors);
  },
);

test(
  'loadPretrained() of SqueezeNet gives a network that saveNetwork() and loadNetwork() take',
  { skip },
  async () => {
    const picture = samplePicture(31);
    const model = await loadPretrained('squeezenet', { imageSize: 31 });
    const folder = join(temporaryFolder(), 'saved');
    await saveNetwork(model, folder);
    const loaded = await loadNetwork(folder);
    assert.deepEqual(
      loaded.layers.map(({ name }) => name),
      model.layers.map(({ name }) => name),
    );
    const output = 'softmax';
    assert.deepEqual(layerOutput(loaded, picture, output), layerOutput(model, picture, output));
    loaded.optimizer.dispose();
    loaded.dispose();
    model.dispose();
  },
);

test('buildSqueezeNet() turns red, green, blue of 0-1 into blue, green, red of 0-255 less their means', () => {
  const model = buildSqueezeNet(31);
  const picture = samplePicture(31);
  const { data } = featureMaps(model, picture, 'preprocess');
  const expected = Float32Array.from(data, (_, index) => {
    const channel = index % 3;
    return picture.data[index - channel + 2 - channel] - [103.939, 116.779, 123.68][channel];
  });
  assert.ok(largestDifference(data, expected) < 1e-4);
  model.dispose();
});

test('buildSqueezeNet() leaves one pixel of the smallest picture, and fails below', () => {
  const model = buildSqueezeNet(31);
  assert.deepEqual(model.getLayer('fire9/concat').outputShape, [null, 1, 1, 512]);
  model.dispose();
  const tooSmall = buildSqueezeNet(30);
  assert.deepEqual(tooSmall.getLayer('fire9/concat').outputShape, [null, 0, 0, 512]);
  tooSmall.dispose();
});
