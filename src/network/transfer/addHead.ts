import { checkNumber, checkOptions, checkWhole } from '../../check';
import { checkModel } from '../checkExamples';
import { withRandomSeed } from '../random';
import { tf } from '../tensorflow';

export interface HeadOptions {
  /** How many classes the network shall tell apart; 2 to 1000. */
  readonly numClasses: number;
  /** How strongly large weights are held back (L2 regularization); 0.1 unless told. */
  readonly l2?: number;
  /** Two heads of one seed begin with the same weights. */
  readonly seed?: number;
}

/** The layer of a head that learns. */
export const HEAD = 'head';

const MOST_CLASSES = 1000;

/**
 * Returns an ordinary network of an extractor's layers, frozen, and a head on them: a dense layer `head` with one unit a
 * class, and the softmax `probabilities`. Output float32 `[numImages, numClasses]`, rows that sum to 1. Not yet compiled.
 *
 * The layers of the extractor are shared, not copied: dispose the whole, not the extractor.
 *
 * @throws RangeError when `numClasses` is not a whole number from 2 to 1000, or `l2` is negative
 * @throws TypeError when it is given no network
 * @example
 * const extractor = featureExtractor(model, { sources: [{ layer: 'relu4' }] });
 * const joined = addHead(extractor, { numClasses: 3, seed: 1 });
 * joined.outputs[0].shape //=> [ null, 3 ]
 */
export function addHead(extractor: tf.LayersModel, options: HeadOptions): tf.LayersModel {
  checkModel(extractor);
  checkOptions('The options of addHead()', options, '{ numClasses: 6 }');
  const { numClasses, l2 = 0.1, seed } = options;
  checkWhole('numClasses', numClasses, { min: 2, max: MOST_CLASSES });
  checkNumber('l2', l2, { allowed: l2 >= 0, expected: 'a number of at least 0, such as 0.1' });
  return withRandomSeed(seed, () =>
    tf.model({
      name: 'transfer',
      inputs: extractor.inputs,
      outputs: headOn(extractor.outputs[0], { numClasses, l2 }),
    }),
  );
}

/** The layers of a head, on features of any network or on their own. */
export function headOn(
  features: tf.SymbolicTensor,
  { numClasses: units, l2 }: { readonly numClasses: number; readonly l2: number },
): tf.SymbolicTensor {
  const kernelRegularizer = tf.regularizers.l2({ l2 });
  const scores = tf.layers.dense({ name: HEAD, units, kernelRegularizer }).apply(features);
  return tf.layers
    .activation({ name: 'probabilities', activation: 'softmax' })
    .apply(scores) as tf.SymbolicTensor;
}
