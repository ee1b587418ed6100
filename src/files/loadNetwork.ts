import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, resolvePath } from '../project';
import { MODEL_FILE } from './saveNetwork';
import { backendReady, tf } from '../network/tensorflow';

/**
 * Returns a network that `saveNetwork` wrote, compiled as the series does (Adam, categorical cross-entropy, accuracy),
 * so that it can be evaluated or trained further. Free its memory with `dispose()`.
 *
 * @throws Error when the folder holds no saved network, or a damaged one
 * @example
 * const model = await loadNetwork('../data/models/creatures');
 */
export async function loadNetwork(folder: string): Promise<tf.LayersModel> {
  const saved = await readSavedNetwork(folder);
  await backendReady;
  try {
    const model = await tf.loadLayersModel(tf.io.fromMemory(saved));
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    return model;
  } catch (error) {
    throw new Error(damaged(folder, `TensorFlow.js cannot build it: ${reasonOf(error)}`), {
      cause: error,
    });
  }
}

async function readSavedNetwork(folder: string): Promise<tf.io.ModelArtifacts> {
  const json = parseModelFile(await readModelFile(folder), folder);
  const artifacts = await tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const weightSpecs = manifest.flatMap(({ weights }) => weights);
    const parts = await Promise.all(
      manifest.flatMap(({ paths }) => paths).map((file) => readWeights(folder, file)),
    );
    return [weightSpecs, tf.io.CompositeArrayBuffer.join(parts)];
  });
  checkWeightSize(artifacts, folder);
  return artifacts;
}

async function readModelFile(folder: string): Promise<string> {
  try {
    return await readFile(join(resolvePath(folder), MODEL_FILE), 'utf8');
  } catch (error) {
    throw new Error(
      `There is no saved network in '${folder}': ${MODEL_FILE} cannot be read; write one with saveNetwork(model, '${folder}') first ` +
        `(${reasonOf(error)})`,
      { cause: error },
    );
  }
}

function parseModelFile(text: string, folder: string): tf.io.ModelJSON {
  let json: Partial<tf.io.ModelJSON> | null;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(damaged(folder, `${MODEL_FILE} is not JSON`), { cause: error });
  }
  if (json?.modelTopology && json.weightsManifest) return json as tf.io.ModelJSON;
  throw new Error(damaged(folder, `${MODEL_FILE} describes no layers and weights`));
}

async function readWeights(folder: string, file: string): Promise<ArrayBuffer> {
  try {
    const bytes = await readFile(join(resolvePath(folder), file));
    return new Uint8Array(bytes).buffer;
  } catch (error) {
    throw new Error(damaged(folder, `its weights ${file} cannot be read`), { cause: error });
  }
}

function checkWeightSize(
  { weightSpecs = [], weightData }: tf.io.ModelArtifacts,
  folder: string,
): void {
  const expected = weightSpecs.reduce((sum, { shape, dtype, quantization }) => {
    const bytesEach = quantization ? bytesOf(quantization.dtype) : bytesOf(dtype);
    return sum + bytesEach * tf.util.sizeFromShape(shape);
  }, 0);
  const { byteLength } = weightData as ArrayBuffer;
  if (byteLength === expected) return;
  throw new Error(
    damaged(folder, `its weights take ${expected} bytes, but the file holds ${byteLength}`),
  );
}

function bytesOf(dtype: string): number {
  return { float32: 4, int32: 4, uint16: 2, float16: 2, uint8: 1, bool: 1 }[dtype] ?? NaN;
}

function damaged(folder: string, reason: string): string {
  return `The network in '${folder}' is damaged: ${reason}; train and save it again`;
}
