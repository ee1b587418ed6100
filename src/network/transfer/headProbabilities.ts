import { tf } from '../tensorflow';
import { HEAD } from './addHead';
import type { Features } from './computeFeatures';

/**
 * Returns what a network that `addHead` made says of pictures whose features were computed: float32 `[numImages,
 * numClasses]`, rows that sum to 1. That is the same as to let it predict the pictures, whose layers before the head need
 * not run again.
 */
export function headProbabilities(model: tf.LayersModel, features: Features): Features {
  const [kernel, bias] = model.getLayer(HEAD).getWeights();
  const data = tf.tidy(() => {
    const rows = tf.tensor2d(features.data, [...features.shape]);
    const scores = rows.matMul(kernel as tf.Tensor2D).add(bias);
    return tf.softmax(scores).dataSync() as Float32Array;
  });
  return { data, shape: [features.shape[0], kernel.shape[1] as number] };
}
