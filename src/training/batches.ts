import { checkOptions, checkWhole } from '../check';
import { checkDataset, checkLabels, pickExamples, type Dataset } from '../data/dataset';
import { seededChance, shuffledIndices, type Chance } from '../data/random';
import { checkExamples, numClassesOf } from '../network/checkExamples';
import { tf } from '../network/tensorflow';
import { imagesToTensor, labelsToOneHot } from '../network/tensors';
import type { CarefulDataset } from './careful';
// Loaded for what it mends: fitDataset knows what a careful dataset is
import './fitting';
import { nextTurn } from './nextTurn';

export interface BatchesOptions {
  /** How many pictures go into one step; the last batch may be smaller. */
  readonly batchSize?: number;
  /** Makes a training repeatable: the order of the pictures and the masks of dropout follow from it. Without it `Math.random` decides. */
  readonly seed?: number;
  /** `false` keeps the order of the pictures in training too. */
  readonly shuffle?: boolean;
}

/** One batch: float32 `[batchSize, height, width, 3]`, 0 to 255/256, and float32 `[batchSize, numClasses]`, one 1 in each row. */
export interface Batch extends tf.TensorContainerObject {
  xs: tf.Tensor4D;
  ys: tf.Tensor2D;
}

/**
 * Returns the pictures of a data set in batches, as `model.fitDataset` and `model.evaluateDataset` take them. Pictures
 * stay bytes until their batch's turn. Each epoch of a training has a new order; an evaluation, and `validationData`,
 * keep the order, which changes no mean.
 *
 * With a seed a training gives the same numbers each time: order and dropout draw from a sequence of their own, whatever
 * else draws from `Math.random` meanwhile. The sequence goes on from one training to the next, so that 3 epochs and
 * 3 more are the same as 6. It lasts as long as the dataset is given to `fitDataset` as it is: what `map` or `take` make
 * of it is shuffled by the seed too, but dropout then follows `Math.random`.
 *
 * @throws TypeError when it is no data set, or one that is still a promise
 * @throws RangeError when a label has no class, or `batchSize` is not a positive whole number
 * @example
 * await model.fitDataset(batches(trainSet, { seed: 1 }), { epochs: 10, validationData: batches(testSet) });
 * batches(trainSet, { batchSize: 32 }).size // how many batches there are
 */
export function batches(dataset: Dataset, options: BatchesOptions = {}): tf.data.Dataset<Batch> {
  checkOptions('The options of batches()', options, '{ batchSize: 32 }');
  const { batchSize = 32, seed, shuffle = true } = options;
  checkDataset('the data set of batches()', dataset);
  checkLabels('the data set of batches()', dataset.labels, dataset.classNames.length);
  checkWhole('batchSize', batchSize);
  const chance = seed === undefined ? undefined : seededChance(seed);
  return new Batches(dataset, batchSize, chance, shuffle);
}

class Batches extends tf.data.Dataset<Batch> implements CarefulDataset {
  override readonly size: number;

  constructor(
    private readonly dataset: Dataset,
    private readonly batchSize: number,
    readonly chance: Chance | undefined,
    private readonly isShuffled: boolean,
  ) {
    super();
    this.size = Math.ceil(dataset.labels.length / batchSize);
  }

  override async iterator() {
    // An async generator, which the types do not know, hands its errors on as they are
    const generator = tf.data.generator(() => this.generate() as unknown as Iterator<Batch>);
    return generator.iterator();
  }

  inOrder(): tf.data.Dataset<tf.TensorContainer> {
    return new Batches(this.dataset, this.batchSize, undefined, false);
  }

  checkFor(model: tf.LayersModel, name: string): void {
    const { classNames } = this.dataset;
    checkExamples(model, this.dataset, { name });
    const numClasses = numClassesOf(model);
    if (classNames.length === numClasses) return;
    throw new TypeError(
      `The network tells ${numClasses} classes apart, but ${name} names ${classNames.length}: ${classNames.join(', ')}; ` +
        `build it with numClasses: ${classNames.length}`,
    );
  }

  /** The order is drawn with the first batch: `fitDataset` asks for an iterator that it never uses. */
  private async *generate(): AsyncGenerator<Batch> {
    const { dataset, batchSize } = this;
    const order = this.drawOrder();
    for (let start = 0; start < order.length; start += batchSize) {
      // So that a long validation, too, lets the stop button's signal through
      await nextTurn();
      yield toTensors(pickExamples(dataset, order.slice(start, start + batchSize)));
    }
  }

  private drawOrder(): number[] {
    const { length } = this.dataset.labels;
    if (!this.isShuffled) return Array.from({ length }, (_, index) => index);
    return shuffledIndices(length, this.chance?.random ?? Math.random);
  }
}

function toTensors({ images, labels, classNames }: Dataset): Batch {
  const ys = labelsToOneHot(labels, classNames.length);
  try {
    return { xs: imagesToTensor(images), ys };
  } catch (error) {
    ys.dispose();
    throw error;
  }
}
