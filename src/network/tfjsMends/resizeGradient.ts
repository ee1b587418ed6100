import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from './tf';

const KERNEL = 'ResizeNearestNeighborGrad';

/**
 * The gradient of `upSampling2d` in plain JavaScript: TensorFlow.js takes it right for the first image of a batch only,
 * so each image is given to it alone.
 */
export function mendResizeGradient(tf: Tf): void {
  const own = tf.getKernel(KERNEL, 'cpu');
  if (!own) return;
  tf.unregisterKernel(KERNEL, 'cpu');
  tf.registerKernel({
    ...own,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { images, dy } = inputs as Readonly<Record<string, TensorFlow.Tensor4D>>;
      const gradients = tf.split(dy, dy.shape[0]);
      const found = tf.split(images, images.shape[0]).map((image, index) => {
        const single = { images: image, dy: gradients[index] };
        const info = own.kernelFunc({ inputs: single, attrs, backend }) as TensorFlow.TensorInfo;
        return tf.engine().makeTensorFromTensorInfo(info);
      });
      return tf.concat(found, 0);
    },
  });
}
