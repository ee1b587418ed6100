import type { tf } from '../network/tensorflow';

/** Returns a copy of a float32 tensor's numbers. The plain JavaScript backend would hand out the tensor's own memory. */
export function readNumbers(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>().slice();
}
