import type { Chance } from '../data/random';
import { withRandom } from '../network/random';
import { findHost, type TakeBack } from '../host';
import { startBackend, tf } from '../network/tensorflow';
import type { EpochLogs, PartialEpoch } from './history';
import { nextTurn } from './nextTurn';

/** What a callback of ours may have besides TensorFlow.js's own methods. */
export interface CarefulCallback extends tf.Callback {
  /** Is called in place of `onEpochEnd` when the epoch was cut short. */
  onEpochCut(): Promise<void>;
  /** Is called last, whether the training ended or failed. */
  release(): void;
  /** Whether it shows how far the training is: one of this kind is enough. */
  readonly showsProgress: 'always' | 'unless another does' | 'never';
}

/** A `tf.data` dataset that knows what it is for, as `batches` gives. */
export interface CarefulDataset {
  /** Where its order and the masks of dropout come from; `Math.random` if not given. */
  readonly chance?: Chance;
  /** The same batches, never shuffled: the order does not change a mean. */
  readonly inOrder: () => tf.data.Dataset<tf.TensorContainer>;
  /** Throws unless a network can learn from it. */
  readonly checkFor: (model: tf.LayersModel, name: string) => void;
}

type AnyDataset = tf.data.Dataset<tf.TensorContainer>;
type Logs = Record<string, number | tf.Scalar | undefined>;
type TrainFunction = (data: tf.Tensor[]) => tf.Scalar[];
type AnyCallback = tf.CustomCallback | tf.Callback;

/** What `fit` and `fitDataset` are told about callbacks. */
interface FitArgs {
  readonly callbacks?: unknown;
  readonly yieldEvery?: number | 'auto' | 'batch' | 'epoch' | 'never';
  readonly validationData?: unknown;
}

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

interface CallbackList {
  callbacks: AnyCallback[];
  setParams: (this: CallbackList, params: object) => void;
  onBatchEnd: (this: CallbackList, batch: number, logs?: Logs) => Promise<void>;
  onEpochEnd: (this: CallbackList, epoch: number, logs?: Logs) => Promise<void>;
}

/** The trainings that run now. */
const fits = new WeakMap<tf.LayersModel, Fit>();

/** Returns the training of a network that runs now, if any. */
export function fitOf(model: tf.LayersModel): Fit | undefined {
  return fits.get(model);
}

/** One training: the last of its callbacks, so that it can tell a whole epoch from one that was cut. */
export class Fit extends tf.Callback {
  /** The epochs before those of this training, when it goes on from a checkpoint. */
  past: readonly EpochLogs[] = [];
  validationCut = false;
  private numBatches = 0;

  constructor(
    readonly chance: Chance | undefined,
    private readonly yields: boolean,
  ) {
    super();
  }

  override async onEpochBegin(): Promise<void> {
    this.numBatches = 0;
    this.validationCut = false;
  }

  /** The stop button's signal must get through before TensorFlow.js looks whether to stop. */
  override async onBatchEnd(): Promise<void> {
    this.numBatches++;
    if (this.yields) await nextTurn();
  }

  /** Whether the epoch that ends now lacks batches or its validation. */
  isCut(logs: Logs): boolean {
    const total = numBatchesOf(this.params);
    const lacksBatches = total === undefined ? this.model.stopTraining : this.numBatches < total;
    return (
      lacksBatches ||
      this.validationCut ||
      (Boolean(this.params.doValidation) && logs.val_loss === undefined)
    );
  }

  partialEpoch(epoch: number, logs: EpochLogs): PartialEpoch {
    const { loss, acc } = logs;
    const numBatches = numBatchesOf(this.params);
    return { epoch: epoch + 1, batch: this.numBatches, numBatches, loss, acc };
  }
}

/** Returns how many batches an epoch has, if that is known. */
export function numBatchesOf(params: Readonly<Record<string, unknown>>): number | undefined {
  const { steps, samples, batchSize } = params as Record<string, number | null | undefined>;
  return steps ?? (samples && batchSize ? Math.ceil(samples / batchSize) : undefined);
}

