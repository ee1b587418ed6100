import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadNetwork } from '../../../src/files/loadNetwork';
import { loadPretrained } from '../../../src/files/pretrained/loadPretrained';
import { saveNetwork } from '../../../src/files/saveNetwork';
import { featureMaps, layerOutput } from '../../../src/insight/featureMaps';
import { gradCam } from '../../../src/insight/gradCam';
import { buildEfficientNet } from '../../../src/network/efficientNetLayers';
import { asImages } from '../../../src/network/checkExamples';
import { tf } from '../../../src/network/tensorflow';
import { imagesToTensor } from '../../../src/network/tensors';
import { largestDifference } from '../../network/sampleData';
import { temporaryFolder } from '../fixtures';
import { kerasReference, samplePicture, skipWithout } from './reference';

const skip = skipWithout('efficientnet-lite0');
/** Odd, so that the padding of each convolution with strides is another than with the usual size. */
const IMAGE_SIZE = 75;
const CLASS_INDEX = 281;

interface Reference {
  readonly outputs: Readonly<Record<string, number[]>>;
  /** How the loss of `CLASS_INDEX` changes with weights, by `layer/kernel` or `layer/bias`. */
  readonly gradients: Readonly<Record<string, number[]>>;
}

const isConvolution = (layer: tf.layers.Layer): boolean =>
  layer.name !== 'preprocess' && /Conv2D/.test(layer.getClassName());

function assertNear(actual: ArrayLike<number>, expected: readonly number[], name: string): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const difference = largestDifference(actual, expected);
  assert.equal(actual.length, expected.length, name);
  assert.ok(largest > 0, `${name} is empty`);
  assert.ok(difference < 2e-4 * largest, `${name} differs by ${difference} of ${largest}`);
}

test(
  'loadPretrained() of EfficientNet-Lite0 gives the outputs and gradients that Keras gives with batch normalization',
  { skip },
  async () => {
    const picture = samplePicture(IMAGE_SIZE);
    const model = await loadPretrained('efficientnet-lite0', { imageSize: IMAGE_SIZE });
    const convolutions = model.layers.filter(isConvolution).map(({ name }) => name);
    const layers = [
      'stem_conv',
      'stem_activation',
      'block1a_dwconv',
      'block2b_add',
      'block3a_dwconv',
      'block4c_add',
      'block6d_add',
      'block7a_project_conv',
      'top_activation',
      'avg_pool',
      'predictions',
      'softmax',
    ];
    const asked = { layers, convolutions, classIndex: CLASS_INDEX };
    const keras = await kerasReference<Reference>('efficientnet-lite0', {
      script: 'efficientNetReference.py',
      picture,
      asked,
    });
    for (const name of layers)
      assertNear(layerOutput(model, picture, name).data, keras.outputs[name], name);
    const gradients = lossGradients(model, imagesToTensor(asImages(model, picture)));
    for (const [name, expected] of Object.entries(keras.gradients))
      assertNear(gradients[name], expected, `the gradient of ${name}`);
    assert.equal(Object.keys(keras.gradients).length, 49 + 16);
    model.dispose();
  },
);

/** The gradients of all weights, by `layer/kernel` or `layer/bias`. */
function lossGradients(model: tf.LayersModel, input: tf.Tensor): Record<string, Float32Array> {
  const byName = tf.tidy(() => {
    const { grads } = tf.variableGrads(() =>
      (model.apply(input) as tf.Tensor2D).slice([0, CLASS_INDEX], [1, 1]).log().neg().asScalar(),
    );
    return Object.entries(grads).map(([name, gradient]) => [name, gradient.dataSync()] as const);
  });
  input.dispose();
  return Object.fromEntries(
    byName.map(([name, data]) => [
      name.replace(/depthwise_kernel/, 'kernel').replace(/(kernel|bias)_\d+$/, '$1'),
      data as Float32Array,
    ]),
  );
}

test(
  'loadPretrained() of EfficientNet-Lite0 has 49 convolutions, 16 of them depthwise, and trains all but its first layer',
  { skip },
  async () => {
    const model = await loadPretrained('efficientnet-lite0');
    const convolutions = model.layers.filter(isConvolution);
    const depthwise = convolutions.filter((layer) => layer.getClassName() === 'DepthwiseConv2D');
    assert.deepEqual([convolutions.length, depthwise.length], [49, 16]);
    // The 4,652,008 that its authors count have two for each map of a normalization, of which one is left
    assert.equal(model.countParams() - model.getLayer('preprocess').countParams(), 4_631_000);
    assert.equal(model.trainableWeights.length, model.weights.length - 2);
    assert.deepEqual(model.inputs[0].shape, [null, 224, 224, 3]);
    assert.deepEqual(model.getLayer('top_activation').outputShape, [null, 7, 7, 1280]);
    assert.deepEqual(model.outputs[0].shape, [null, 1000]);
    model.dispose();
  },
);

test(
  'loadPretrained() of EfficientNet-Lite0 keeps its weights and nothing else in memory, and dispose() frees them',
  { skip },
  async () => {
    const tensors = tf.memory().numTensors;
    const model = await loadPretrained('efficientnet-lite0', { imageSize: 32 });
    assert.equal(tf.memory().numTensors - tensors, model.weights.length);
    gradCam(model, samplePicture(32), 'block4c_add');
    assert.equal(tf.memory().numTensors - tensors, model.weights.length);
    model.dispose();
    assert.equal(tf.memory().numTensors, tensors);
  },
);

test(
  'loadPretrained() of EfficientNet-Lite0 gives a network that saveNetwork() and loadNetwork() take',
  { skip },
  async () => {
    const folder = join(temporaryFolder(), 'saved');
    const picture = samplePicture(32);
    const model = await loadPretrained('efficientnet-lite0', { imageSize: 32 });
    await saveNetwork(model, folder);
    const loaded = await loadNetwork(folder);
    assert.deepEqual(
      layerOutput(loaded, picture, 'softmax'),
      layerOutput(model, picture, 'softmax'),
    );
    loaded.optimizer.dispose();
    loaded.dispose();
    model.dispose();
  },
);

test('buildEfficientNet() takes 127 from pixels of 0-255 and divides by 128', () => {
  const model = buildEfficientNet(32);
  const picture = samplePicture(32);
  const { data } = featureMaps(model, picture, 'preprocess');
  const expected = Float32Array.from(picture.data, (pixel) => (pixel - 127) / 128);
  assert.ok(largestDifference(data, expected) < 1e-6);
  model.dispose();
});
