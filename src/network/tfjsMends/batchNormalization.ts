import type * as TensorFlow from '@tensorflow/tfjs';
import { layerPrototype, replaceMethod, type CallArguments, type CallResult, type Tf } from './tf';

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
  const prototype = layerPrototype(tf, 'BatchNormalization');
  replaceMethod<BatchNormalization, CallArguments, CallResult>(
    prototype,
    'call',
    (own, layer, inputs, kwargs) => {
      if (!kwargs.training) return own(layer, inputs, kwargs);
      return layer.trainable
        ? own(withScaleAndCenter(tf, layer), inputs, kwargs)
        : own(layer, inputs, { ...kwargs, training: false });
    },
  );
}

/** The layer with a scale of ones and a center of zeros where it has none. */
function withScaleAndCenter(tf: Tf, layer: BatchNormalization): BatchNormalization {
  const shape = layer.movingMean.shape as number[];
  return Object.create(layer, {
    ...(layer.scale ? {} : { gamma: { value: { read: () => tf.ones(shape) } } }),
    ...(layer.center ? {} : { beta: { value: { read: () => tf.zeros(shape) } } }),
  }) as BatchNormalization;
}
