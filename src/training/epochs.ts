import { setImmediate as nextTurn } from 'node:timers/promises';
import { pickExamples, type Dataset } from '../data/dataset';
import { shuffledIndices } from '../data/random';
import { withRandom } from '../network/random';
import type { tf } from '../network/tensorflow';
import { splitIntoBatches, testOnExamples, trainOnExamples } from './batches';
import {
  EMPTY_HISTORY,
  EMPTY_MEAN,
  extendHistory,
  extendMean,
  type History,
  type Mean,
} from './history';
import type { PartialEpoch, TrainingProgress, TrainingResult } from './train';

/** What stays the same during a whole training. */
interface Run {
  readonly model: tf.LayersModel;
  readonly trainSet: Dataset;
  readonly validationData?: Dataset;
  readonly epochs: number;
  readonly batchSize: number;
  readonly random?: () => number;
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  readonly isStopped: () => boolean;
}

/** Where a training is. */
interface Place {
  readonly epoch: number;
  readonly history: History;
  readonly startedAt: number;
}

type EpochResult = { readonly history: History } | { readonly partialEpoch: PartialEpoch };

/** Trains epoch after epoch until the last, or until it is stopped. */
export async function runEpochs(run: Run): Promise<TrainingResult> {
  const startedAt = performance.now();
  let history = EMPTY_HISTORY;
  for (let epoch = 1; epoch <= run.epochs; epoch++) {
    const result = await runEpoch(run, { epoch, history, startedAt });
    if ('partialEpoch' in result) return stoppedWithin(result.partialEpoch, history);
    history = result.history;
    if (run.isStopped()) return { history, epochs: epoch, stopped: epoch < run.epochs };
  }
  return { history, epochs: run.epochs, stopped: false };
}

function stoppedWithin(partialEpoch: PartialEpoch, history: History): TrainingResult {
  const result = { history, epochs: history.loss.length, stopped: true };
  return partialEpoch.batch > 0 ? { ...result, partialEpoch } : result;
}

/** An epoch counts as finished when every picture was shown and the validation is complete. */
async function runEpoch(run: Run, place: Place): Promise<EpochResult> {
  const { trainSet, validationData, batchSize, random = Math.random } = run;
  const batches = splitIntoBatches(shuffledIndices(trainSet.labels.length, random), batchSize);
  const training = await trainOnBatches(run, { ...place, batches });
  const validation = await validate(run);
  const wasCut =
    training.numImages < trainSet.labels.length ||
    (validationData && validation.numImages < validationData.labels.length);
  if (wasCut)
    return {
      partialEpoch: partialEpoch(training, {
        epoch: place.epoch,
        batchSize,
        numBatches: batches.length,
      }),
    };
  const history = extendHistory(place.history, {
    training,
    validation: validationData && validation,
  });
  await report(run, {
    ...place,
    history,
    training,
    batch: batches.length,
    numBatches: batches.length,
  });
  return { history };
}

function partialEpoch(
  { loss, acc, numImages }: Mean,
  {
    epoch,
    batchSize,
    numBatches,
  }: { readonly epoch: number; readonly batchSize: number; readonly numBatches: number },
): PartialEpoch {
  return { epoch, batch: Math.ceil(numImages / batchSize), numBatches, loss, acc };
}

/** The last batch is reported by `runEpoch`, when its validation is known. */
async function trainOnBatches(
  run: Run,
  { batches, ...place }: Place & { readonly batches: readonly number[][] },
): Promise<Mean> {
  let training = EMPTY_MEAN;
  for (const [index, indices] of batches.entries()) {
    // Lets the stop button's signal and waiting outputs through
    await nextTurn();
    if (run.isStopped()) return training;
    const batch = await trainOnBatch(run, indices);
    checkLoss(batch, { epoch: place.epoch, batch: index + 1 });
    training = extendMean(training, batch);
    if (index + 1 < batches.length)
      await report(run, { ...place, training, batch: index + 1, numBatches: batches.length });
  }
  return training;
}

/** `Math.random` is seeded for the step only: what others draw in between must not change the training's numbers. */
function trainOnBatch(
  { model, trainSet, random = Math.random }: Run,
  indices: readonly number[],
): Promise<Mean> {
  return withRandom(random, () => trainOnExamples(model, pickExamples(trainSet, indices)));
}

async function validate({ model, validationData, batchSize, isStopped }: Run): Promise<Mean> {
  let mean = EMPTY_MEAN;
  if (!validationData) return mean;
  for (const indices of splitIntoBatches([...validationData.labels.keys()], batchSize)) {
    await nextTurn();
    if (isStopped()) return mean;
    mean = extendMean(mean, testOnExamples(model, pickExamples(validationData, indices)));
  }
  return mean;
}

interface Report extends Place {
  readonly training: Mean;
  readonly batch: number;
  readonly numBatches: number;
}

async function report(
  { epochs, onProgress }: Run,
  { epoch, history, startedAt, training, batch, numBatches }: Report,
): Promise<void> {
  if (!onProgress) return;
  const shareDone = (epoch - 1 + batch / numBatches) / epochs;
  const secondsLeft = ((performance.now() - startedAt) / 1000) * (1 / shareDone - 1);
  await onProgress({
    epoch,
    epochs,
    batch,
    numBatches,
    loss: training.loss,
    acc: training.acc,
    history,
    secondsLeft,
  });
}

function checkLoss(
  { loss }: Mean,
  { epoch, batch }: { readonly epoch: number; readonly batch: number },
): void {
  if (Number.isFinite(loss)) return;
  throw new Error(
    `The loss became ${loss} in epoch ${epoch}, batch ${batch}, so the network has unlearned everything; ` +
      'build it anew and compile it with a smaller learning rate',
  );
}