/** Makes numbers of the scalars in TensorFlow.js's logs, in place, and frees them. */
export async function resolveLogs(logs: Logs): Promise<void> {
  for (const [key, value] of Object.entries(logs)) {
    if (value === undefined) delete logs[key];
    else if (typeof value !== 'number') {
      [logs[key]] = await value.data();
      value.dispose();
    }
  }
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
    return runFit(this, undefined, args, (complete) => fit.call(this, x, y, complete));
  };
  model.fitDataset = async function (dataset, args) {
    return runFit(this, dataset, args, (complete) => fitDataset.call(this, dataset, complete));
  };
  model.evaluateDataset = async function (dataset, args = {}) {
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
  checkCompiled(model);
  await startBackend();
  if (isCareful(dataset)) dataset.checkFor(model, 'the training set');
  const fit = new Fit(
    isCareful(dataset) ? dataset.chance : undefined,
    args?.yieldEvery !== 'never',
  );
  const callbacks = [...standardCallbacks(args), fit];
  checkIdle(model);
  fits.set(model, fit);
  const takeBack = onStopButton(() => {
    model.stopTraining = true;
  });
  try {
    const validationData = stoppable(args?.validationData, model, fit);
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

/** TensorFlow.js takes a list of objects or one of instances, and calls the wrong methods when they are mixed. */
function standardCallbacks({ callbacks, yieldEvery }: FitArgs = {}): AnyCallback[] {
  const given = [callbacks ?? []].flat() as (AnyCallback | tf.CustomCallbackArgs)[];
  return given.map((callback) =>
    'setParams' in callback ? callback : new tf.CustomCallback(callback, yieldEvery),
  );
}

/** Validation data that ends when the training is stopped. */
function stoppable(validationData: unknown, model: tf.LayersModel, fit: Fit): unknown {
  if (typeof (validationData as Partial<AnyDataset> | undefined)?.iterator !== 'function')
    return validationData;
  if (isCareful(validationData)) validationData.checkFor(model, 'validationData');
  const dataset = isCareful(validationData) ? validationData.inOrder() : validationData;
  const iterator = async () => {
    const batches = await (dataset as AnyDataset).iterator();
    const next = () => {
      fit.validationCut = model.stopTraining;
      return model.stopTraining ? { value: null, done: true } : batches.next();
    };
    return { next };
  };
  return { iterator, size: (dataset as AnyDataset).size };
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

function mendCallbackList(list: CallbackList): void {
  const { setParams, onBatchEnd, onEpochEnd } = list;
  list.setParams = function (params) {
    this.callbacks = withOneProgress(this.callbacks);
    setParams.call(this, params);
  };
  list.onBatchEnd = async function (batch, logs = {}) {
    await resolveLogs(logs);
    await onBatchEnd.call(this, batch, logs);
  };
  list.onEpochEnd = async function (epoch, logs = {}) {
    await resolveLogs(logs);
    const fit = this.callbacks.find((callback) => callback instanceof Fit);
    if (fit?.isCut(logs)) await endCutEpoch(this.callbacks, fit, epoch, logs as EpochLogs);
    else await onEpochEnd.call(this, epoch, logs);
  };
}

/** tfjs-node's own bar writes to stderr, which a notebook shows in red, one bar an epoch. */
function withOneProgress(callbacks: readonly AnyCallback[]): AnyCallback[] {
  const others = callbacks.filter(({ constructor }) => constructor.name !== 'ProgbarLogger');
  const shown = (callback: AnyCallback) =>
    isCarefulCallback(callback) ? callback.showsProgress : 'never';
  if (!others.some((callback) => shown(callback) === 'always')) return others;
  return others.filter((callback) => shown(callback) !== 'unless another does');
}

async function endCutEpoch(
  callbacks: readonly AnyCallback[],
  fit: Fit,
  epoch: number,
  logs: EpochLogs,
): Promise<void> {
  const trained = Object.fromEntries(
    Object.entries(logs).filter(([key]) => !key.startsWith('val_')),
  );
  for (const callback of callbacks) {
    if (isCarefulCallback(callback)) await callback.onEpochCut();
    else if (callback instanceof tf.History)
      Object.assign(callback, { partialEpoch: fit.partialEpoch(epoch, trained) });
    else await callback.onEpochEnd(epoch, trained);
  }
}

function isCareful(dataset: unknown): dataset is CarefulDataset {
  return typeof (dataset as Partial<CarefulDataset> | null | undefined)?.inOrder === 'function';
}

function isCarefulCallback(callback: unknown): callback is CarefulCallback {
  return typeof (callback as Partial<CarefulCallback>).onEpochCut === 'function';
}

mendFitting();
