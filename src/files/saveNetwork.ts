import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, resolvePath } from '../project';
import { tf } from '../network/tensorflow';

export const MODEL_FILE = 'model.json';

/**
 * Writes layers and weights into a folder, in TensorFlow.js's own format (`model.json` and a `.bin` of the weights). An
 * older network in the folder is replaced at the last moment, so an interrupted save loses nothing. The optimizer's
 * memory is not kept.
 *
 * @throws Error when the folder cannot be written
 * @example
 * await saveNetwork(model, '../data/models/creatures');
 */
export async function saveNetwork(model: tf.LayersModel, folder: string): Promise<void> {
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    await writeNetwork(artifacts, resolvePath(folder));
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

/** The weights' name tells their content, so new and old weights lie side by side until `model.json` names the new. */
async function writeNetwork(artifacts: tf.io.ModelArtifacts, folder: string): Promise<void> {
  const weights = Buffer.from(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const weightsFile = `weights-${createHash('sha256').update(weights).digest('hex').slice(0, 12)}.bin`;
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, weightsFile), weights);
  await replaceFile(join(folder, MODEL_FILE), modelJson(artifacts, weightsFile));
  await removeOldWeights(folder, weightsFile);
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

/** A reader sees the old file or the whole new one, never half of it. */
async function replaceFile(file: string, content: Buffer | string): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function removeOldWeights(folder: string, kept: string): Promise<void> {
  const files = await readdir(folder);
  const old = files.filter((file) => /^weights-[0-9a-f]{12}\.bin$/.test(file) && file !== kept);
  await Promise.all(old.map((file) => rm(join(folder, file), { force: true })));
}
