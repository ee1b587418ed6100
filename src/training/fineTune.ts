import { checkNumber, checkOptions, checkWhole } from '../check';
import type { Dataset } from '../data/dataset';
import { checkExamples } from '../network/checkExamples';
import { findLayer, type LayerChoice } from '../network/layers';
import type { tf } from '../network/tensorflow';
import { batches } from './batches';
import type { Score, TrainingResult } from './history';
import { learningRateSchedule } from './learningRateSchedule';
import { train, type AnyCallback } from './train';

export interface TuneOptions {
  /** The first layer that learns; all after it learn, too, and those before it are frozen. */
  readonly fromLayer: LayerChoice;
  /** How often all pictures are shown; 5 unless told. */
  readonly epochs?: number;
  /** Small, so that what the layers know is changed, not lost; 0.00002 unless told. */
  readonly learningRate?: number;
  /** How many pictures go into one step; 16 unless told. */
  readonly batchSize?: number;
  /** Makes order and dropout repeatable. Without it `Math.random` decides. */
  readonly seed?: number;
  /** Are told how the training goes, and waited for: `[liveCurves()]`. */
  readonly callbacks?: readonly AnyCallback[];
}

export interface FineTuneOptions extends TuneOptions {
  /** Pictures that tell whether the network became better; it does not learn from them. */
  readonly validationData: Dataset;
}

/** What a fine-tuning gave. */
export interface FineTuning extends TrainingResult {
  /** Loss and accuracy on the validation data before. */
  readonly before: Score;
  /** Loss and accuracy on the validation data after the last epoch, whether that is kept or not. */
  readonly after: Score;
  /** Whether the network keeps what it learned. Where its loss became larger, it has its old weights back. */
  readonly kept: boolean;
}

/**
 * Unfreezes a network's last layers and trains it further with a small learning rate. It keeps what it learned only if
 * the loss on the validation data did not become larger; the accuracy of few pictures moves by chance. Afterward the
 * network is compiled with Adam at that rate, and the layers stay unfrozen.
 *
 * @throws RangeError when the network has no such layer, or a number is out of range
 * @throws TypeError when pictures and network do not fit together
 * @example
 * const tuning = await fineTune(model, trainSet, { fromLayer: 'conv4', validationData: testSet, epochs: 1, seed: 1 });
 * tuning.kept === tuning.after.loss <= tuning.before.loss //=> true
 */
export async function fineTune(
  model: tf.LayersModel,
  trainSet: Dataset,
  options: FineTuneOptions,
): Promise<FineTuning> {
  checkOptions(
    'The options of fineTune()',
    options,
    "{ fromLayer: 'conv4', validationData: testSet }",
  );
  const { validationData } = options;
  checkExamples(model, validationData, { name: 'validationData' });
  checkTuning(model, trainSet, options);
  unfreeze(model, options);
  const old = model.getWeights().map((weight) => weight.clone());
  try {
    const before = await scoreOf(model, validationData);
    const result = await tune(model, trainSet, options);
    const after = await scoreOf(model, validationData);
    const kept = after.loss <= before.loss;
    if (!kept) model.setWeights(old);
    return { ...result, before, after, kept };
  } finally {
    for (const weight of old) weight.dispose();
  }
}

/** Trains the last layers of a network further, whatever comes of it. Throws as `fineTune` does. */
export async function tune(
  model: tf.LayersModel,
  trainSet: Dataset,
  options: TuneOptions & { readonly validationData?: Dataset },
): Promise<TrainingResult> {
  checkTuning(model, trainSet, options);
  unfreeze(model, options);
  const {
    epochs = 5,
    learningRate = LEARNING_RATE,
    batchSize = 16,
    seed,
    validationData,
  } = options;
  const schedule = learningRateSchedule({ 0: learningRate });
  const callbacks = [schedule, ...(options.callbacks ?? [])];
  return train(model, trainSet, { epochs, batchSize, seed, validationData, callbacks });
}

const LEARNING_RATE = 2e-5;

/** All that can be known before the network is changed. */
function checkTuning(model: tf.LayersModel, trainSet: Dataset, options: TuneOptions): void {
  const { fromLayer, epochs = 1, learningRate = LEARNING_RATE, batchSize = 1 } = options;
  checkExamples(model, trainSet, { name: 'the training set' });
  findLayer(model, fromLayer);
  checkWhole('epochs', epochs);
  checkWhole('batchSize', batchSize);
  const expected = 'a positive number such as 0.00002';
  checkNumber('learningRate', learningRate, { allowed: learningRate > 0, expected });
}

/** TensorFlow.js looks at `trainable` when a network is compiled. */
function unfreeze(model: tf.LayersModel, { fromLayer }: TuneOptions): void {
  const first = model.layers.indexOf(findLayer(model, fromLayer));
  for (const [index, layer] of model.layers.entries()) layer.trainable = index >= first;
  // One that the reader made stays the reader's
  if (Reflect.get(model, 'isOptimizerOwned') === true) model.optimizer.dispose();
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
}

async function scoreOf(model: tf.LayersModel, dataset: Dataset): Promise<Score> {
  const scalars = (await model.evaluateDataset(batches(dataset), {})) as tf.Scalar[];
  const [loss, acc] = scalars.map((scalar) => scalar.dataSync()[0]);
  for (const scalar of scalars) scalar.dispose();
  return { loss, acc };
}
