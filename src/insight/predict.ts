import { checkOptions, describe } from '../check';
import type { Image } from '../data/arrays';
import { asImages, numClassesOf } from '../network/checkExamples';
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
 * The names are those of the data set that the network learned from: nobody else knows what its classes are. A network
 * that carries them, by `model.setUserDefinedMetadata({ classNames })`, which a saved network keeps, needs no option.
 *
 * @throws TypeError when the picture does not fit the network, or names are missing or not as many as its classes
 * @example
 * const photo = await loadPhoto('cat.jpg', { imageSize: 100 });
 * predict(model, photo, { classNames: trainSet.classNames })[0] // { className: 'cats', classIndex: 1, probability: 0.93 }
 */
export function predict(
  model: tf.LayersModel,
  image: Image,
  options: { readonly classNames?: readonly string[] } = {},
): Prediction[] {
  const images = asImages(model, image);
  checkOptions('The options of predict()', options, '{ classNames: trainSet.classNames }');
  const classNames = namesOf(model, options.classNames);
  const probabilities = predictProbabilities(model, images).data;
  return classNames
    .map((className, classIndex) => ({
      className,
      classIndex,
      probability: probabilities[classIndex],
    }))
    .sort((a, b) => b.probability - a.probability);
}

function namesOf(model: tf.LayersModel, given: unknown): readonly string[] {
  const carried = model.getUserDefinedMetadata() as { readonly classNames?: unknown } | undefined;
  const classNames = given ?? carried?.classNames;
  const numClasses = numClassesOf(model);
  const advice = 'give those of its data set: { classNames: trainSet.classNames }';
  if (classNames === undefined) {
    throw new TypeError(
      `The network does not know what its ${numClasses} classes are called; ${advice}`,
    );
  }
  if (!Array.isArray(classNames))
    throw new TypeError(`classNames must be a list of names, but is ${describe(classNames)}`);
  if (classNames.length === numClasses) return classNames as string[];
  throw new TypeError(
    `The network tells ${numClasses} classes apart, but got ${classNames.length} class names; ${advice}`,
  );
}
