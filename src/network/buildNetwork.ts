import { checkOptions, checkWhole } from '../check';
import { withRandomSeed } from './random';
import { tf } from './tensorflow';

interface BuildNetworkOptions {
  /** Height and width of the pictures in pixels; 10 to 400. */
  readonly imageSize?: number;
  /** How many classes the network tells apart; 2 to 1000. */
  readonly numClasses?: number;
  /** Two networks of one seed begin with the same weights. */
  readonly seed?: number;
}

/** Two convolutions without padding and two poolings leave one pixel of it. */
const SMALLEST_IMAGE = 10;

/** Beyond them the weights of the dense layers would take gigabytes. */
const LARGEST_IMAGE = 400;
const MOST_CLASSES = 1000;

/**
 * Returns the series' network, not yet compiled: four convolutions, two poolings, two dense layers, softmax.
 * Input `[numImages, imageSize, imageSize, 3]`, float32 0-1; output `[numImages, numClasses]`, probabilities that sum to 1.
 * At 100 pixels and 6 classes it has 17,403,430 parameters. First weights are drawn as in Keras (Glorot uniform), biases are 0.
 *
 * Free its memory with `dispose()`.
 *
 * @throws RangeError when a size or number is not whole, too small or too large
 * @example
 * const model = buildNetwork({ imageSize: 100, numClasses: 6, seed: 1 });
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
 * model.countParams() //=> 17403430
 */
export function buildNetwork(options: BuildNetworkOptions = {}): tf.Sequential {
  checkOptions('The options of buildNetwork()', options, '{ imageSize: 100 }');
  const { imageSize = 100, numClasses = 6, seed } = options;
  checkWhole('imageSize', imageSize, { min: SMALLEST_IMAGE, max: LARGEST_IMAGE });
  checkWhole('numClasses', numClasses, { min: 2, max: MOST_CLASSES });
  return withRandomSeed(seed, () => {
    const model = tf.sequential({ name: 'creatures' });
    for (const layer of networkLayers(imageSize, numClasses)) model.add(layer);
    return model;
  });
}

function networkLayers(imageSize: number, numClasses: number): tf.layers.Layer[] {
  return [
    convolution('conv1', { filters: 32, padding: 'same', inputShape: [imageSize, imageSize, 3] }),
    relu('relu1'),
    convolution('conv2', { filters: 32, padding: 'valid' }),
    relu('relu2'),
    tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
    tf.layers.dropout({ name: 'dropout1', rate: 0.25 }),
    convolution('conv3', { filters: 64, padding: 'same' }),
    relu('relu3'),
    convolution('conv4', { filters: 64, padding: 'valid' }),
    relu('relu4'),
    tf.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
    tf.layers.dropout({ name: 'dropout2', rate: 0.25 }),
    tf.layers.flatten({ name: 'flatten' }),
    dense('dense1', 512),
    relu('relu5'),
    tf.layers.dropout({ name: 'dropout3', rate: 0.5 }),
    dense('dense2', numClasses),
    tf.layers.activation({ name: 'softmax', activation: 'softmax' }),
  ];
}

interface ConvolutionOptions {
  readonly filters: number;
  readonly padding: 'same' | 'valid';
  readonly inputShape?: tf.Shape;
}

function convolution(name: string, options: ConvolutionOptions): tf.layers.Layer {
  return tf.layers.conv2d({ name, kernelSize: 3, kernelInitializer: 'glorotUniform', ...options });
}

function dense(name: string, units: number): tf.layers.Layer {
  return tf.layers.dense({ name, units, kernelInitializer: 'glorotUniform' });
}

function relu(name: string): tf.layers.Layer {
  return tf.layers.activation({ name, activation: 'relu' });
}
