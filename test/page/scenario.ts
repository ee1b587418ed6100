import type * as Core from '../../src/core';
import type { tf } from '../../src/network/tensorflow';
import { sampleDataset } from '../network/sampleData';

/** What a reader does in a page; the numbers must be those of Node. */
export async function trainAndShow(creatures: typeof Core) {
  const { imageAt, imageGrid, predict, show, train, trainingCurves } = creatures;
  const trainSet = sampleDataset({ numImages: 60, imageSize: 32, seed: 1 });
  const testSet = sampleDataset({ numImages: 12, imageSize: 32, seed: 2 });
  const model = smallNetwork(creatures);
  const startedAt = performance.now();
  const { history } = await train(model, trainSet, { validationData: testSet, epochs: 3, seed: 1 });
  const seconds = (performance.now() - startedAt) / 1000;
  const predictions = predict(model, imageAt(testSet.images, 0), testSet);
  const figure = trainingCurves(history);
  const pictures = imageGrid(testSet.images, { columns: 4 });
  show(figure, pictures, history);
  return { history, predictions, figure: figure.data, html: pictures.html, seconds };
}

/** Of the kind of the series' network, but small enough for plain JavaScript. */
function smallNetwork({ setRandomSeed, tf }: typeof Core): tf.Sequential {
  setRandomSeed(1);
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [32, 32, 3] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.25 }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}
