import type * as TensorFlow from '@tensorflow/tfjs';
import { withScaleAndCenter, type Normalization } from './normalization';
import { layerPrototype, replaceMethod, type CallArguments, type CallResult, type Tf } from './tf';

interface BatchNormalization extends Normalization {
  readonly movingMean: TensorFlow.LayerVariable;
}

/**
 * Trains a batch normalization without scale or center, and lets Grad-CAM go back through it, at which TensorFlow.js
 * fails; and lets a frozen one (`layer.trainable = false`) use and keep its moving averages, as Keras does.
 */
export function mendBatchNormalization(tf: Tf): void {
  const prototype = layerPrototype(tf, 'BatchNormalization');
  replaceMethod<BatchNormalization, CallArguments, CallResult>(
    prototype,
    'call',
    (own, layer, inputs, kwargs) => {
      const training = kwargs.training && layer.trainable;
      const whole = withScaleAndCenter(tf, layer, layer.movingMean.shape as number[]);
      return own(whole, inputs, { ...kwargs, training });
    },
  );
}
