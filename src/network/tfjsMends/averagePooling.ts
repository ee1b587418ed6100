import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from './tf';

interface Pooling {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * The gradient of `averagePooling2d` at an edge with padding, off the native library: forward the padding does not count,
 * so that a window which reaches over the edge has fewer pixels, but TensorFlow.js goes back as if it had all.
 */
export function mendAveragePooling(tf: Tf): void {
  const own = tf.getGradient('AvgPool');
  tf.registerGradient({
    ...own,
    gradFunc: (dy, saved, attributes) => {
      if (tf.getBackend() === 'tensorflow') return own.gradFunc(dy, saved, attributes);
      const shares = sharesInside(tf, saved[0].shape, attributes as unknown as Pooling);
      return own.gradFunc((dy as TensorFlow.Tensor).div(shares), saved, attributes);
    },
  });
}

/** Which share of each window lies inside the picture: float32 `[1, height, width, 1]`. */
function sharesInside(
  tf: Tf,
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: Pooling,
): TensorFlow.Tensor4D {
  const [numImages, height, width, channels] = shape;
  const { padInfo } = tf.backend_util.computePool2DInfo(
    [numImages, height, width, channels],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const edges: [number, number][] = [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ];
  const inside = tf.pad(tf.ones<TensorFlow.Rank.R4>([1, height, width, 1]), edges);
  return tf.avgPool(inside, filterSize, strides, 'valid', dimRoundingMode);
}
