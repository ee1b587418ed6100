import { join } from 'node:path';
import { checkOptions, checkText } from '../../check';
import type { ImageArray } from '../../data/arrays';
import { pickExamples } from '../../data/dataset';
import { checkImages } from '../../network/checkExamples';
import { backendName, type tf } from '../../network/tensorflow';
import {
  computeFeatures,
  numFeaturesOf,
  type Features,
} from '../../network/transfer/computeFeatures';
import { inProject, resolvePath } from '../../project';
import { addFeatures, keyOf, readFeatures } from './featureStore';

/** Another number makes all that was stored before count as not there. */
const VERSION = 1;

interface FeatureFolderOptions {
  /** Where features are kept; `data/features` of the project unless told. */
  readonly folder?: string;
}

/**
 * Returns the features of pictures as `computeFeatures` does, and keeps them on disk: those of a picture that was seen
 * before are read. They are found by the picture's pixels and by the extractor's layers, weights and size, so that other
 * folders, names, orders and parts of the pictures find the same ones, and a changed picture or network does not. What is
 * damaged is computed anew. Several programs may share the folder, and it may be removed at any time: 4 KB a picture
 * (1,024 features).
 *
 * @throws TypeError when the pictures do not fit the network, or it makes no rows
 * @throws Error when the folder cannot be written
 * @example
 * const extractor = featureExtractor(model, { sources: [{ layer: 'relu4' }] });
 * const features = await loadOrComputeFeatures(extractor, testSet.images, { folder: 'features' });
 * features.shape[1] //=> 64
 */
export async function loadOrComputeFeatures(
  extractor: tf.LayersModel,
  images: ImageArray,
  options: FeatureFolderOptions = {},
): Promise<Features> {
  checkImages(extractor, images, { name: 'images' });
  checkOptions('The options of loadOrComputeFeatures()', options, "{ folder: 'features' }");
  const { folder = inProject('data', 'features') } = options;
  checkText('folder', folder, 'the path of a folder');
  const numFeatures = numFeaturesOf(extractor);
  const place = join(resolvePath(folder), keyOfExtractor(extractor));
  const stored = await readFeatures(place, numFeatures);
  const keys = keysOf(images);
  const firstOf = new Map([...keys.entries()].reverse().map(([index, key]) => [key, index]));
  const missing = keys.flatMap((key, index) =>
    stored.has(key) || firstOf.get(key) !== index ? [] : [index],
  );
  for (let start = 0; start < missing.length; start += AT_ONCE) {
    const indices = missing.slice(start, start + AT_ONCE);
    const rows = rowsOf(computeFeatures(extractor, pick(images, indices)));
    const added = new Map(indices.map((index, row) => [keys[index], rows[row]]));
    await addFeatures(place, added);
    for (const [key, row] of added) stored.set(key, row);
  }
  const data = new Float32Array(keys.length * numFeatures);
  for (const [index, key] of keys.entries())
    data.set(stored.get(key) as Float32Array, index * numFeatures);
  return { data, shape: [keys.length, numFeatures] };
}

/** So many pictures are computed before their features are written: what is stopped goes on from there. */
const AT_ONCE = 256;

function keyOfExtractor(extractor: tf.LayersModel): string {
  const weights = extractor
    .getWeights()
    .map((weight) => new Uint8Array(weight.dataSync().slice().buffer));
  return keyOf(
    JSON.stringify([VERSION, backendName(), extractor.toJSON(undefined, false)]),
    ...weights,
  );
}

/** All have the size that the extractor takes, which is part of its key. */
function keysOf({ data, shape: [numImages] }: ImageArray): string[] {
  const imageBytes = data.length / numImages;
  return Array.from({ length: numImages }, (_, index) =>
    keyOf(data.subarray(index * imageBytes, (index + 1) * imageBytes)),
  );
}

function pick(images: ImageArray, indices: readonly number[]): ImageArray {
  const labels = new Uint8Array(images.shape[0]);
  return pickExamples({ images, labels, classNames: [] }, indices).images;
}

function rowsOf({ data, shape: [numImages, numFeatures] }: Features): Float32Array[] {
  return Array.from({ length: numImages }, (_, index) =>
    data.subarray(index * numFeatures, (index + 1) * numFeatures),
  );
}
