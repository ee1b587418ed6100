import { checkNumber, checkOptions, checkShape, checkWhole, describe } from '../check';
import { checkLabels } from '../data/dataset';
import { checkModel, numClassesOf } from '../network/checkExamples';
import { tf } from '../network/tensorflow';
import { labelsToOneHot } from '../network/tensors';
import { HEAD, headOn } from '../network/transfer/addHead';
import type { Features } from '../network/transfer/computeFeatures';
import { historyOf, type TrainingResult } from './history';
import { stopOnNaN } from './stopOnNaN';
import type { AnyCallback } from './train';

/** What an extractor made of pictures, with the class of each. */
export interface FeatureDataset {
  readonly features: Features;
  /** `[numImages]`, each 0 to `numClasses - 1`. */
  readonly labels: ArrayLike<number>;
}

export interface TrainHeadOptions {
  /** How often all features are shown, all at once; 200 unless told. */
  readonly epochs?: number;
  /** 0.002 unless told. */
  readonly learningRate?: number;
  /** Features to judge the head by after each epoch; it does not learn from them. */
  readonly validationData?: FeatureDataset;
  /** Are told how the training goes. */
  readonly callbacks?: readonly AnyCallback[];
}

/**
 * Trains the head of a network that `addHead` made, on features that were computed once. That is the same as to train the
 * whole network, whose other layers are frozen, but each step takes a millisecond in place of seconds. The head goes on
 * from its own weights. Nothing is left to chance: all features make one batch.
 *
 * @throws TypeError when the network has no head, or features and labels do not fit it
 * @throws RangeError when a label has no class, or a number is out of range
 * @example
 * const extractor = featureExtractor(model, { sources: [{ layer: 'relu4' }] });
 * const joined = addHead(extractor, { numClasses: 6, seed: 1 });
 * const features = computeFeatures(extractor, trainSet.images);
 * const { history } = await trainHead(joined, { features, labels: trainSet.labels }, { epochs: 20 });
 * history.loss.length //=> 20
 */
export async function trainHead(
  model: tf.LayersModel,
  examples: FeatureDataset,
  options: TrainHeadOptions = {},
): Promise<TrainingResult> {
  checkOptions('The options of trainHead()', options, '{ epochs: 200 }');
  const { epochs = 200, learningRate = 0.002, validationData, callbacks = [] } = options;
  checkWhole('epochs', epochs);
  const allowed = learningRate > 0;
  checkNumber('learningRate', learningRate, { allowed, expected: 'a positive number' });
  checkModel(model);
  checkOptions('the examples', examples, '{ features, labels }');
  const layer = headOf(model);
  checkFeatures(model, 'the examples', examples);
  if (validationData) checkFeatures(model, 'validationData', validationData);
  const head = copyOfHead(layer);
  const optimizer = tf.train.adam(learningRate);
  const [x, y] = toTensors(model, examples);
  const validation = validationData && toTensors(model, validationData);
  try {
    head.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const fitted = await head.fit(x, y, {
      epochs,
      batchSize: x.shape[0],
      shuffle: false,
      verbose: 0,
      validationData: validation,
      callbacks: [stopOnNaN(), ...callbacks] as tf.CustomCallbackArgs[],
    });
    layer.setWeights(head.getWeights());
    return { history: historyOf(fitted) };
  } finally {
    tf.dispose([x, y, ...(validation ?? [])]);
    optimizer.dispose();
    head.dispose();
  }
}

function headOf(model: tf.LayersModel): tf.layers.Layer {
  const layer = model.layers.find(({ name }) => name === HEAD);
  if (layer) return layer;
  throw new TypeError(
    `The network has no layer called '${HEAD}': give it one with addHead(), or train it as a whole with train()`,
  );
}

function checkFeatures(model: tf.LayersModel, name: string, examples: unknown): void {
  checkOptions(name, examples, '{ features, labels }');
  const { features, labels } = examples as FeatureDataset;
  checkShape(`the features of ${name}`, features, ['numImages', 'numFeatures']);
  const [numImages, numFeatures] = features.shape;
  const expected = headOf(model).weights[0].shape[0];
  if (numFeatures !== expected)
    throw new TypeError(
      `The head takes ${expected} features of a picture, but ${name} have ${numFeatures}; compute them with the extractor that it stands on`,
    );
  if (labels?.length !== numImages || numImages === 0)
    throw new TypeError(
      `The labels of ${name} must be a list of ${Math.max(numImages, 1)} numbers, one a picture, but are ${describe(labels)}`,
    );
  checkLabels(name, labels, numClassesOf(model));
}

/** A network of the head alone, so that its step need not run the layers before. */
function copyOfHead(layer: tf.layers.Layer): tf.LayersModel {
  const [numFeatures, numClasses] = layer.weights[0].shape as [number, number];
  const input = tf.input({ shape: [numFeatures] });
  const regularizer = layer.getConfig().kernelRegularizer as {
    readonly config?: { readonly l2?: number };
  } | null;
  const l2 = regularizer?.config?.l2 ?? 0;
  const head = tf.model({ inputs: input, outputs: headOn(input, { numClasses, l2 }) });
  head.setWeights(layer.getWeights());
  return head;
}

function toTensors(
  model: tf.LayersModel,
  { features: { data, shape }, labels }: FeatureDataset,
): [tf.Tensor2D, tf.Tensor2D] {
  return [tf.tensor2d(data, [...shape]), labelsToOneHot(labels, numClassesOf(model))];
}
