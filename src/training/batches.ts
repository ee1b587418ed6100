import type { Dataset } from '../data/dataset';
import { numClassesOf } from '../network/checkExamples';
import { tf } from '../network/tensorflow';
import { imagesToTensor, labelsToOneHot } from '../network/tensors';
import type { Mean } from './history';

/** Returns the indices in batches of `batchSize`; the last may be smaller. */
export function splitIntoBatches(indices: readonly number[], batchSize: number): number[][] {
  const numBatches = Math.ceil(indices.length / batchSize);
  return Array.from({ length: numBatches }, (_, batch) =>
    indices.slice(batch * batchSize, (batch + 1) * batchSize),
  );
}

/** Takes one step of the optimizer. Returns the loss and accuracy that the examples had before it. */
export async function trainOnExamples(model: tf.LayersModel, examples: Dataset): Promise<Mean> {
  const [images, labels] = toTensors(model, examples);
  try {
    return toMean(model, (await model.trainOnBatch(images, labels)) as number[], examples);
  } finally {
    tf.dispose([images, labels]);
  }
}

/** Returns the loss and accuracy of the examples, without learning from them. */
export function testOnExamples(model: tf.LayersModel, examples: Dataset): Mean {
  const values = tf.tidy(() => {
    const [images, labels] = toTensors(model, examples);
    const scores = model.evaluate(images, labels, {
      batchSize: examples.labels.length,
    }) as tf.Scalar[];
    return scores.map((score) => score.dataSync()[0]);
  });
  return toMean(model, values, examples);
}

function toTensors(model: tf.LayersModel, { images, labels }: Dataset): [tf.Tensor4D, tf.Tensor2D] {
  return [imagesToTensor(images), labelsToOneHot(labels, numClassesOf(model))];
}

function toMean(
  { metricsNames }: tf.LayersModel,
  values: readonly number[],
  { labels }: Dataset,
): Mean {
  return {
    loss: values[metricsNames.indexOf('loss')],
    acc: values[metricsNames.indexOf('acc')],
    numImages: labels.length,
  };
}
