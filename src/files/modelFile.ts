import { basename } from 'node:path';
import { tf } from '../network/tensorflow';
import { describe } from '../check';
import type { WeightsSize } from './buildSaved';
import { fieldsOf, isFields, parsePlainJson } from './plainJson';

const BYTES_PER_NUMBER: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  uint16: 2,
  float16: 2,
  uint8: 1,
  bool: 1,
};

/** More than the deepest networks have that are in use; TensorFlow.js takes ever longer for each further layer. */
export const MAX_LAYERS = 1500;

/** Two gigabytes as float32; the series' network of the largest pictures and the most classes has 309 million. */
const MAX_NUMBERS = 500_000_000;

/** Those of the most layers, with what an optimizer remembers of each. */
const MAX_WEIGHTS = 20_000;

/** What a tensor of a file takes. */
interface Weight {
  readonly bytes: number;
  readonly numNumbers: number;
  readonly isOptimizers: boolean;
}

/** What `model.json` holds, once it is known to have the form that TensorFlow.js reads. */
export interface ModelFile {
  readonly json: tf.io.ModelJSON;
  /** The files of weights, in their order. */
  readonly weightsFiles: readonly string[];
  /** How many bytes they hold together. */
  readonly weightsBytes: number;
  /** The weights of the layers; not the optimizer's memory, which TensorFlow.js may have put beside them. */
  readonly listed: WeightsSize;
}

/**
 * Returns the content of a `model.json`.
 *
 * @throws Error that says what is wrong with it
 */
export function parseModelFile(text: string): ModelFile {
  const json = parsePlainJson(text);
  const { modelTopology, weightsManifest } = fieldsOf(json);
  if (!isFields(modelTopology) || !Array.isArray(weightsManifest))
    throw new Error('describes no layers and weights');
  if (countLayers(modelTopology) > MAX_LAYERS)
    throw new Error(`describes more than ${MAX_LAYERS} layers`);
  const groups = weightsManifest.map(checkGroup);
  const weightsFiles = groups.flatMap(({ paths }) => paths);
  if (new Set(weightsFiles).size < weightsFiles.length)
    throw new Error('names a file of weights twice');
  const weights = groups.flatMap((group) => group.weights);
  checkSize('lists', sizeOf(weights));
  return {
    // The network is compiled anew, so that no optimizer is made of it
    json: { ...(json as tf.io.ModelJSON), trainingConfig: undefined },
    weightsFiles,
    weightsBytes: weights.reduce((sum, { bytes }) => sum + bytes, 0),
    listed: sizeOf(weights.filter(({ isOptimizers }) => !isOptimizers)),
  };
}

/**
 * @throws Error when these are more weights than can be loaded
 */
export function checkSize(verb: 'lists' | 'needs', { numNumbers, numWeights }: WeightsSize): void {
  if (numNumbers <= MAX_NUMBERS && numWeights <= MAX_WEIGHTS) return;
  throw new Error(
    `${verb} ${numNumbers} numbers in ${numWeights} tensors as weights; at most ${MAX_NUMBERS} in ${MAX_WEIGHTS} can be loaded`,
  );
}

function sizeOf(weights: readonly Weight[]): WeightsSize {
  return {
    numWeights: weights.length,
    numNumbers: weights.reduce((sum, { numNumbers }) => sum + numNumbers, 0),
  };
}

function checkGroup(group: unknown): { paths: string[]; weights: Weight[] } {
  const { paths, weights } = fieldsOf(group);
  if (!Array.isArray(paths) || !Array.isArray(weights))
    throw new Error('lists weights without their files');
  return { paths: paths.map(checkFileName), weights: weights.map(checkWeight) };
}

/** Weights lie beside `model.json`, as every program that writes this format puts them. */
function checkFileName(name: unknown): string {
  const isName = typeof name === 'string' && name !== '' && !name.includes('\0');
  if (isName && name === basename(name) && name !== '.' && name !== '..') return name;
  throw new Error(`names ${describe(name)} as weights, which is no file of this folder`);
}

/**
 * Returns how much a tensor takes that a file lists.
 *
 * @throws Error that says what is wrong with it
 */
export function checkWeight(weight: unknown): Weight {
  const { name, shape, dtype, quantization, group } = fieldsOf(weight);
  if (typeof name !== 'string') throw new Error('lists weights without a name');
  // It would become the prototype of the object that TensorFlow.js lists tensors in
  if (name === '__proto__') throw new Error(`lists weights with the name ${name}`);
  if (!Array.isArray(shape) || !shape.every((length) => Number.isInteger(length) && length >= 0))
    throw new Error(`gives the weights ${describe(name)} ${describe(shape)} as shape`);
  const stored = isFields(quantization) ? quantization.dtype : dtype;
  const bytes = Object.hasOwn(BYTES_PER_NUMBER, String(stored))
    ? BYTES_PER_NUMBER[String(stored)]
    : undefined;
  if (bytes === undefined)
    throw new Error(`gives the weights ${describe(name)} ${describe(stored)} as type`);
  const numNumbers = (shape as number[]).reduce((product, length) => product * length, 1);
  return { bytes: bytes * numNumbers, numNumbers, isOptimizers: group === 'optimizer' };
}

/** Layers may be networks with layers of their own, however deep. */
function countLayers(topology: unknown): number {
  const waiting = [topology];
  let count = 0;
  while (waiting.length > 0) {
    const { config, model_config: inner } = fieldsOf(waiting.pop());
    if (inner !== undefined) waiting.push(inner);
    else count++;
    const layers = isFields(config) ? config.layers : config;
    if (Array.isArray(layers)) for (const each of layers as unknown[]) waiting.push(each);
  }
  return count;
}
