import type { Image } from '../data/arrays';
import { CLASS_NAMES, type ClassName } from '../data/classNames';
import { asImages, numClassesOf } from '../network/checkExamples';
import type { tf } from '../network/tensorflow';
import { predictProbabilities } from './probabilities';

/** Numbers of classes in a row, both ends included. */
type ClassRange = readonly [first: number, last: number];

/**
 * Which of the 1,000 classes of ImageNet (ILSVRC 2012, numbered from 0 in the order of their WordNet numbers, as Keras and
 * Caffe number them) belong to each of the series' six: dogs are 118 breeds without wild dogs and wolves, cats the five
 * kinds kept in houses, monkeys all primates, fish sharks and rays too, lizards those with legs but no crocodiles.
 *
 * @see Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, https://arxiv.org/abs/1409.0575
 *
 * @internal
 */
export const IMAGENET_CLASSES: Readonly<Record<ClassName, readonly ClassRange[]>> = {
  dogs: [[151, 268]],
  cats: [[281, 285]],
  monkeys: [[365, 384]],
  birds: [
    [7, 24],
    [80, 100],
    [127, 146],
  ],
  fish: [
    [0, 6],
    [389, 397],
  ],
  lizards: [[38, 48]],
};

const NUM_IMAGENET_CLASSES = 1000;

/** How sure a network of 1,000 classes is of one of the six, or of none of them. */
export interface ClassShare {
  readonly className: ClassName | 'rest';
  /** 0-1; those of all seven sum to 1. */
  readonly probability: number;
  /** The most probable of the 1,000 classes that belong to it, from 0. */
  readonly classIndex: number;
}

/**
 * Returns how sure a network of ImageNet's 1,000 classes is of each of the six: the probabilities of all classes that
 * belong to it, added up. In label order, with the `rest` last, so the place of the largest of the first six is its label.
 *
 * @throws TypeError when the picture does not fit the network, or the network tells another number of classes apart
 * @example
 * const model = await loadPretrained('squeezenet');
 * const photo = await loadPhoto('cat.jpg', { imageSize: 227 });
 * show(probabilityBars(sixClassShares(model, photo)));
 */
export function sixClassShares(model: tf.LayersModel, image: Image): ClassShare[] {
  const numClasses = numClassesOf(model);
  if (numClasses !== NUM_IMAGENET_CLASSES) {
    throw new TypeError(
      `sixClassShares() takes a network of ImageNet's ${NUM_IMAGENET_CLASSES} classes, such as loadPretrained() gives, but this one tells ` +
        `${numClasses} apart; call predict()`,
    );
  }
  return sumClasses(predictProbabilities(model, asImages(model, image)).data);
}

/** Adds up the probabilities of ImageNet's 1,000 classes, as `sixClassShares` gives them. */
export function sumClasses(probabilities: Float32Array): ClassShare[] {
  const six = CLASS_NAMES.map((className) =>
    shareOf(probabilities, {
      className,
      belongs: (index) => isWithin(index, IMAGENET_CLASSES[className]),
    }),
  );
  const all = Object.values(IMAGENET_CLASSES).flat();
  return [
    ...six,
    shareOf(probabilities, { className: 'rest', belongs: (index) => !isWithin(index, all) }),
  ];
}

interface ShareOptions {
  readonly className: ClassShare['className'];
  /** Whether one of the 1,000 classes is counted. */
  readonly belongs: (classIndex: number) => boolean;
}

function shareOf(probabilities: Float32Array, { className, belongs }: ShareOptions): ClassShare {
  const members = [...probabilities.keys()].filter(belongs);
  return {
    className,
    probability: members.reduce((sum, index) => sum + probabilities[index], 0),
    classIndex: members.reduce((best, index) =>
      probabilities[index] > probabilities[best] ? index : best,
    ),
  };
}

function isWithin(classIndex: number, ranges: readonly ClassRange[]): boolean {
  return ranges.some(([first, last]) => classIndex >= first && classIndex <= last);
}
