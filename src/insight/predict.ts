import type { Image } from '../data/arrays';
import { CLASS_NAMES } from '../data/classNames';
import { numClassesOf } from '../network/checkExamples';
import type { tf } from '../network/tensorflow';
import { predictProbabilities } from './probabilities';

/** How sure a network is that a picture is of a class. */
export interface Prediction {
  readonly className: string;
  /** The class's label. */
  readonly classIndex: number;
  /** 0-1; those of all classes sum to 1. */
  readonly probability: number;
}

/**
 * Returns what the network takes one picture for: every class with its probability, the most probable first.
 *
 * @throws TypeError when the picture does not fit the network, or the number of names is not the network's
 * @example
 * const photo = await loadPhoto('cat.jpg', { imageSize: 100 });
 * predict(model, photo)[0] // { className: 'cats', classIndex: 1, probability: 0.93 }
 */
export function predict(
  model: tf.LayersModel,
  { data, shape }: Image,
  { classNames = CLASS_NAMES }: { readonly classNames?: readonly string[] } = {},
): Prediction[] {
  const numClasses = numClassesOf(model);
  if (classNames.length !== numClasses) {
    throw new TypeError(
      `The network tells ${numClasses} classes apart, but got ${classNames.length} class names; give them by the option classNames`,
    );
  }
  const probabilities = predictProbabilities(model, { data, shape: [1, ...shape] }).data;
  return classNames
    .map((className, classIndex) => ({
      className,
      classIndex,
      probability: probabilities[classIndex],
    }))
    .sort((a, b) => b.probability - a.probability);
}
