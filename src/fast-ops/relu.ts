import type * as TensorFlow from '@tensorflow/tfjs';
import { addKernel, replaceGradient, runKernel } from './kernels';
import { areFloats, runSingleOp, type Tf } from './ops';

const KERNEL = 'CreaturesReluGradient';

/**
 * ReLU's gradient as one op, from the output: what was positive lets the gradient through. TensorFlow.js compares,
 * casts and multiplies.
 */
export function installReluGradient(tf: Tf): void {
  addKernel<{ dy: TensorFlow.Tensor; y: TensorFlow.Tensor }, object>(
    tf,
    KERNEL,
    ({ inputs: { dy, y } }) => runSingleOp(tf, KERNEL, { inputs: [dy, y] }),
  );
  const throughRelu = (dy: TensorFlow.Tensor, y: TensorFlow.Tensor) =>
    runKernel(tf, KERNEL, { dy, y });
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['y'],
    gradFunc: (gradient, [y]) => ({
      dy: () => throughRelu(gradient as TensorFlow.Tensor, y),
      y: () => tf.zerosLike(y),
    }),
  });
  replaceGradient(tf, {
    kernelName: 'Relu',
    op: 'RELU_GRADIENT',
    // The step of the output is the step of the input, so TensorFlow.js's own gradient can do with the output too
    saves: { outputsToSave: [true] },
    gradient: (dy, [y]) =>
      areFloats(dy as TensorFlow.Tensor, y)
        ? { x: () => throughRelu(dy as TensorFlow.Tensor, y) }
        : undefined,
  });
}
