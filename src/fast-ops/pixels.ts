import type * as TensorFlow from '@tensorflow/tfjs';
import { addKernel, runKernel } from './kernels';
import { runSingleOp, type Tf } from './ops';
import { isOn } from './switches';

const KERNEL = 'CreaturesPixels';

/** Turns bytes into numbers in the native library, which then gets a quarter of the memory. */
export function installPixels(tf: Tf): void {
  addKernel<{ bytes: TensorFlow.Tensor }, { readonly factor: number }>(
    tf,
    KERNEL,
    ({ inputs: { bytes }, attrs: { factor } }) =>
      runSingleOp(tf, KERNEL, { inputs: [bytes], attributes: { factor: { float: factor } } }),
  );
}

/**
 * Returns bytes times `factor` as a float32 tensor, which you dispose, or undefined where the native op is missing or
 * switched off.
 */
export function bytesToTensor(
  tf: Tf,
  data: Uint8Array,
  { shape, factor }: { readonly shape: number[]; readonly factor: number },
): TensorFlow.Tensor | undefined {
  tf.backend(); // Loads the library, and with it the kernel, if this is the first tensor
  if (!tf.getKernel(KERNEL, tf.getBackend()) || !isOn(tf, 'PIXELS')) return undefined;
  const bytes = tf.tensor(data, shape, 'bool');
  try {
    return runKernel(tf, KERNEL, { bytes }, { factor });
  } finally {
    bytes.dispose();
  }
}
