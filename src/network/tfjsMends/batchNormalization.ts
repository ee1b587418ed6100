import type * as TensorFlow from '@tensorflow/tfjs';
import { layerClass, type CallArguments, type Tf } from './tf';

interface BatchNormalization extends TensorFlow.layers.Layer {
  readonly scale: boolean;
  readonly center: boolean;
  readonly movingMean: TensorFlow.LayerVariable;
}

/**
 * Trains a batch normalization without scale or center, at which TensorFlow.js fails, and lets a frozen one
 * (`layer.trainable = false`) use and keep its moving averages, as Keras does.
 */
export function mendBatchNormalization(tf: Tf): void {
  const { prototype } = layerClass<BatchNormalization>(tf, 'BatchNormalization');
  const own = prototype.call;
  prototype.call = function (this: BatchNormalization, ...[inputs, kwargs]: CallArguments) {
    if (!kwargs?.training) return own.call(this, inputs, kwargs);
    if (!this.trainable) return own.call(this, inputs, { ...kwargs, training: false });
    return own.call(withScaleAndCenter(tf, this), inputs, kwargs);
  };
}

/** The layer with a scale of ones and a center of zeros where it has none. */
function withScaleAndCenter(tf: Tf, layer: BatchNormalization): BatchNormalization {
  const shape = layer.movingMean.shape as number[];
  return Object.create(layer, {
    ...(layer.scale ? {} : { gamma: { value: { read: () => tf.ones(shape) } } }),
    ...(layer.center ? {} : { beta: { value: { read: () => tf.zeros(shape) } } }),
  }) as BatchNormalization;
}
