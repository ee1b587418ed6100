// The network in TensorFlow.js, as a notebook uses it. Usage: tfjsContender.js FOLDER
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backendName, buildNetwork, loadNpy, tf } from '../../../../src';
import type { PreparedRow } from './prepare';
import { answer, serve } from './protocol';

interface Given extends PreparedRow {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor2D;
}

const WARM_UP_BATCHES = 3;

async function main(folder: string): Promise<void> {
  if (backendName() !== 'tensorflow')
    throw new Error(`TensorFlow's native library is needed, but ${backendName()} computes`);
  const row = JSON.parse(await readFile(join(folder, 'row.json'), 'utf8')) as PreparedRow;
  const given: Given = {
    ...row,
    images: await loadTensor(join(folder, 'images.npy')),
    labels: await loadTensor(join(folder, 'labels.npy')),
  };
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

async function loadTensor<Rank extends tf.Rank>(file: string): Promise<tf.Tensor<Rank>> {
  const { data, shape } = await loadNpy(file, { holds: 'array' });
  return tf.tensor<Rank>(data as Float32Array, [...shape] as tf.ShapeMap[Rank], 'float32');
}

function firstImages(given: Given, numImages: number): Given {
  const { images, labels } = given;
  return {
    ...given,
    numImages,
    images: tf.slice(images, 0, numImages),
    labels: tf.slice(labels, 0, numImages),
  };
}

/** Returns the milliseconds a picture of one round, by the way it was done. */
async function measure(model: tf.LayersModel, given: Given): Promise<object> {
  const { job, images, labels, batchSize, numImages } = given;
  const start = performance.now();
  if (job === 'train') await model.fit(images, labels, { batchSize, epochs: 1, verbose: 0 });
  else predict(model, given);
  return { [job === 'train' ? 'fit' : 'predict']: (performance.now() - start) / numImages };
}

function predict(model: tf.LayersModel, { images, batchSize }: Given): Float32Array {
  return tf.tidy(() => (model.predict(images, { batchSize }) as tf.Tensor).dataSync<'float32'>());
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
