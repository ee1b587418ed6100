import { checkWhole } from '../check';
import type { Dataset } from '../data/dataset';
import { checkExamples } from '../network/checkExamples';
import { checkSeed } from '../data/random';
import type { tf } from '../network/tensorflow';

interface Training {
  readonly trainSet: Dataset;
  readonly validationData?: Dataset;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed?: number;
}

/** Checks all that `train` is given before a long run begins. Throws as `train` does. */
export function checkTraining(
  model: tf.LayersModel,
  { trainSet, validationData, epochs, batchSize, seed }: Training,
): void {
  checkWhole('epochs', epochs);
  checkWhole('batchSize', batchSize);
  if (seed !== undefined) checkSeed(seed);
  checkCompiled(model);
  checkExamples(model, trainSet, { name: 'the training set' });
  if (validationData) checkExamples(model, validationData, { name: 'validationData' });
}

function checkCompiled(model: tf.LayersModel): void {
  const call =
    "model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] })";
  if (!model.optimizer)
    throw new Error(`The network is not compiled yet; call ${call} before train()`);
  if (!model.metricsNames.includes('acc'))
    throw new Error(`The network is compiled without accuracy; call ${call}`);
}
