import { relative } from 'node:path';
import { checkOneOf, checkOptions, checkWhole } from '../../check';
import { startBackend, type tf } from '../../network/tensorflow';
import { projectRoot } from '../../project';
import { PRETRAINED, type PretrainedName } from './networks';
import { findWeightsFault, weightsFile } from './weightsFile';

interface WeightsOptions {
  /** The folder with the file of weights; unless told, the one that `npm run pretrained` fills. */
  readonly folder?: string;
}

export interface PretrainedOptions extends WeightsOptions {
  /** Height and width of the pictures in pixels; unless told, those that the network was trained with. At most 4096. */
  readonly imageSize?: number;
}

const LARGEST_IMAGE = 4096;

/**
 * Returns whether the weights of a network are there, whole and unchanged. `npm run pretrained` fetches them.
 *
 * @param name `'squeezenet'` or `'efficientnet-lite0'`
 * @throws RangeError when there is no network of that name
 * @example
 * hasPretrained('squeezenet') //=> true
 */
export function hasPretrained(name: PretrainedName, options: WeightsOptions = {}): boolean {
  checkName(name);
  checkOptions('The options of hasPretrained()', options, "{ folder: 'data/models' }");
  return findWeightsFault(name, weightsFile(name, options.folder)) === undefined;
}

/**
 * Returns a network that was trained on more than a million photos of 1,000 classes (ImageNet, ILSVRC 2012). Input
 * `[numImages, imageSize, imageSize, 3]`, float32 0-1 RGB as `imagesToTensor` makes them; output `[numImages, 1000]`,
 * probabilities that sum to 1, in ImageNet's order (`sixClassShares` adds up those of six creatures).
 *
 * - `'squeezenet'`: SqueezeNet v1.1, 26 convolutions with 1,235,496 parameters, no dense layer; 227 pixels, at least 31.
 *   Layers are called as in the file of weights: `conv1`, `fire2/squeeze1x1`, `fire2/expand3x3`, ..., `conv10`.
 * - `'efficientnet-lite0'`: 49 convolutions, 16 of them depthwise, and a dense layer with 4,631,000 parameters; more often
 *   right, and slower; 224 pixels, at least 32. Layers are called as in Keras's EfficientNet: `stem_conv`, `block1a_dwconv`,
 *   ..., `block7a_project_conv`, `top_conv`, `predictions`. Its batch normalization is part of the convolutions' weights.
 *
 * The first layer, `preprocess`, is ours: a fixed 1x1 convolution (12 more parameters) that makes what the network was
 * trained with out of red, green and blue of 0-1. The network is not compiled. Free its memory with `dispose()`.
 *
 * @param name which network
 * @throws Error when the weights are missing or damaged; `npm run pretrained` fetches them
 * @throws RangeError when there is no network of that name, or `imageSize` is too small, too large or not whole
 * @example
 * const model = await loadPretrained('squeezenet');
 * const photo = await loadPhoto('cat.jpg', { imageSize: 227 });
 * sixClassShares(model, photo)[1] // { className: 'cats', probability: 0.93, classIndex: 281 }
 * @see Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, https://arxiv.org/abs/1602.07360
 * @see Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, https://arxiv.org/abs/1905.11946
 */
export async function loadPretrained(
  name: PretrainedName,
  options: PretrainedOptions = {},
): Promise<tf.LayersModel> {
  checkName(name);
  checkOptions('The options of loadPretrained()', options, '{ imageSize: 227 }');
  const network = PRETRAINED[name];
  const { imageSize = network.imageSize, folder } = options;
  checkWhole('imageSize', imageSize, { min: network.smallestImage, max: LARGEST_IMAGE });
  const file = weightsFile(name, folder);
  checkWeights(name, file);
  await startBackend();
  const model = network.build(imageSize);
  try {
    await network.setWeights(model, file);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function checkName(name: PretrainedName): void {
  checkOneOf('The name of a pretrained network', name, Object.keys(PRETRAINED));
}

/** Throws an Error unless the weights of a network are there, whole and unchanged, which says how they are fetched. */
export function checkWeights(name: PretrainedName, file = weightsFile(name)): void {
  const fault = findWeightsFault(name, file);
  if (!fault) return;
  const { title, command } = PRETRAINED[name];
  const state = fault === 'missing' ? 'not there' : `damaged (${fault})`;
  throw new Error(
    `The weights of ${title} are ${state}: fetch them with \`${command}\` in the project's folder; the file is ${relative(projectRoot, file)}`,
  );
}
