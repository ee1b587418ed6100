import { LEVELS } from '../data/arrays';
import { preprocessed } from './preprocessing';
import { tf } from './tensorflow';

/** The fire modules of SqueezeNet v1.1, and the poolings between them. */
const FIRE_MODULES = [
  { name: 'fire2', squeeze: 16, expand: 64 },
  { name: 'fire3', squeeze: 16, expand: 64 },
  { name: 'fire4', squeeze: 32, expand: 128, poolBefore: 'pool3' },
  { name: 'fire5', squeeze: 32, expand: 128 },
  { name: 'fire6', squeeze: 48, expand: 192, poolBefore: 'pool5' },
  { name: 'fire7', squeeze: 48, expand: 192 },
  { name: 'fire8', squeeze: 64, expand: 256 },
  { name: 'fire9', squeeze: 64, expand: 256 },
] as const;

const NUM_CLASSES = 1000;

/** The means of ImageNet's blue, green and red, which were taken away in training. */
const MEANS = [103.939, 116.779, 123.68];

/**
 * Returns SqueezeNet v1.1 with all weights 0 but those of its first layer, `preprocess`: a fixed 1x1 convolution that
 * makes what the network was trained with out of the project's numbers. Input float32 `[numImages, imageSize, imageSize, 3]`,
 * 0-1, RGB; output `[numImages, 1000]`, probabilities.
 */
export function buildSqueezeNet(imageSize: number): tf.LayersModel {
  const input = tf.input({ name: 'input', shape: [imageSize, imageSize, 3] });
  // Blue, green, red of 0-255, less the means
  let maps = preprocessed(input, {
    channels: [
      [0, 0, LEVELS],
      [0, LEVELS, 0],
      [LEVELS, 0, 0],
    ],
    offsets: MEANS.map((mean) => -mean),
  });
  maps = activated(maps, { name: 'conv1', filters: 64, kernelSize: 3, strides: 2 });
  maps = pooled(maps, 'pool1');
  for (const fireModule of FIRE_MODULES) maps = fire(maps, fireModule);
  return tf.model({ name: 'squeezenet', inputs: input, outputs: classified(maps) });
}

interface FireModule {
  readonly name: string;
  readonly squeeze: number;
  readonly expand: number;
  readonly poolBefore?: string;
}

/** Few 1x1 filters squeeze the maps; 1x1 and 3x3 filters side by side expand them again. */
function fire(
  maps: tf.SymbolicTensor,
  { name, squeeze, expand, poolBefore }: FireModule,
): tf.SymbolicTensor {
  const input = poolBefore ? pooled(maps, poolBefore) : maps;
  const squeezed = activated(input, {
    prefix: `${name}/`,
    name: 'squeeze1x1',
    filters: squeeze,
    kernelSize: 1,
  });
  const points = activated(squeezed, {
    prefix: `${name}/`,
    name: 'expand1x1',
    filters: expand,
    kernelSize: 1,
  });
  const windows = activated(squeezed, {
    prefix: `${name}/`,
    name: 'expand3x3',
    filters: expand,
    kernelSize: 3,
    padding: 'same',
  });
  return tf.layers
    .concatenate({ name: `${name}/concat` })
    .apply([points, windows]) as tf.SymbolicTensor;
}

/** The dropout does nothing but in training. */
function classified(maps: tf.SymbolicTensor): tf.SymbolicTensor {
  const dropped = tf.layers.dropout({ name: 'drop9', rate: 0.5 }).apply(maps) as tf.SymbolicTensor;
  const scores = activated(dropped, { name: 'conv10', filters: NUM_CLASSES, kernelSize: 1 });
  const means = tf.layers
    .globalAveragePooling2d({ name: 'pool10', dataFormat: 'channelsLast' })
    .apply(scores);
  return tf.layers
    .activation({ name: 'softmax', activation: 'softmax' })
    .apply(means) as tf.SymbolicTensor;
}

interface ConvolutionOptions {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides?: number;
  readonly padding?: 'same' | 'valid';
}

/** Zeros, since weights are set afterward and random ones would take time. */
function convolution(name: string, options: ConvolutionOptions): tf.layers.Layer {
  return tf.layers.conv2d({ name, kernelInitializer: 'zeros', ...options });
}

interface ActivatedOptions extends ConvolutionOptions {
  readonly prefix?: string;
  readonly name: string;
}

function activated(
  maps: tf.SymbolicTensor,
  { prefix = '', name, ...options }: ActivatedOptions,
): tf.SymbolicTensor {
  const convolved = convolution(prefix + name, options).apply(maps);
  return tf.layers
    .activation({ name: `${prefix}relu_${name}`, activation: 'relu' })
    .apply(convolved) as tf.SymbolicTensor;
}

function pooled(maps: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return tf.layers.maxPooling2d({ name, poolSize: 3, strides: 2 }).apply(maps) as tf.SymbolicTensor;
}
