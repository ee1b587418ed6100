import { checkOptions, checkWhole } from '../../check';
import type { ImageArray, NdArray } from '../../data/arrays';
import { checkImages } from '../checkExamples';
import { tf } from '../tensorflow';
import { imagesToTensor } from '../tensors';

/** What a network makes of pictures: float32 `[numImages, numFeatures]`. */
export type Features = NdArray<Float32Array, readonly [number, number]>;

/**
 * Returns the features of pictures as plain numbers, computed in batches to spare memory: 1,800 pictures stay bytes, and
 * 32 at a time become floats.
 *
 * @param extractor any network that makes one row of numbers of a picture, such as `featureExtractor()` gives
 * @throws TypeError when the pictures do not fit the network, or it makes no rows
 * @throws RangeError when there are none
 * @example
 * const extractor = featureExtractor(model, { sources: [{ layer: 'relu4' }] });
 * computeFeatures(extractor, testSet.images).shape[1] //=> 64
 */
export function computeFeatures(
  extractor: tf.LayersModel,
  images: ImageArray,
  options: { readonly batchSize?: number } = {},
): Features {
  checkImages(extractor, images, { name: 'images' });
  checkOptions('The options of computeFeatures()', options, '{ batchSize: 32 }');
  const { batchSize = 32 } = options;
  checkWhole('batchSize', batchSize);
  const numFeatures = numFeaturesOf(extractor);
  const numImages = images.shape[0];
  const data = new Float32Array(numImages * numFeatures);
  for (let start = 0; start < numImages; start += batchSize) {
    const part = slice(images, start, Math.min(start + batchSize, numImages));
    const rows = tf.tidy(() => (extractor.predict(imagesToTensor(part)) as tf.Tensor).dataSync());
    data.set(rows, start * numFeatures);
  }
  return { data, shape: [numImages, numFeatures] };
}

/** Returns how many numbers an extractor makes of a picture. */
export function numFeaturesOf({ outputs: [output] }: tf.LayersModel): number {
  if (output.rank === 2) return output.shape[1] as number;
  throw new TypeError(
    `The extractor must make one row of numbers of a picture, but makes ${output.shape.slice(1).join(' x ')}; featureExtractor() gives one`,
  );
}

function slice({ data, shape }: ImageArray, start: number, end: number): ImageArray {
  const [, height, width, channels] = shape;
  const imageBytes = height * width * channels;
  return {
    data: data.subarray(start * imageBytes, end * imageBytes),
    shape: [end - start, height, width, channels],
  };
}
