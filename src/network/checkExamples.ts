import type { ImageArray } from '../data/arrays';
import type { Dataset } from '../data/dataset';
import type { tf } from './tensorflow';

interface CheckOptions {
  /** What the examples are for, as the message names them. */
  readonly name: string;
}

/**
 * Checks that a network can learn from the examples or be judged by them.
 *
 * @throws TypeError when the pictures have another shape than the network takes, or images and labels differ in number
 * @throws RangeError when there are none, or a label is not one of the network's classes
 */
export function checkExamples(
  model: tf.LayersModel,
  { images, labels }: Dataset,
  { name }: CheckOptions,
): void {
  checkImages(model, images, { name });
  if (labels.length !== images.shape[0]) {
    throw new TypeError(
      `${capitalized(name)} has ${images.shape[0]} images but ${labels.length} labels; each image needs one`,
    );
  }
  const numClasses = numClassesOf(model);
  const index = labels.findIndex((label) => label >= numClasses);
  if (index === -1) return;
  throw new RangeError(
    `${capitalized(name)} has label ${labels[index]} at index ${index}, but the network tells ${numClasses} classes apart (labels 0 to ` +
      `${numClasses - 1}); build it with numClasses: ${Math.max(...labels) + 1}`,
  );
}

/** Checks the shape of pictures. Throws as `checkExamples` does. */
export function checkImages(
  model: tf.LayersModel,
  { data, shape }: ImageArray,
  { name }: CheckOptions,
): void {
  const [numImages, height, width, channels] = shape;
  if (shape.length !== 4 || data.length !== numImages * height * width * channels) {
    throw new TypeError(
      `${capitalized(name)} must be images [numImages, height, width, channels], but has ${data.length} numbers of shape [${shape.join(', ')}]`,
    );
  }
  if (numImages === 0)
    throw new RangeError(`${capitalized(name)} holds no images; at least one is needed`);
  const expected = model.inputs[0].shape.slice(1);
  if (expected.every((length, axis) => length === null || length === shape[axis + 1])) return;
  throw new TypeError(
    `The network takes images of ${expected.join(' x ')}, but ${name} has images of ${height} x ${width} x ${channels}; ` +
      `load them with imageSize: ${expected[0]}, or build the network with imageSize: ${height}`,
  );
}

/** Returns how many classes the network tells apart: the units of its last layer. */
export function numClassesOf(model: tf.LayersModel): number {
  return model.outputs[0].shape.at(-1) as number;
}

function capitalized(name: string): string {
  return name.startsWith('the ') ? `The ${name.slice(4)}` : name;
}
