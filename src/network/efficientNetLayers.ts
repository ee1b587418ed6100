import { LEVELS } from '../data/arrays';
import { preprocessed } from './preprocessing';
import { tf } from './tensorflow';

/** The stages of EfficientNet-Lite0. The first block of each has the strides, the others 1. */
const STAGES = [
  { repeats: 1, kernelSize: 3, strides: 1, expand: 1, filters: 16 },
  { repeats: 2, kernelSize: 3, strides: 2, expand: 6, filters: 24 },
  { repeats: 2, kernelSize: 5, strides: 2, expand: 6, filters: 40 },
  { repeats: 3, kernelSize: 3, strides: 2, expand: 6, filters: 80 },
  { repeats: 3, kernelSize: 5, strides: 1, expand: 6, filters: 112 },
  { repeats: 4, kernelSize: 5, strides: 2, expand: 6, filters: 192 },
  { repeats: 1, kernelSize: 3, strides: 1, expand: 6, filters: 320 },
] as const;

const STEM_FILTERS = 32;
const TOP_FILTERS = 1280;
const NUM_CLASSES = 1000;

/** (x - 127) / 128 with x of 0-255, as the network was trained. */
const [MEAN, DEVIATION] = [127, 128];
const SCALE = LEVELS / DEVIATION;

/** Where the activations end. Numbers of a known range lose little when they are rounded for small machines. */
const LARGEST_ACTIVATION = 6;

/**
 * The blocks of EfficientNet-Lite0 in their order, called as Keras calls those of EfficientNet: `block1a`, `block2a`,
 * `block2b`, ...
 */
export const EFFICIENTNET_BLOCKS: readonly Block[] = STAGES.flatMap(
  ({ repeats, strides, ...stage }, index) =>
    Array.from({ length: repeats }, (_, repeat) => ({
      ...stage,
      name: `block${index + 1}${String.fromCharCode(97 + repeat)}`,
      strides: repeat === 0 ? strides : 1,
    })),
);

interface Block {
  readonly name: string;
  readonly kernelSize: number;
  readonly strides: number;
  /** How many times as many maps as came in the block works with. */
  readonly expand: number;
  readonly filters: number;
}

/**
 * Returns EfficientNet-Lite0 with all weights 0 but those of its first layer, `preprocess`. Batch normalization, which
 * computes with fixed numbers once a network is trained, is part of the convolutions' weights. Input float32
 * `[numImages, imageSize, imageSize, 3]`, 0-1, RGB; output `[numImages, 1000]`, probabilities.
 */
export function buildEfficientNet(imageSize: number): tf.LayersModel {
  const input = tf.input({ name: 'input', shape: [imageSize, imageSize, 3] });
  let maps = preprocessed(input, {
    channels: [
      [SCALE, 0, 0],
      [0, SCALE, 0],
      [0, 0, SCALE],
    ],
    offsets: [0, 1, 2].map(() => -MEAN / DEVIATION),
  });
  maps = convolved(maps, { name: 'stem_conv', filters: STEM_FILTERS, kernelSize: 3, strides: 2 });
  maps = activated(maps, 'stem_activation');
  for (const block of EFFICIENTNET_BLOCKS) maps = invertedBottleneck(maps, block);
  maps = convolved(maps, { name: 'top_conv', filters: TOP_FILTERS, kernelSize: 1 });
  maps = activated(maps, 'top_activation');
  return tf.model({ name: 'efficientnet-lite0', inputs: input, outputs: classified(maps) });
}

/** Many maps between few: 1x1 filters expand the maps, each is filtered alone, and 1x1 filters make few of them again. */
function invertedBottleneck(input: tf.SymbolicTensor, block: Block): tf.SymbolicTensor {
  const { name, kernelSize, strides, expand, filters } = block;
  const numMaps = input.shape.at(-1) as number;
  let maps = input;
  if (expand > 1) {
    maps = convolved(maps, {
      name: `${name}_expand_conv`,
      filters: expand * numMaps,
      kernelSize: 1,
    });
    maps = activated(maps, `${name}_expand_activation`);
  }
  maps = filteredAlone(maps, { name: `${name}_dwconv`, kernelSize, strides });
  maps = activated(maps, `${name}_activation`);
  maps = convolved(maps, { name: `${name}_project_conv`, filters, kernelSize: 1 });
  const keepsShape = strides === 1 && filters === numMaps;
  return keepsShape
    ? (tf.layers.add({ name: `${name}_add` }).apply([maps, input]) as tf.SymbolicTensor)
    : maps;
}

/** The dropout does nothing but in training. */
function classified(maps: tf.SymbolicTensor): tf.SymbolicTensor {
  const layers = [
    tf.layers.globalAveragePooling2d({ name: 'avg_pool', dataFormat: 'channelsLast' }),
    tf.layers.dropout({ name: 'top_dropout', rate: 0.2 }),
    tf.layers.dense({ name: 'predictions', units: NUM_CLASSES, kernelInitializer: 'zeros' }),
    tf.layers.activation({ name: 'softmax', activation: 'softmax' }),
  ];
  return layers.reduce((output, layer) => layer.apply(output) as tf.SymbolicTensor, maps);
}

interface ConvolutionOptions {
  readonly name: string;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides?: number;
}

/** Zeros, since weights are set afterward and random ones would take time. */
function convolved(maps: tf.SymbolicTensor, options: ConvolutionOptions): tf.SymbolicTensor {
  return tf.layers
    .conv2d({ padding: 'same', kernelInitializer: 'zeros', ...options })
    .apply(maps) as tf.SymbolicTensor;
}

interface DepthwiseOptions {
  readonly name: string;
  readonly kernelSize: number;
  readonly strides: number;
}

function filteredAlone(maps: tf.SymbolicTensor, options: DepthwiseOptions): tf.SymbolicTensor {
  return tf.layers
    .depthwiseConv2d({ padding: 'same', depthwiseInitializer: 'zeros', ...options })
    .apply(maps) as tf.SymbolicTensor;
}

function activated(maps: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return tf.layers.reLU({ name, maxValue: LARGEST_ACTIVATION }).apply(maps) as tf.SymbolicTensor;
}
