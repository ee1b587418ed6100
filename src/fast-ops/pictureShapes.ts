import type { Tf } from './ops';

/** What computes pictures of a shape that it is told: transposed convolutions, and gradients of convolutions. */
const KERNELS = [
  'Conv2DBackpropInput',
  'DepthwiseConv2dNativeBackpropInput',
  'Conv3DBackpropInputV2',
];

/**
 * Refuses a shape with a negative length, such as `[1, -5, -5, 3]` for `tf.conv2dTranspose`. TensorFlow ends the process
 * over it.
 */
export function installPictureShapes(tf: Tf): void {
  for (const kernelName of KERNELS) {
    const own = tf.getKernel(kernelName, 'tensorflow');
    tf.unregisterKernel(kernelName, 'tensorflow');
    tf.registerKernel({
      ...own,
      kernelFunc: (params) => {
        checkLengths((params.attrs as unknown as { readonly inputShape: number[] }).inputShape);
        return own.kernelFunc(params);
      },
    });
  }
}

/** TensorFlow itself takes -1 for as many pictures as come in, and cuts fractions off. */
function checkLengths([numImages, ...lengths]: readonly number[]): void {
  if (numImages >= -1 && lengths.every((length) => length >= 0)) return;
  throw new RangeError(
    `The output of a transposed convolution cannot have the shape [${[numImages, ...lengths].join(', ')}]: each length must be 0 or more`,
  );
}
