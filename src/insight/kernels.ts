import type { NdArray } from '../data/arrays';
import type { tf } from '../network/tensorflow';
import { findLayer, type LayerChoice } from '../network/layers';
import { readNumbers } from './readNumbers';

/** The weights of a convolution: float32 `[kernelHeight, kernelWidth, inputChannels, filters]`. */
export type Kernels = NdArray<Float32Array, readonly [number, number, number, number]>;

/**
 * Returns a copy of a convolution's weights: float32 `[kernelHeight, kernelWidth, inputChannels, filters]`, positive and
 * negative. These are plain numbers; nothing is to be disposed.
 *
 * @param layer the name of the layer, its place in the network from 0, or the layer itself
 * @throws TypeError when the layer is no convolution
 * @throws RangeError when there is no such layer
 * @example
 * kernels(model, 'conv1').shape //=> [ 3, 3, 3, 32 ]
 */
export function kernels(model: tf.LayersModel, layer: LayerChoice): Kernels {
  const found = findLayer(model, layer);
  const weights = found.getWeights().find(({ shape }) => shape.length === 4);
  if (!weights) {
    const convolutions = model.layers
      .filter((other) => other.getClassName() === 'Conv2D')
      .map(({ name }) => name);
    throw new TypeError(
      `Layer '${found.name}' is no convolution; choose one of ${convolutions.join(', ')}`,
    );
  }
  const [height, width, inputChannels, filters] = weights.shape as [number, number, number, number];
  return { data: readNumbers(weights), shape: [height, width, inputChannels, filters] };
}
