import type * as TensorFlow from '@tensorflow/tfjs';
import { addKernel } from './kernels';
import { runSingleOp, type Tf } from './ops';

const KERNEL = 'CreaturesPixels';

/** Turns bytes into numbers in the native library, which then gets a quarter of the memory; `imagesToTensor` runs it where it is. */
export function installPixels(tf: Tf): void {
  addKernel<{ bytes: TensorFlow.Tensor }, { readonly factor: number }>(
    tf,
    KERNEL,
    ({ inputs: { bytes }, attrs: { factor } }) =>
      runSingleOp(tf, KERNEL, { inputs: [bytes], attributes: { factor: { float: factor } } }),
  );
}
