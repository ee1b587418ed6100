import { reasonOf, resolvePath } from '../project';
import { MODEL_FILE } from './saveNetwork';
import { startBackend, tf } from '../network/tensorflow';
import { plural } from '../plural';
import { buildSaved, measureWeights, type WeightsSize } from './buildSaved';
import { readAll, withFileOf } from './fileOfFolder';
import type { OpenFile } from './byteSource';
import { checkModelGraph } from './modelGraph';
import { parseModelFile, type ModelFile } from './modelFile';

/** Far more than layers take; text of this size may take some 60 times the memory once it is read. */
const MAX_MODEL_BYTES = 5_000_000;

/** How often the two files of a network are read anew because it was replaced between the one and the other. */
const ATTEMPTS = 50;

/**
 * Returns a network that `saveNetwork` wrote, compiled as the series does (Adam, categorical cross-entropy, accuracy),
 * so that it can be evaluated or trained further. While another program saves into the folder, the older or the newer
 * network. Free its memory with `dispose()`. Up to 1500 layers and 500 million numbers, and exactly those that the layers
 * need: room is made for them only then.
 *
 * @throws TypeError when `folder` is no text, or an empty one
 * @throws Error when the folder holds no saved network, or a damaged one
 * @example
 * const model = await loadNetwork('../data/models/creatures');
 */
export async function loadNetwork(folder: string): Promise<tf.LayersModel> {
  const place = resolvePath(folder);
  await startBackend();
  const saved = await readSavedNetwork(folder, place);
  try {
    return await buildSaved(saved);
  } catch (error) {
    throw new Error(damaged(folder, unbuildable(error)), { cause: error });
  }
}

async function readSavedNetwork(folder: string, place: string): Promise<tf.io.ModelArtifacts> {
  for (let attempt = 1; ; attempt++) {
    const text = await readModelText(folder, place);
    try {
      return await readArtifacts(text, place);
    } catch (error) {
      if ((await readModelText(folder, place)) === text) throw unreadable(folder, error);
      if (attempt < ATTEMPTS) continue;
      throw new Error(
        `The network in '${folder}' is being replaced all the time: load it once that has ended`,
        { cause: error },
      );
    }
  }
}

async function readModelText(folder: string, place: string): Promise<string> {
  try {
    return await withFileOf(place, MODEL_FILE, async (file) => {
      if (file.size <= MAX_MODEL_BYTES) return new TextDecoder().decode(await readAll(file));
      throw new Error(`Its ${file.size} bytes are more than the layers of a network take`);
    });
  } catch (error) {
    if (isMissing(error))
      throw new Error(
        `There is no saved network in '${folder}': ${MODEL_FILE} cannot be read; write one with saveNetwork(model, '${folder}') first ` +
          `(${reasonOf(error)})`,
        { cause: error },
      );
    throw new Error(
      `The network in '${folder}' cannot be read: ${MODEL_FILE}: ${reasonOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

async function readArtifacts(text: string, place: string): Promise<tf.io.ModelArtifacts> {
  const { json, weightsFiles, weightsBytes, listed } = parse(text);
  await checkSizes(place, weightsFiles, weightsBytes);
  await checkLayers(json, listed);
  const parts: ArrayBuffer[] = [];
  for (const name of weightsFiles)
    parts.push(await withWeights(place, name, async (file) => (await readAll(file)).buffer));
  return tf.io.getModelArtifactsForJSON(json, async (manifest) => [
    manifest.flatMap(({ weights }) => weights),
    tf.io.CompositeArrayBuffer.join(parts),
  ]);
}

function parse(text: string): ModelFile {
  try {
    return parseModelFile(text);
  } catch (error) {
    throw new Error(`${MODEL_FILE} ${reasonOf(error)}`, { cause: error });
  }
}

/** Before room is made for them, since who wrote the file may have given any number of units. */
async function checkLayers(json: tf.io.ModelJSON, listed: WeightsSize): Promise<void> {
  checkModelGraph(json.modelTopology);
  const needed = await measure(json);
  const same = Object.entries(needed).every(
    ([key, size]) => size === listed[key as keyof WeightsSize],
  );
  if (same) return;
  const [layers, file] = [needed, listed].map(
    ({ numWeights, numNumbers }) => `${numNumbers} numbers in ${plural(numWeights, 'tensor')}`,
  );
  throw new Error(`its layers need ${layers} as weights, but ${MODEL_FILE} lists ${file}`);
}

async function measure(json: tf.io.ModelJSON): Promise<WeightsSize> {
  try {
    return await measureWeights(json);
  } catch (error) {
    throw new Error(unbuildable(error), { cause: error });
  }
}

/** Before they are read, since who wrote the file may have given any size. */
async function checkSizes(place: string, files: readonly string[], expected: number) {
  let found = 0;
  for (const name of files) found += await withWeights(place, name, async ({ size }) => size);
  if (found !== expected)
    throw new Error(`its weights take ${expected} bytes, but the file holds ${found}`);
}

async function withWeights<Result>(
  place: string,
  name: string,
  read: (file: OpenFile) => Promise<Result>,
): Promise<Result> {
  try {
    return await withFileOf(place, name, read);
  } catch (error) {
    throw new Error(`its weights ${name} cannot be read (${reasonOf(error)})`, { cause: error });
  }
}

/** Whether the file system says that something is not there; whatever else it says does not mean a damaged network. */
function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function unreadable(folder: string, error: unknown): Error {
  const { cause } = error as Error;
  const refused = cause instanceof Error && codeOf(cause) !== undefined && !isMissing(cause);
  const message = refused
    ? `The network in '${folder}' cannot be read: ${reasonOf(error)}`
    : damaged(folder, reasonOf(error));
  return new Error(message, { cause: error });
}

function unbuildable(error: unknown): string {
  return `TensorFlow.js cannot build it: ${reasonOf(error)}`;
}

function damaged(folder: string, reason: string): string {
  return `The network in '${folder}' is damaged: ${reason}; train and save it again`;
}
