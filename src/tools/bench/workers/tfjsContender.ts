// The network in TensorFlow.js: ours as a notebook trains it, bytes in batches; the library's own as its guides do, tensors. Usage: tfjsContender.js FOLDER
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  backendName,
  batches,
  buildNetwork,
  CLASS_NAMES,
  loadNpy,
  pickExamples,
  tf,
  type Dataset,
} from '../../../../src';
import type { PreparedRow } from './prepare';
import { answer, serve } from './protocol';

interface Given extends PreparedRow {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor2D;
  readonly dataset: Dataset;
}

const WARM_UP_BATCHES = 3;

async function main(folder: string): Promise<void> {
  if (backendName() !== 'tensorflow')
    throw new Error(`TensorFlow's native library is needed, but ${backendName()} computes`);
  const row = JSON.parse(await readFile(join(folder, 'row.json'), 'utf8')) as PreparedRow;
  const images = await loadTensor<tf.Rank.R4>(join(folder, 'images.npy'));
  const labels = await loadTensor<tf.Rank.R2>(join(folder, 'labels.npy'));
  const given: Given = { ...row, images, labels, dataset: datasetOf(images, labels) };
  const model = await makeNetwork(folder, row);
  const warmUp = firstImages(given, WARM_UP_BATCHES * row.batchSize);
  answer({ predictions: [...predict(model, firstImages(given, row.batchSize))] });
  await measure(model, warmUp);
  answer({ ready: true });
  await serve(() => measure(model, given));
}

async function makeNetwork(
  folder: string,
  { imageSize, numWeights }: PreparedRow,
): Promise<tf.LayersModel> {
  const model = buildNetwork({ imageSize });
  const files = Array.from({ length: numWeights }, (_, index) =>
    join(folder, `weights-${index}.npy`),
  );
  model.setWeights(await Promise.all(files.map((file) => loadTensor(file))));
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

/** The bytes that `imagesToTensor` made the numbers of. */
function datasetOf(images: tf.Tensor4D, labels: tf.Tensor2D): Dataset {
  const data = Uint8Array.from(images.dataSync(), (value) => value * 256);
  return {
    images: { data, shape: images.shape },
    labels: tf.tidy(() => Uint8Array.from(labels.argMax(1).dataSync())),
    classNames: CLASS_NAMES,
  };
}

async function loadTensor<Rank extends tf.Rank>(file: string): Promise<tf.Tensor<Rank>> {
  const { data, shape } = await loadNpy(file, { holds: 'array' });
  return tf.tensor<Rank>(data as Float32Array, [...shape] as tf.ShapeMap[Rank], 'float32');
}

function firstImages(given: Given, numImages: number): Given {
  const { images, labels, dataset } = given;
  return {
    ...given,
    numImages,
    images: tf.slice(images, 0, numImages),
    labels: tf.slice(labels, 0, numImages),
    dataset: pickExamples(
      dataset,
      Array.from({ length: numImages }, (_, index) => index),
    ),
  };
}

/** Returns the milliseconds a picture of one round, by the way it was done. */
async function measure(model: tf.LayersModel, given: Given): Promise<object> {
  const { job, numImages } = given;
  const start = performance.now();
  if (job === 'train') await train(model, given);
  else predict(model, given);
  return { [job === 'train' ? 'fit' : 'predict']: (performance.now() - start) / numImages };
}

async function train(
  model: tf.LayersModel,
  { images, labels, dataset, batchSize }: Given,
): Promise<void> {
  const once = { epochs: 1, verbose: 0 } as const;
  if (process.env.CREATURES_NATIVE_OPS === 'off')
    await model.fit(images, labels, { batchSize, ...once });
  else await model.fitDataset(batches(dataset, { batchSize }), once);
}

function predict(model: tf.LayersModel, { images, batchSize }: Given): Float32Array {
  return tf.tidy(() => (model.predict(images, { batchSize }) as tf.Tensor).dataSync<'float32'>());
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
