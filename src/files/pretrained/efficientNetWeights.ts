import { readFile } from 'node:fs/promises';
import type { NdArray } from '../../data/arrays';
import { EFFICIENTNET_BLOCKS } from '../../network/efficientNetLayers';
import { tf } from '../../network/tensorflow';
import { readTorchFile, transposed, type StridedArray } from './torchFile';

/** What is added to each variance before its root is taken. */
const EPSILON = 1e-3;

/** PyTorch's kernels `[filters, channels, height, width]` as those of Keras `[height, width, channels, filters]`. */
const KERNEL_AXES = [2, 3, 1, 0];
/** PyTorch's kernels of single maps `[maps, 1, height, width]` as those of Keras `[height, width, maps, 1]`. */
const DEPTHWISE_AXES = [2, 3, 0, 1];

interface Source {
  /** The convolution and its batch normalization, as the file calls them. */
  readonly convolution: string;
  readonly normalization: string;
}

/** Gives EfficientNet-Lite0's layers the weights out of its PyTorch file. */
export async function setEfficientNetWeights(model: tf.LayersModel, file: string): Promise<void> {
  const arrays = readTorchFile(await readFile(file));
  const read = (name: string): StridedArray => {
    const array = arrays.get(name);
    if (!array) throw new Error(`There is no array ${name} in ${file}`);
    return array;
  };
  for (const [name, source] of layerSources())
    setWeights(model.getLayer(name), folded(read, source));
  const dense = transposed(read('_fc.weight'), [1, 0]);
  setWeights(model.getLayer('predictions'), [dense, transposed(read('_fc.bias'), [0])]);
}

function setWeights(layer: tf.layers.Layer, arrays: readonly NdArray<Float32Array>[]): void {
  tf.tidy(() => layer.setWeights(arrays.map(({ data, shape }) => tf.tensor(data, [...shape]))));
}

/** Where the weights of each convolution come from. */
function layerSources(): (readonly [layer: string, source: Source])[] {
  const blocks = EFFICIENTNET_BLOCKS.flatMap(({ name, expand }, index) => {
    const within = (convolution: string, normalization: string): Source => ({
      convolution: `_blocks.${index}.${convolution}`,
      normalization: `_blocks.${index}.${normalization}`,
    });
    return [
      ...(expand > 1 ? [[`${name}_expand_conv`, within('_expand_conv', '_bn0')] as const] : []),
      [`${name}_dwconv`, within('_depthwise_conv', '_bn1')] as const,
      [`${name}_project_conv`, within('_project_conv', '_bn2')] as const,
    ];
  });
  return [
    ['stem_conv', { convolution: '_conv_stem', normalization: '_bn0' }],
    ...blocks,
    ['top_conv', { convolution: '_conv_head', normalization: '_bn1' }],
  ];
}

/**
 * Kernel and bias of a convolution that does what a convolution and its batch normalization did: the normalization
 * multiplies each map by a number and adds another, and so can the kernel and the bias.
 */
function folded(
  read: (name: string) => StridedArray,
  { convolution, normalization }: Source,
): NdArray<Float32Array>[] {
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (name) => transposed(read(`${normalization}.${name}`), [0]).data,
  );
  const scales = Float64Array.from(gamma, (g, i) => g / Math.sqrt(variance[i] + EPSILON));
  const weights = read(`${convolution}.weight`);
  const isDepthwise = convolution.endsWith('_depthwise_conv');
  const { data, shape } = transposed(weights, isDepthwise ? DEPTHWISE_AXES : KERNEL_AXES);
  return [
    // The maps are the axis that runs fastest in both kinds of kernels
    { data: data.map((weight, i) => weight * scales[i % scales.length]), shape },
    { data: beta.map((b, i) => b - mean[i] * scales[i]), shape: [scales.length] },
  ];
}
