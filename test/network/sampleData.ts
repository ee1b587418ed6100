import type { Dataset } from '../../src/data/dataset';
import { seededRandom } from '../../src/data/random';
import { buildNetwork } from '../../src/network/buildNetwork';
import type { tf } from '../../src/network/tensorflow';

interface SampleOptions {
  readonly numImages: number;
  readonly imageSize?: number;
  readonly numClasses?: number;
  readonly seed?: number;
}

/** Pictures of noise whose brightness tells their class, so that a small network can learn them. */
export function sampleDataset({
  numImages,
  imageSize = 12,
  numClasses = 3,
  seed = 1,
}: SampleOptions): Dataset {
  const random = seededRandom(seed);
  const size = imageSize * imageSize * 3;
  const labels = Uint8Array.from({ length: numImages }, () => Math.floor(random() * numClasses));
  const data = Uint8Array.from({ length: numImages * size }, (_, index) => {
    const brightness = (labels[Math.floor(index / size)] + 0.5) / numClasses;
    return Math.floor(255 * (0.7 * brightness + 0.3 * random()));
  });
  const classNames = Array.from({ length: numClasses }, (_, index) => `class ${index}`);
  return { images: { data, shape: [numImages, imageSize, imageSize, 3] }, labels, classNames };
}

interface NetworkOptions {
  readonly imageSize?: number;
  readonly numClasses?: number;
  readonly seed?: number;
}

/** A small copy of the series' network, compiled. */
export function sampleNetwork({
  imageSize = 12,
  numClasses = 3,
  seed = 1,
}: NetworkOptions = {}): tf.Sequential {
  const model = buildNetwork({ imageSize, numClasses, seed });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

/** Dropout that drops nothing, so that a training can be compared with a calculation. */
export function withoutDropout(model: tf.Sequential): tf.Sequential {
  for (const layer of model.layers) {
    if (layer.getClassName() === 'Dropout') (layer as unknown as { rate: number }).rate = 0;
  }
  return model;
}

/** Frees the network and its optimizer's memory. */
export function disposeNetwork(model: tf.LayersModel): void {
  model.optimizer?.dispose();
  model.dispose();
}

/** Returns the largest distance between numbers of the same place. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(actual).reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - expected[index])),
    0,
  );
}
