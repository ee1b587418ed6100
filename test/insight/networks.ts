import { imageAt } from '../../src/data/dataset';
import type { Image } from '../../src/data/arrays';
import { withRandomSeed } from '../../src/network/random';
import { tf } from '../../src/network/tensorflow';
import { sampleDataset } from '../network/sampleData';

/** Pixels of the pictures that the branching network takes. */
export const BRANCHING_SIZE = 16;

/**
 * A small network whose maps part and come together again, with the softmax inside its dense layer and with dropout. The
 * same stands in kerasGradients.py.
 */
export function branchingNetwork({ seed = 3 }: { readonly seed?: number } = {}): tf.LayersModel {
  return withRandomSeed(seed, () => {
    const input = tf.input({ name: 'picture', shape: [BRANCHING_SIZE, BRANCHING_SIZE, 3] });
    const convolved = convolution('first', 16, { kernelSize: 3, padding: 'same' }).apply(input);
    const first = tf.layers.activation({ name: 'relu', activation: 'relu' }).apply(convolved);
    const points = convolution('points', 8, { kernelSize: 1, activation: 'relu' }).apply(
      first,
    ) as tf.SymbolicTensor;
    const windows = convolution('windows', 8, {
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
    }).apply(first) as tf.SymbolicTensor;
    const joined = tf.layers.concatenate({ name: 'joined' }).apply([points, windows]);
    const pooled = tf.layers
      .maxPooling2d({ name: 'pool', poolSize: 2 })
      .apply(tf.layers.dropout({ name: 'dropout', rate: 0.5 }).apply(joined));
    const last = convolution('last', 8, { kernelSize: 3, strides: 2 }).apply(pooled);
    const means = tf.layers
      .globalAveragePooling2d({ name: 'means', dataFormat: 'channelsLast' })
      .apply(last);
    const classes = tf.layers
      .dense({ name: 'classes', units: 3, activation: 'softmax' })
      .apply(means) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs: classes });
  });
}

type ConvolutionOptions = Omit<Parameters<typeof tf.layers.conv2d>[0], 'name' | 'filters'>;

function convolution(name: string, filters: number, options: ConvolutionOptions): tf.layers.Layer {
  return tf.layers.conv2d({ name, filters, biasInitializer: 'randomNormal', ...options });
}

/** A picture of noise. */
export function noisePicture(
  imageSize: number,
  { seed = 1 }: { readonly seed?: number } = {},
): Image {
  return imageAt(sampleDataset({ numImages: 1, imageSize, seed }).images, 0);
}

/** Makes all weights positive, so that a brighter pixel always makes more of every number that depends on it. */
export function withPositiveWeights<Model extends tf.LayersModel>(model: Model): Model {
  tf.tidy(() => model.setWeights(model.getWeights().map((weight) => weight.abs().add(0.01))));
  return model;
}
