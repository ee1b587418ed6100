import type { NdArray } from '../data/arrays';
import type { tf } from '../network/tensorflow';
import { findLayer, type LayerChoice } from './layers';
import { readNumbers } from './readNumbers';

/** The weights of a convolution: float32 `[kernelHeight, kernelWidth, inputChannels, filters]`. */
export type Kernels = NdArray<Float32Array, readonly [number, number, number, number]>;

/**
 * Returns a copy of a convolution's weights: float32 `[kernelHeight, kernelWidth, inputChannels, filters]`, positive and
 * negative. These are plain numbers; nothing is to be disposed.
 *
 * @throws TypeError when the layer is no convolution
 * @throws RangeError when there is no such layer
 * @example
 * kernels(model, { layerIndex: 0 }).shape //=> [ 3, 3, 3, 32 ]
 */
export function kernels(model: tf.LayersModel, choice: LayerChoice): Kernels {
  const layer = findLayer(model, choice);
  const weights = layer.getWeights().find(({ shape }) => shape.length === 4);
  if (!weights) {
    const convolutions = model.layers
      .filter((other) => other.getClassName() === 'Conv2D')
      .map(({ name }) => name);
    throw new TypeError(
      `Layer '${layer.name}' is no convolution; choose one of ${convolutions.join(', ')}`,
    );
  }
  const [height, width, inputChannels, filters] = weights.shape as [number, number, number, number];
  return { data: readNumbers(weights), shape: [height, width, inputChannels, filters] };
}
