import { capitalized, checkNumber, checkOptions, checkWhole, describe, isPromise } from '../check';
import { tf } from '../network/tensorflow';
import type { AnyCallback } from './callbackList';

/** What `fit` and `fitDataset` are told besides their data, before it is known to be of the right kind. */
export interface FitArgs {
  readonly callbacks?: unknown;
  readonly yieldEvery?: number | 'auto' | 'batch' | 'epoch' | 'never';
  readonly validationData?: unknown;
  readonly epochs?: unknown;
  readonly initialEpoch?: unknown;
  readonly validationSplit?: unknown;
}

/** Numbers that must be positive and whole where they are given. */
const COUNTS = [
  'epochs',
  'batchSize',
  'batchesPerEpoch',
  'validationBatches',
  'validationBatchSize',
] as const;

const MOMENTS = [
  'onTrainBegin',
  'onTrainEnd',
  'onEpochBegin',
  'onEpochEnd',
  'onBatchBegin',
  'onBatchEnd',
  'onYield',
] as const;

/** Throws unless `fit` can be called with these arguments: a TypeError for a wrong kind, a RangeError for a wrong number. */
export function checkFit(x: unknown, y: unknown, args: FitArgs): void {
  checkTensors('x of fit()', x);
  checkTensors('y of fit()', y);
  checkOptions('the options of fit()', args, '{ epochs: 10 }');
  checkNumbers(args);
  const { validationData } = args;
  if (!isGiven(validationData) || isListOfTensors(validationData, [2, 3])) return;
  throw new TypeError(
    `validationData of fit() must be a list [x, y] of tensors, but is ${describe(validationData)}`,
  );
}

/** Throws unless `fitDataset` can be called with these arguments, as `checkFit` does. */
export function checkFitDataset(dataset: unknown, args: FitArgs): void {
  checkBatches('the data of fitDataset()', dataset);
  checkOptions('the options of fitDataset()', args, '{ epochs: 10 }');
  checkWhole('epochs', args.epochs);
  checkNumbers(args);
  const { validationData } = args;
  if (isGiven(validationData) && !isListOfTensors(validationData, [2]))
    checkBatches('validationData', validationData);
}

/** Throws unless `evaluateDataset` can be called with these arguments, as `checkFit` does. */
export function checkEvaluateDataset(dataset: unknown, args: { readonly batches?: unknown }): void {
  checkBatches('the data of evaluateDataset()', dataset);
  checkOptions('the options of evaluateDataset()', args, '{ batches: 3 }');
  if (isGiven(args.batches)) checkWhole('batches', args.batches);
}

/** Throws a TypeError unless the value is a dataset in TensorFlow.js's form. */
function checkBatches(name: string, value: unknown): void {
  if (isDataset(value)) return;
  throw new TypeError(
    `${capitalized(name)} must be batches such as batches(trainSet) gives, but is ${describe(value)}`,
  );
}

/** Whether the value gives batches one by one. */
export function isDataset(value: unknown): value is tf.data.Dataset<tf.TensorContainer> {
  return typeof (value as { iterator?: unknown } | null | undefined)?.iterator === 'function';
}

/**
 * Returns the callbacks in the form of instances: TensorFlow.js takes a list of objects or one of instances, and calls
 * the wrong methods when they are mixed.
 *
 * @throws TypeError when one is no callback, or stands there twice: it would count each epoch twice
 */
export function standardCallbacks({ callbacks, yieldEvery }: FitArgs): AnyCallback[] {
  const given: unknown[] = [callbacks ?? []].flat();
  if (new Set(given).size < given.length)
    throw new TypeError('callbacks must differ, but one stands in the list twice');
  return given.map((callback) => {
    if (!isCallback(callback))
      throw new TypeError(
        `callbacks must be a list of callbacks such as [liveCurves()], but one is ${describe(callback)}`,
      );
    return 'setParams' in callback ? callback : new tf.CustomCallback(callback, yieldEvery);
  });
}

function isCallback(value: unknown): value is AnyCallback | tf.CustomCallbackArgs {
  if (typeof value !== 'object' || value === null || isPromise(value)) return false;
  return 'setParams' in value || MOMENTS.some((moment) => moment in value);
}

function checkNumbers(args: FitArgs): void {
  const given = args as Readonly<Record<string, unknown>>;
  for (const name of COUNTS) if (isGiven(given[name])) checkWhole(name, given[name]);
  const { epochs, initialEpoch, validationSplit } = args;
  // A training that goes on from its last epoch has nothing left to do
  const max = isGiven(epochs) ? Number(epochs) : 1;
  if (isGiven(initialEpoch)) checkWhole('initialEpoch', initialEpoch, { min: 0, max });
  if (!isGiven(validationSplit)) return;
  const allowed = Number(validationSplit) >= 0 && Number(validationSplit) < 1;
  const expected = 'a share from 0 to below 1';
  checkNumber('validationSplit', validationSplit, { allowed, expected });
}

function checkTensors(name: string, value: unknown): void {
  const tensors = value instanceof tf.Tensor ? [value] : Object.values(value ?? {});
  if (tensors.length > 0 && tensors.every((each) => each instanceof tf.Tensor)) return;
  const advice = isPromise(value) ? '' : '; data sets go to fitDataset() as batches(…)';
  throw new TypeError(`${name} must be a tensor, or several, but is ${describe(value)}${advice}`);
}

/** Each item is a tensor, or the tensors of several inputs. */
function isListOfTensors(value: unknown, lengths: readonly number[]): boolean {
  const areTensors = (item: unknown) =>
    item instanceof tf.Tensor ||
    Object.values(item ?? {}).every((each) => each instanceof tf.Tensor);
  return Array.isArray(value) && lengths.includes(value.length) && value.every(areTensors);
}

/** TensorFlow.js takes `null` for an option that is left out. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
