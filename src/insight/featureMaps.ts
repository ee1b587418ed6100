import type { Image, NdArray } from '../data/arrays';
import { asImages } from '../network/checkExamples';
import { tf } from '../network/tensorflow';
import { imagesToTensor } from '../network/tensors';
import { findLayer, type LayerChoice } from '../network/layers';
import { readNumbers } from './readNumbers';

/** What a layer makes of one picture: float32 `[height, width, filters]`, one map for each filter. */
export type FeatureMaps = NdArray<Float32Array, readonly [number, number, number]>;

/**
 * Returns what a layer makes of one picture, one map for each filter: float32 `[height, width, filters]`. These are plain
 * numbers; nothing is to be disposed.
 *
 * @param layer the name of the layer, its place in the network from 0, or the layer itself
 * @throws TypeError when the picture does not fit the network, or the layer makes no maps (a dense layer)
 * @throws RangeError when there is no such layer
 * @example
 * featureMaps(model, photo, 'conv1').shape //=> [ 100, 100, 32 ]
 */
export function featureMaps(model: tf.LayersModel, image: Image, layer: LayerChoice): FeatureMaps {
  const { data, shape } = layerOutput(model, image, layer);
  if (shape.length === 3) return { data, shape: [shape[0], shape[1], shape[2]] };
  throw new TypeError(
    `Layer '${findLayer(model, layer).name}' makes ${shape.join(' x ')} numbers of a picture, not maps; ` +
      'choose a convolution, ReLU or pooling layer, or call layerOutput()',
  );
}

/**
 * Returns what any layer makes of one picture, as plain numbers: float32, the shape of the layer's output without the
 * axis of pictures.
 *
 * @param layer the name of the layer, its place in the network from 0, or the layer itself
 * @throws TypeError when the picture does not fit the network
 * @throws RangeError when there is no such layer
 * @example
 * layerOutput(model, photo, 'dense1').shape //=> [ 512 ]
 */
export function layerOutput(
  model: tf.LayersModel,
  image: Image,
  layer: LayerChoice,
): NdArray<Float32Array> {
  const images = asImages(model, image);
  const upToLayer = tf.model({ inputs: model.inputs, outputs: findLayer(model, layer).output });
  const result = tf.tidy(() => upToLayer.predict(imagesToTensor(images)) as tf.Tensor);
  const output = { data: readNumbers(result), shape: result.shape.slice(1) };
  result.dispose();
  return output;
}
