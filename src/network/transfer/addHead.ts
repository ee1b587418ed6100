import { checkOptions, checkWhole } from '../../check';
import { checkModel } from '../checkExamples';
import { withRandomSeed } from '../random';
import { tf } from '../tensorflow';

export interface HeadOptions {
  /** How many classes the network shall tell apart; 2 to 1000. */
  readonly numClasses: number;
  /** Two heads of one seed begin with the same weights. */
  readonly seed?: number;
  /** How much large weights are held back (L2 regularization). */
  readonly weightDecay?: number;
}

/** The layer of the head that learns. */
export const HEAD = 'head';

const MOST_CLASSES = 1000;

/**
 * Returns an ordinary network of an extractor's layers, frozen, and a head on them: a dense layer `head` with one unit a
 * class, and `softmax`. Not yet compiled. Output float32 `[numImages, numClasses]`, probabilities that sum to 1.
 *
 * The layers of the extractor are shared, not copied: dispose the whole alone.
 *
 * @throws RangeError when `numClasses` is not a whole number from 2 to 1000
 * @throws TypeError when it is given no network
 * @example
 * const extractor = featureExtractor(await loadPretrained('squeezenet'), { sources: [{ layer: 'fire9/concat' }] });
 * const joined = addHead(extractor, { numClasses: 6, seed: 1 });
 * joined.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
 * joined.outputs[0].shape //=> [ null, 6 ]
 */
export function addHead(extractor: tf.LayersModel, options: HeadOptions): tf.LayersModel {
  checkModel(extractor);
  checkOptions('The options of addHead()', options, '{ numClasses: 6 }');
  const { numClasses, seed, weightDecay = WEIGHT_DECAY } = options;
  checkWhole('numClasses', numClasses, { min: 2, max: MOST_CLASSES });
  return withRandomSeed(seed, () =>
    tf.model({
      name: 'transfer',
      inputs: extractor.inputs,
      outputs: headOn(extractor.outputs[0], numClasses, weightDecay),
    }),
  );
}

const WEIGHT_DECAY = 0.1;

function headOn(
  features: tf.SymbolicTensor,
  units: number,
  weightDecay: number,
): tf.SymbolicTensor {
  const kernelRegularizer = tf.regularizers.l2({ l2: weightDecay });
  const scores = tf.layers.dense({ name: HEAD, units, kernelRegularizer }).apply(features);
  return tf.layers
    .activation({ name: 'softmax_head', activation: 'softmax' })
    .apply(scores) as tf.SymbolicTensor;
}
