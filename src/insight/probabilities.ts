import { checkWhole } from '../check';
import type { ImageArray, NdArray } from '../data/arrays';
import { checkImages, numClassesOf } from '../network/checkExamples';
import { tf } from '../network/tensorflow';
import { imagesToTensor } from '../network/tensors';
import { readNumbers } from './readNumbers';

/** How sure a network is of each class for each picture: float32 `[numImages, numClasses]`, each row sums to 1. */
export type Probabilities = NdArray<Float32Array, readonly [number, number]>;

/**
 * Returns how sure the network is of each class for each picture, computed in batches to spare memory.
 *
 * @throws TypeError when the pictures do not fit the network
 * @throws RangeError when there are none
 */
export function predictProbabilities(
  model: tf.LayersModel,
  images: ImageArray,
  { batchSize = 32 }: { readonly batchSize?: number } = {},
): Probabilities {
  checkImages(model, images, { name: 'images' });
  checkWhole('batchSize', batchSize);
  const [numImages, numClasses] = [images.shape[0], numClassesOf(model)];
  const data = new Float32Array(numImages * numClasses);
  for (let start = 0; start < numImages; start += batchSize) {
    data.set(runNetwork(model, sliceImages(images, start, start + batchSize)), start * numClasses);
  }
  return { data, shape: [numImages, numClasses] };
}

function runNetwork(model: tf.LayersModel, images: ImageArray): Float32Array {
  const result = tf.tidy(() => model.predict(imagesToTensor(images)) as tf.Tensor);
  const numbers = readNumbers(result);
  result.dispose();
  return numbers;
}

/** Pictures from `start` up to but not including `end`, without a copy. */
export function sliceImages(
  { data, shape: [numImages, height, width, channels] }: ImageArray,
  start: number,
  end: number,
): ImageArray {
  const size = height * width * channels;
  const last = Math.min(end, numImages);
  return {
    data: data.subarray(start * size, last * size),
    shape: [last - start, height, width, channels],
  };
}
