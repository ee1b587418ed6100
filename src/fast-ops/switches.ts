import type { Tf } from './ops';

/** What the native ops speed up, one switch each. */
export const NATIVE_OPS = [
  'PIXELS',
  'CONVOLUTION',
  'BIAS',
  'BIAS_GRADIENT',
  'RELU_GRADIENT',
  'RELU6',
  'MAX_POOL_GRADIENT',
  'DROPOUT',
  'MATRIX_PRODUCT',
  'DENSE_GRADIENT',
  'OPTIMIZER',
] as const;

export type NativeOp = (typeof NATIVE_OPS)[number];

/** Returns the flag of TensorFlow.js that switches the op: `tf.env().set('CREATURES_DROPOUT', false)`. */
export function flagOf(op: NativeOp): string {
  return `CREATURES_${op}`;
}

/** True if the native library computes now and the op is not switched off. */
export function isOn(tf: Tf, op: NativeOp): boolean {
  // Nothing computes before the first tensor
  if (!tf.getBackend()) tf.backend();
  return tf.getBackend() === 'tensorflow' && tf.env().getBool(flagOf(op));
}
