import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from './tf';

/** A layer that normalizes, and then scales and moves, if it does. */
export interface Normalization extends TensorFlow.layers.Layer {
  readonly scale: boolean;
  readonly center: boolean;
}

/**
 * Returns the layer with a scale of ones and a center of zeros where it has none: TensorFlow.js fails to go back through
 * a normalization that lacks one of them.
 */
export function withScaleAndCenter<Layer extends Normalization>(
  tf: Tf,
  layer: Layer,
  shape: number[],
): Layer {
  if (layer.scale && layer.center) return layer;
  const weight = (make: () => TensorFlow.Tensor) => ({ value: { read: make, shape } });
  return Object.create(layer, {
    ...(layer.scale ? {} : { scale: { value: true }, gamma: weight(() => tf.ones(shape)) }),
    ...(layer.center ? {} : { center: { value: true }, beta: weight(() => tf.zeros(shape)) }),
  }) as Layer;
}
