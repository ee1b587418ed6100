import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanCrossEntropy } from '../../src/insight/evaluate';
import { layerOutput } from '../../src/insight/featureMaps';
import { imageAt } from '../../src/data/dataset';
import { tf } from '../../src/network/tensorflow';
import { labelsToOneHot } from '../../src/network/tensors';
import {
  plainConvolution,
  plainDense,
  plainMaxPooling,
  plainSoftmax,
  type Plain,
} from './plainLayers';
import { disposeNetwork, largestDifference, sampleDataset, sampleNetwork } from './sampleData';

/** The whole network as loops, layer by layer, with the weights of the model. */
function plainForward(model: tf.LayersModel, input: Plain): Map<string, Plain> {
  const outputs = new Map<string, Plain>();
  let value = input;
  for (const layer of model.layers) {
    value = plainLayer(layer, value);
    outputs.set(layer.name, value);
  }
  return outputs;
}

function plainLayer(layer: tf.layers.Layer, value: Plain): Plain {
  const [weights, bias] = layer
    .getWeights()
    .map((tensor) => ({ data: [...tensor.dataSync()], shape: tensor.shape }));
  switch (layer.getClassName()) {
    case 'Conv2D': {
      const { data, shape } = plainConvolution(value, weights, {
        pad: layer.getConfig().padding as 'same' | 'valid',
      });
      return {
        data: data.map((number, index) => number + bias.data[index % bias.data.length]),
        shape,
      };
    }
    case 'MaxPooling2D':
      return plainMaxPooling(value);
    case 'Dense':
      return plainDense(value, weights, bias.data);
    case 'Flatten':
      return { data: value.data, shape: [value.shape[0], value.data.length / value.shape[0]] };
    case 'Dropout':
      return value;
    default:
      return layer.getConfig().activation === 'softmax'
        ? plainSoftmax(value)
        : { ...value, data: value.data.map((number) => Math.max(0, number)) };
  }
}

test('buildNetwork() computes, layer by layer, what plain loops compute', () => {
  const model = sampleNetwork({ imageSize: 13, seed: 5 });
  // Biases begin at 0, which would hide that they are added
  model.setWeights(
    model
      .getWeights()
      .map((weights, index) =>
        weights.shape.length === 1
          ? tf.randomUniform(weights.shape, -0.2, 0.2, 'float32', index + 1)
          : weights,
      ),
  );
  const image = imageAt(sampleDataset({ numImages: 1, imageSize: 13 }).images, 0);
  const expected = plainForward(model, {
    data: [...image.data].map((byte) => byte / 256),
    shape: [1, 13, 13, 3],
  });
  for (const [layerName, { data, shape }] of expected) {
    const actual = layerOutput(model, image, layerName);
    assert.deepEqual(actual.shape, shape.slice(1), layerName);
    assert.ok(largestDifference(actual.data, data) < 1e-5, layerName);
  }
  disposeNetwork(model);
});

test('meanCrossEntropy() is the mean of the losses that TensorFlow.js gives', () => {
  const scores = tf.randomUniform<tf.Rank.R2>([7, 4], -3, 3, 'float32', 1);
  const probabilities = tf.softmax(scores);
  const labels = [0, 1, 2, 3, 3, 2, 0];
  const expected = tf.metrics
    .categoricalCrossentropy(labelsToOneHot(labels, 4), probabilities)
    .mean()
    .dataSync()[0];
  const actual = meanCrossEntropy(
    { data: probabilities.dataSync<'float32'>(), shape: [7, 4] },
    labels,
  );
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} and ${expected}`);
  const plain = plainSoftmax({ data: [...scores.dataSync()], shape: [7, 4] }).data;
  const byHand =
    labels.reduce((sum, label, row) => sum - Math.log(plain[row * 4 + label]), 0) / labels.length;
  assert.ok(Math.abs(actual - byHand) < 1e-6);
});

test('meanCrossEntropy() stays finite where the network is wholly wrong', () => {
  const loss = meanCrossEntropy({ data: new Float32Array([1, 0]), shape: [1, 2] }, [1]);
  assert.ok(Math.abs(loss - -Math.log(1e-7)) < 1e-6);
});
