import { capitalized, describe, isPromise } from '../check';
import { checkImage, checkImageArray, type Image, type ImageArray } from '../data/arrays';
import { checkDataset, checkLabels, type Dataset } from '../data/dataset';
import type { tf } from './tensorflow';

interface CheckOptions {
  /** What the examples are for, as the message names them. */
  readonly name: string;
}

/**
 * Throws unless the value is a network that can be used.
 *
 * @throws TypeError when it is no network of layers, or one that is still a promise
 * @throws Error when it was disposed
 */
export function checkModel(value: unknown): void {
  const { layers, inputs, predict } = (isPromise(value) ? {} : (value ?? {})) as Record<
    string,
    unknown
  >;
  if (!Array.isArray(layers) || !Array.isArray(inputs) || typeof predict !== 'function') {
    throw new TypeError(
      `The model must be a network, such as buildNetwork() gives, but is ${describe(value)}`,
    );
  }
  if (isDisposed(value as tf.LayersModel))
    throw new Error('The model was disposed; build or load it again');
}

function isDisposed({ layers }: tf.LayersModel): boolean {
  const weights = layers.find((layer) => layer.weights.length > 0)?.weights ?? [];
  try {
    return weights.some((weight) => weight.read().isDisposed);
  } catch {
    return true;
  }
}

/**
 * Checks that a network can learn from the examples or be judged by them.
 *
 * @throws TypeError when the pictures have another shape than the network takes, images and labels differ in number, or
 * labels are no numbers
 * @throws RangeError when there are none, or a label is not one of the network's classes
 */
export function checkExamples(
  model: tf.LayersModel,
  dataset: Dataset,
  { name }: CheckOptions,
): void {
  checkModel(model);
  checkDataset(name, dataset);
  checkImages(model, dataset.images, { name });
  const { labels } = dataset;
  const numClasses = numClassesOf(model);
  const index = labels.findIndex((label) => Number.isInteger(label) && label >= numClasses);
  if (index === -1) {
    checkLabels(name, labels, numClasses);
    return;
  }
  const largest = labels.reduce((max, label) => Math.max(max, label), 0);
  throw new RangeError(
    `${capitalized(name)} has label ${labels[index]} at index ${index}, but the network tells ${numClasses} classes apart (labels 0 to ` +
      `${numClasses - 1}); build it with numClasses: ${largest + 1}`,
  );
}

/** Checks the shape of pictures. Throws as `checkExamples` does. */
export function checkImages(
  model: tf.LayersModel,
  images: ImageArray,
  { name }: CheckOptions,
): void {
  checkModel(model);
  checkImageArray(name, images);
  const [numImages, height, width, channels] = images.shape;
  if (numImages === 0)
    throw new RangeError(`${capitalized(name)} holds no images; at least one is needed`);
  const expected = model.inputs[0].shape.slice(1);
  const given = [height, width, channels];
  if (
    expected.length === given.length &&
    expected.every((length, axis) => length === null || length === given[axis])
  )
    return;
  throw new TypeError(
    `The network takes ${expected.length === 3 ? 'images of ' : ''}${expected.join(' x ')}, but ${name} has images of ${height} x ${width} x ${channels}; ` +
      `load them with imageSize: ${expected[0]}, or build the network with imageSize: ${height}`,
  );
}

/** Returns one picture as pictures that the network takes. Throws as `checkExamples` does. */
export function asImages(model: tf.LayersModel, image: Image): ImageArray {
  checkModel(model);
  checkImage('the picture', image);
  const images: ImageArray = { data: image.data, shape: [1, ...image.shape] };
  checkImages(model, images, { name: 'the picture' });
  return images;
}

/** Returns how many classes the network tells apart: the units of its last layer. */
export function numClassesOf(model: tf.LayersModel): number {
  checkModel(model);
  return model.outputs[0].shape.at(-1) as number;
}
