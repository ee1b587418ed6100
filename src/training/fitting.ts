import type { Chance } from '../data/random';
import { withRandom } from '../network/random';
import { findHost, type TakeBack } from '../host';
import { startBackend, tf } from '../network/tensorflow';
import { mendCallbackList, type CallbackList } from './callbackList';
import { isCareful, isCarefulCallback } from './careful';
import { Fit, fitOf, fits } from './fit';
import {
  checkEvaluateDataset,
  checkFit,
  checkFitDataset,
  isDataset,
  standardCallbacks,
  type FitArgs,
} from './fitArguments';

type TrainFunction = (data: tf.Tensor[]) => tf.Scalar[];

/** Those of TensorFlow.js's methods that are mended. */
interface Fitting {
  fit: (this: tf.LayersModel, x: unknown, y: unknown, args?: object) => Promise<tf.History>;
  fitDataset: (this: tf.LayersModel, dataset: unknown, args: object) => Promise<tf.History>;
  evaluateDataset: (
    this: tf.LayersModel,
    dataset: unknown,
    args?: object,
  ) => Promise<tf.Scalar | tf.Scalar[]>;
  makeTrainFunction: (this: tf.LayersModel) => TrainFunction;
}

/**
 * Mends what TensorFlow.js's `fit` and `fitDataset` lack, for all networks. Callbacks of both kinds may stand in one
 * list, and each is given numbers. The event loop gets its turns. An epoch that was cut short does not count as a
 * whole one. A step draws its random numbers from the seed of its data set only. In a notebook the stop button ends the
 * training after the running batch. Nothing is printed to stderr, and nothing is left behind by a training that failed.
 */
function mendFitting(): void {
  const model = tf.LayersModel.prototype as unknown as Fitting;
  const { fit, fitDataset, evaluateDataset, makeTrainFunction } = model;
  model.fit = async function (x, y, args = {}) {
    checkCompiled(this);
    checkFit(x, y, args);
    return runFit(this, undefined, args, (complete) => fit.call(this, x, y, complete));
  };
  model.fitDataset = async function (dataset, args) {
    checkCompiled(this);
    checkFitDataset(dataset, args);
    return runFit(this, dataset, args, (complete) => fitDataset.call(this, dataset, complete));
  };
  model.evaluateDataset = async function (dataset, args = {}) {
    checkEvaluateDataset(dataset, args ?? {});
    await startBackend();
    if (isCareful(dataset)) dataset.checkFor(this, 'the data set');
    return evaluateDataset.call(this, isCareful(dataset) ? dataset.inOrder() : dataset, args);
  };
  model.makeTrainFunction = function () {
    const step = makeTrainFunction.call(this);
    return (data) => takeStep(step, data, fitOf(this)?.chance);
  };
  mendSequential(tf.Sequential.prototype as unknown as Fitting);
  mendCallbackList(tf.CallbackList.prototype as unknown as CallbackList);
}

/** A sequential network hands over to one of layers, but says only that it "needs to be compiled" before it does. */
function mendSequential(model: Fitting): void {
  const { fit, fitDataset } = model;
  model.fit = async function (...args) {
    checkCompiled(this);
    return fit.apply(this, args);
  };
  model.fitDataset = async function (...args) {
    checkCompiled(this);
    return fitDataset.apply(this, args);
  };
}

type RunFit = (args: object) => Promise<tf.History>;

async function runFit(
  model: tf.LayersModel,
  dataset: unknown,
  args: FitArgs,
  run: RunFit,
): Promise<tf.History> {
  await startBackend();
  if (isCareful(dataset)) dataset.checkFor(model, 'the training set');
  const chance = isCareful(dataset) ? dataset.chance : undefined;
  const fit = new Fit(chance, args.yieldEvery !== 'never');
  const callbacks = [...standardCallbacks(args), fit];
  checkIdle(model);
  fits.set(model, fit);
  const takeBack = onStopButton(() => {
    model.stopTraining = true;
  });
  try {
    const validationData = stoppable(args.validationData, model, fit);
    return await run({ ...args, validationData, callbacks });
  } finally {
    takeBack();
    fits.delete(model);
    for (const callback of callbacks) if (isCarefulCallback(callback)) callback.release();
  }
}

/** In a notebook only: what Ctrl+C does to a program is its own affair, unless it takes `stopButton()`. */
function onStopButton(listener: () => void): TakeBack {
  const host = findHost();
  return host.inNotebook() ? host.onInterrupt(listener) : () => undefined;
}

function checkCompiled(model: tf.LayersModel): void {
  if (model.optimizer) return;
  throw new Error(
    'The network is not compiled yet; before training call ' +
      "model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] })",
  );
}

function checkIdle(model: tf.LayersModel): void {
  if (fits.has(model)) {
    throw new Error(
      'A training of this network runs already; put `await` before it and let it end before the next one starts',
    );
  }
}

/** Validation data that ends when the training is stopped. */
function stoppable(validationData: unknown, model: tf.LayersModel, fit: Fit): unknown {
  if (!isDataset(validationData)) return validationData;
  if (isCareful(validationData)) validationData.checkFor(model, 'validationData');
  const dataset = isCareful(validationData) ? validationData.inOrder() : validationData;
  const iterator = async () => {
    const batches = await dataset.iterator();
    const next = () => {
      fit.validationCut = model.stopTraining;
      return model.stopTraining ? { value: null, done: true } : batches.next();
    };
    return { next };
  };
  return { iterator, size: dataset.size };
}

/** `fitDataset` frees a batch after its step, but not when the step fails. */
function takeStep(step: TrainFunction, data: tf.Tensor[], chance: Chance | undefined): tf.Scalar[] {
  if (!chance) return step(data);
  try {
    return withRandom(chance.random, () => step(data));
  } catch (error) {
    tf.dispose(data);
    throw error;
  }
}

mendFitting();
