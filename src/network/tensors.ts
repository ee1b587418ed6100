import { checkWhole, describe } from '../check';
import { checkImageArray, LEVELS, type ImageArray } from '../data/arrays';
import { checkLabels } from '../data/dataset';
import { tf } from './tensorflow';

/**
 * Returns the pictures as numbers the network takes: float32 `[numImages, height, width, channels]`, 0 to 255/256.
 * You dispose the tensor.
 *
 * @throws TypeError when the data does not fill the shape or holds no bytes
 * @example
 * imagesToTensor({ data: new Uint8Array([0, 128, 255]), shape: [1, 1, 1, 3] }).dataSync() //=> Float32Array [ 0, 0.5, 0.99609375 ]
 */
export function imagesToTensor(images: ImageArray): tf.Tensor4D {
  checkImageArray('images', images);
  const { data, shape } = images;
  if (data instanceof Uint8Array && hasPixelKernel()) return scaleBytes(data, shape);
  const scaled = new Float32Array(data.length);
  for (let index = 0; index < data.length; index++) scaled[index] = data[index] / LEVELS;
  return tf.tensor4d(scaled, [...shape]);
}

/** Whether the native library computes with the fast op for pixels. The first to ask starts what computes. */
function hasPixelKernel(): boolean {
  tf.backend();
  const kernel = tf.getKernel('CreaturesPixels', tf.getBackend());
  return Boolean(kernel) && tf.env().getBool('CREATURES_PIXELS');
}

function scaleBytes(data: Uint8Array, shape: ImageArray['shape']): tf.Tensor4D {
  const bytes = tf.tensor(data, [...shape], 'bool');
  try {
    const factor = 1 / LEVELS;
    return tf.engine().runKernel<tf.Tensor4D>('CreaturesPixels', { bytes }, { factor });
  } finally {
    bytes.dispose();
  }
}

/**
 * Returns each label as a row with a 1 in the column of its class: float32 `[numLabels, numClasses]`.
 * You dispose the tensor.
 *
 * @throws RangeError when a label is not a whole number from 0 to `numClasses - 1`
 * @throws TypeError when labels are no list of numbers
 * @example
 * labelsToOneHot([2, 0], 3).arraySync() //=> [ [ 0, 0, 1 ], [ 1, 0, 0 ] ]
 */
export function labelsToOneHot(labels: ArrayLike<number>, numClasses: number): tf.Tensor2D {
  checkWhole('numClasses', numClasses);
  checkList(labels);
  checkLabels('labels', labels, numClasses);
  const rows = new Float32Array(labels.length * numClasses);
  for (let index = 0; index < labels.length; index++) rows[index * numClasses + labels[index]] = 1;
  return tf.tensor2d(rows, [labels.length, numClasses]);
}

function checkList(labels: unknown): void {
  if (Array.isArray(labels) || ArrayBuffer.isView(labels)) return;
  throw new TypeError(`labels must be a list of whole numbers, but is ${describe(labels)}`);
}
