import { randomBytes } from 'node:crypto';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, resolvePath } from '../project';
import { checkModel } from '../network/checkExamples';
import { tf } from '../network/tensorflow';
import { replaceFile, stageFile } from './replaceFile';
import { isTemporary } from './temporary';

export const MODEL_FILE = 'model.json';

const WEIGHTS_FILE = /^weights-[0-9a-f]{12}\.bin$/;

/**
 * Writes layers and weights into a folder, in TensorFlow.js's own format (`model.json` and a `.bin` of the weights). An
 * older network in the folder is replaced at the last moment: an interrupted save loses nothing, and of two programs that
 * save at once, the folder holds the network of one, whole. The optimizer's memory is not kept.
 *
 * @param folder relative to the working folder, or with `~` for the home folder; made if it is not there
 * @throws TypeError when `folder` is no text, or an empty one, or the model no network
 * @throws Error when the folder cannot be written; the older network is still there then
 * @example
 * await saveNetwork(model, '../data/models/creatures');
 */
export async function saveNetwork(model: tf.LayersModel, folder: string): Promise<void> {
  checkModel(model);
  const place = resolvePath(folder);
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    await writeNetwork(artifacts, place);
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
  });
  try {
    await model.save(handler);
  } catch (error) {
    throw new Error(`The network could not be saved in '${folder}': ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Each save has weights of a name of its own, so that no other save replaces or removes them, and puts `model.json`, which
 * names them, in place last.
 */
async function writeNetwork(artifacts: tf.io.ModelArtifacts, folder: string): Promise<void> {
  const weights = [artifacts.weightData ?? []].flat().map((buffer) => new Uint8Array(buffer));
  const weightsFile = `weights-${randomBytes(6).toString('hex')}.bin`;
  const model = await stageFile(join(folder, MODEL_FILE), modelJson(artifacts, weightsFile));
  try {
    await replaceFile(join(folder, weightsFile), weights);
    await model.put();
  } catch (error) {
    await model.discard();
    await rm(join(folder, weightsFile), { force: true });
    throw error;
  }
  // The network is saved: weights that cannot be removed, as those that another program reads on Windows, wait for the next save
  await removeUnusedWeights(folder).catch(() => undefined);
}

function modelJson(artifacts: tf.io.ModelArtifacts, weightsFile: string): string {
  const { modelTopology, format, generatedBy, userDefinedMetadata, weightSpecs } = artifacts;
  const weightsManifest = [{ paths: [weightsFile], weights: weightSpecs }];
  return JSON.stringify({
    format,
    generatedBy,
    userDefinedMetadata,
    modelTopology,
    weightsManifest,
  });
}

/** Weights that no `model.json` names, neither the one in place nor one that a running save will put there. */
async function removeUnusedWeights(folder: string): Promise<void> {
  const names = await readdir(folder);
  const unfinished = names.filter((name) => isTemporary(name) && name.endsWith('.json.tmp'));
  const texts = await Promise.all(unfinished.map((name) => readText(join(folder, name))));
  // Read last: a model.json that was unfinished in the list and is put in place meanwhile is found here
  texts.push(await readText(join(folder, MODEL_FILE)));
  const unused = names.filter(
    (name) => WEIGHTS_FILE.test(name) && !texts.some((text) => text.includes(name)),
  );
  await Promise.all(unused.map((name) => rm(join(folder, name), { force: true })));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
