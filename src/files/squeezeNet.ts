import { join, relative } from 'node:path';
import { checkOptions, checkWhole } from '../check';
import type { NdArray } from '../data/arrays';
import { projectRoot, resolvePath } from '../project';
import { readHdf5 } from './hdf5';
import { SQUEEZENET_FILE, SQUEEZENET_FOLDER, findWeightsFault } from './squeezeNetFile';
import { buildSqueezeNet } from '../network/squeezeNetLayers';
import { startBackend, tf } from '../network/tensorflow';

interface WeightsOptions {
  /** The folder with the file of weights; unless told, the one that `npm run pretrained` fills. */
  readonly folder?: string;
}

export interface SqueezeNetOptions extends WeightsOptions {
  /** Height and width of the pictures in pixels; 31 to 4096. The network was trained with 227. */
  readonly imageSize?: number;
}

/** One convolution and three poolings without padding leave one pixel of it. */
const SMALLEST_IMAGE = 31;
const LARGEST_IMAGE = 4096;

/**
 * Returns whether the weights of SqueezeNet are there, whole and unchanged. `npm run pretrained` fetches them.
 *
 * @example
 * hasSqueezeNet() //=> true
 */
export function hasSqueezeNet(options: WeightsOptions = {}): boolean {
  checkOptions('The options of hasSqueezeNet()', options, "{ folder: 'data/models' }");
  const { folder = SQUEEZENET_FOLDER } = options;
  return findWeightsFault(join(resolvePath(folder), SQUEEZENET_FILE)) === undefined;
}

/**
 * Returns SqueezeNet v1.1, which was trained on more than a million photos of 1,000 classes (ImageNet, ILSVRC 2012): 26
 * convolutions with 1,235,496 parameters, no dense layer. Input `[numImages, imageSize, imageSize, 3]`, float32 0-1 as
 * `imagesToTensor` makes them; output `[numImages, 1000]`, probabilities that sum to 1.
 *
 * Its first layer, `preprocess`, is ours: a fixed 1x1 convolution (12 more parameters) that makes blue, green, red less
 * their means out of red, green, blue. Layers with weights are called as in the file of weights: `conv1`,
 * `fire2/squeeze1x1`, `fire2/expand3x3`, ..., `conv10`. It is not compiled. Free its memory with `dispose()`.
 *
 * @throws Error when the weights are missing or damaged; `npm run pretrained` fetches them
 * @throws RangeError when `imageSize` is not a whole number from 31 to 4096
 * @example
 * const model = await loadSqueezeNet();
 * const photo = await loadPhoto('cat.jpg', { imageSize: 227 });
 * sixClassShares(model, photo)[1] // { className: 'cats', probability: 0.93, classIndex: 281 }
 * @see Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, https://arxiv.org/abs/1602.07360
 */
export async function loadSqueezeNet(options: SqueezeNetOptions = {}): Promise<tf.LayersModel> {
  checkOptions('The options of loadSqueezeNet()', options, '{ imageSize: 227 }');
  const { imageSize = 227, folder = SQUEEZENET_FOLDER } = options;
  checkWhole('imageSize', imageSize, { min: SMALLEST_IMAGE, max: LARGEST_IMAGE });
  const file = join(resolvePath(folder), SQUEEZENET_FILE);
  checkWeights(file);
  await startBackend();
  const model = buildSqueezeNet(imageSize);
  try {
    await readWeights(model, file);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function checkWeights(file: string): void {
  const fault = findWeightsFault(file);
  if (!fault) return;
  const state = fault === 'missing' ? 'not there' : `damaged (${fault})`;
  throw new Error(
    `The weights of SqueezeNet are ${state}: fetch them with \`npm run pretrained\` in the project's folder; the file is ${relative(projectRoot, file)}`,
  );
}

async function readWeights(model: tf.LayersModel, file: string): Promise<void> {
  const layers = model.layers.filter(
    ({ name, weights }) => weights.length > 0 && name !== 'preprocess',
  );
  const shapes = Object.fromEntries(layers.flatMap(weightShapes));
  const arrays = await readHdf5(file, shapes);
  for (const layer of layers)
    tf.tidy(() => layer.setWeights(weightShapes(layer).map(([name]) => toTensor(arrays[name]))));
}

/** Keras wrote kernel and bias below the layer's name, and called each by the layer's name again. */
function weightShapes({
  name,
  weights: [kernel, bias],
}: tf.layers.Layer): [name: string, shape: number[]][] {
  return [
    [`${name}/${name}_W:0`, kernel.shape as number[]],
    [`${name}/${name}_b:0`, bias.shape as number[]],
  ];
}

function toTensor({ data, shape }: NdArray<Float32Array>): tf.Tensor {
  return tf.tensor(data, [...shape]);
}
