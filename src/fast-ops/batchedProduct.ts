import type * as TensorFlow from '@tensorflow/tfjs';
import { runKernel } from './kernels';
import type { Tf } from './ops';

const KERNEL = 'BatchMatMul';

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Products of batches of batches that are spread over each other, such as `[3, 1, 8, 2]` by `[2, 5]`. TensorFlow writes
 * behind the end of the output there, which gives wrong numbers or ends the process; so each matrix is repeated first.
 */
export function installBatchedProduct(tf: Tf): void {
  const own = tf.getKernel(KERNEL, 'tensorflow');
  tf.unregisterKernel(KERNEL, 'tensorflow');
  tf.registerKernel({
    ...own,
    kernelFunc: (params) => {
      const { a, b } = params.inputs as Readonly<Record<string, TensorFlow.Tensor>>;
      const [batchA, batchB] = [a, b].map(({ shape }) => shape.slice(0, -2));
      const isDeep = Math.max(batchA.length, batchB.length) > 1;
      return isDeep && !tf.util.arraysEqual(batchA, batchB)
        ? repeatedProduct(tf, a, b, params.attrs as unknown as Attributes)
        : own.kernelFunc(params);
    },
  });
}

function repeatedProduct(tf: Tf, a: TensorFlow.Tensor, b: TensorFlow.Tensor, attrs: Attributes) {
  const [batchA, batchB] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const size = tf.util.sizeFromShape(batch);
  return tf.tidy(() => {
    const [first, second] = [a, b].map((tensor) => {
      const matrix = tensor.shape.slice(-2);
      return tf.reshape(tf.broadcastTo(tensor, [...batch, ...matrix]), [size, ...matrix]);
    });
    const product = runKernel(tf, KERNEL, { a: first, b: second }, attrs);
    return tf.reshape(product, [...batch, ...product.shape.slice(1)]);
  });
}
