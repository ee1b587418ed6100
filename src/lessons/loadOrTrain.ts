import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkOptions, checkText } from '../check';
import { checkDataset, type Dataset } from '../data/dataset';
import { projectRoot, resolvePath } from '../project';
import { buildNetwork } from '../network/buildNetwork';
import { locateSource } from '../files/loadData';
import { loadNetwork } from '../files/loadNetwork';
import { MODEL_FILE } from '../files/saveNetwork';
import type { tf } from '../network/tensorflow';
import { train } from '../training/train';

interface ModelFolderOptions {
  readonly imageSize: number;
  readonly seed: number;
  /** The share of each class that `loadData` put into the test; 0.2 unless told. */
  readonly testShare?: number;
}

/**
 * Returns the folder in `data/models` of the network that was trained on a source. Other pictures, another size, another
 * seed or another share (which decide what is test and what is training) give another folder, so that no network is tested
 * on what it learned from. The same pictures give the same folder, from wherever their path is typed.
 *
 * @param source as `loadData` takes it
 * @example
 * modelFolder('drawings', { imageSize: 100, seed: 1 }) //=> '…/data/models/drawings-100-seed1'
 */
export function modelFolder(
  source: string,
  { imageSize, seed, testShare = 0.2 }: ModelFolderOptions,
): string {
  const name = `${source === 'drawings' ? source : nameOf(source)}-${imageSize}-seed${seed}`;
  return join(projectRoot, 'data', 'models', testShare === 0.2 ? name : `${name}-test${testShare}`);
}

/** Two folders of photos may have the same name, so the whole path tells them apart. */
function nameOf(source: string): string {
  const found = locateSource(source);
  const path = found === undefined ? resolvePath(source) : realpathSync(found);
  return `${basename(path)}-${hashOf(path)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}

interface LoadOrTrainOptions {
  /** How often all pictures are shown if the network has to be trained now. */
  readonly epochs: number;
  readonly seed?: number;
}

/**
 * Returns the trained network of a folder; where there is none, the series' network after a short training, and says so.
 * Compiled in both cases. Free its memory with `dispose()`.
 *
 * @throws Error when the folder's network is damaged
 * @throws TypeError when it was made for pictures of another size or another number of classes
 * @example
 * const model = await loadOrTrain(modelFolder('drawings', { imageSize: 100, seed: 1 }), trainSet, { epochs: 2, seed: 1 });
 */
export async function loadOrTrain(
  folder: string,
  trainSet: Dataset,
  options: LoadOrTrainOptions,
): Promise<tf.LayersModel> {
  checkText('folder', folder, 'the path of the folder of a network');
  checkDataset('the training set', trainSet);
  checkOptions('The options of loadOrTrain()', options, '{ epochs: 2 }');
  const { epochs, seed } = options;
  if (existsSync(join(resolvePath(folder), MODEL_FILE))) return loadFitting(folder, trainSet);
  console.log(
    `No trained network is in data/models yet, so one is trained now for ${epochs} epochs`,
  );
  const model = buildFor(trainSet, seed);
  await train(model, trainSet, { epochs, seed });
  return model;
}

/** Returns the series' network for the pictures and classes of a data set, compiled and not yet trained. */
export function buildFor({ images, classNames }: Dataset, seed: number | undefined): tf.Sequential {
  const model = buildNetwork({ imageSize: images.shape[1], numClasses: classNames.length, seed });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

async function loadFitting(
  folder: string,
  { images, classNames }: Dataset,
): Promise<tf.LayersModel> {
  const model = await loadNetwork(folder);
  const imageSize = model.inputs[0].shape[1];
  const numClasses = model.outputs[0].shape[1];
  if (imageSize === images.shape[1] && numClasses === classNames.length) {
    console.log(`Loaded the network ${basename(folder)} from data/models`);
    return model;
  }
  model.dispose();
  throw new TypeError(
    `The network in ${basename(folder)} takes pictures of ${imageSize} pixels in ${numClasses} classes, but these have ${images.shape[1]} pixels and ` +
      `${classNames.length} classes; train one for them with the notebook on training`,
  );
}
