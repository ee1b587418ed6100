import type { Image, NdArray } from '../data/arrays';
import { checkNumber, checkOptions, checkWhole, describe } from '../check';
import { LEVELS } from '../data/arrays';
import { checkSeed, seededRandom } from '../data/random';
import { tf } from '../network/tensorflow';
import type { LayerChoice } from '../network/layers';
import { readNumbers } from './readNumbers';
import { checkFilter, outputOf, runGraph, tidyNumbers } from './runGraph';
import { endsInSoftmax, runScores } from './scores';

export interface GradientAscentOptions {
  /** The filter that is to answer more, from 0; of a dense layer the unit. */
  readonly filter: number;
  /** Height and width of the picture in pixels; those the network takes if not given. Maps can be made of any size. */
  readonly imageSize?: number;
  /** How often the picture is changed. */
  readonly steps?: number;
  /** How far a step changes the pixels: the root of the mean square, where 1 is the way from black to white. */
  readonly stepSize?: number;
  /** Decides the noise that the picture starts from. */
  readonly seed?: number;
  /** Steps whose pictures are kept, such as `[0, 10, 40]`; 0 is the noise. */
  readonly snapshots?: readonly number[];
}

/** A picture on its way. */
export interface Snapshot {
  /** How many times it was changed. */
  readonly step: number;
  readonly image: Image;
}

export interface GradientAscent {
  /** What the filter answers to: uint8 `[height, width, channels]`, 0-255. */
  readonly image: Image;
  /** The filter's mean answer to the noise and after each step: `steps + 1` numbers. */
  readonly activations: readonly number[];
  /** In the order in which they were asked for. */
  readonly snapshots: readonly Snapshot[];
}

/** The network takes pixels divided by 256, so white is a little less than 1. */
const WHITE = 255 / LEVELS;

/** The noise keeps to this distance from mid gray. */
const NOISE = 0.1;

/**
 * Returns a picture that a filter answers to as much as it can (activation maximization). It starts as gray noise; each
 * step asks how the filter's mean answer rises with each pixel and changes all pixels that way, by `stepSize`. Where the
 * filter answers to nothing in the noise, there is no way up and the picture stays noise: choose the convolution rather
 * than its ReLU.
 *
 * Of a dense layer the filter is a unit. To see what the network takes for a class, choose the last layer and the class
 * as filter; a softmax there is left out, so that the score rises and not the probability.
 *
 * Source: Erhan et al., "Visualizing Higher-Layer Features of a Deep Network" (2009); for classes Simonyan et al., "Deep
 * Inside Convolutional Networks" (2014).
 *
 * @param layer the name of the layer, its place in the network from 0, or the layer itself
 * @throws TypeError when the network's input is no picture
 * @throws RangeError when there is no such layer, filter or step, or the layer cannot be computed for this size
 * @example
 * const { image, activations } = gradientAscent(model, 'conv4', { filter: 5 });
 * image.shape //=> [ 100, 100, 3 ]
 * activations.at(-1)! > activations[0] //=> true
 */
export function gradientAscent(
  model: tf.LayersModel,
  layer: LayerChoice,
  options: GradientAscentOptions,
): GradientAscent {
  const output = outputOf(model, layer);
  checkOptions('The options of gradientAscent()', options, '{ filter: 5 }');
  const { filter, imageSize, steps = 40, stepSize = 0.05, seed = 1, snapshots = [] } = options;
  checkFilter(filter, output);
  checkSteps({ steps, stepSize, snapshots });
  const noise = grayNoise(pictureShape(model, imageSize), { seed });
  checkSize(model.inputs[0], output, noise.shape);
  const answer = meanAnswer(model, { output, filter });
  return climb(noise, { steps, stepSize, snapshots, answer });
}

/** How much the filter answers to a picture `[1, height, width, channels]`. */
type Answer = (picture: tf.Tensor) => tf.Tensor;

type Noise = NdArray<Float32Array, readonly [number, number, number]>;

interface Climb extends Required<Pick<GradientAscentOptions, 'steps' | 'stepSize' | 'snapshots'>> {
  readonly answer: Answer;
}

function climb(noise: Noise, { steps, stepSize, snapshots, answer }: Climb): GradientAscent {
  let picture = toPicture(noise);
  const images = new Map<number, Image>();
  const activations: number[] = [];
  for (let step = 0; step < steps; step++) {
    if (snapshots.includes(step)) images.set(step, readImage(picture));
    const [activation, changed] = goUp(picture, { answer, stepSize });
    activations.push(activation);
    picture.dispose();
    picture = changed;
  }
  activations.push(tidyNumbers(() => answer(picture).dataSync()[0]));
  const image = readImage(picture);
  images.set(steps, image);
  picture.dispose();
  return {
    image,
    activations,
    snapshots: snapshots.map((step) => ({ step, image: images.get(step) as Image })),
  };
}

/** The answer to a picture, and the picture one step further up. You dispose the tensor. */
function goUp(
  picture: tf.Tensor,
  { answer, stepSize }: Pick<Climb, 'answer' | 'stepSize'>,
): [number, tf.Tensor] {
  let activation = 0;
  const changed = tf.tidy(() => {
    const { value, grad: gradients } = tf.valueAndGrad(answer)(picture);
    [activation] = value.dataSync();
    const length = gradients.square().mean().sqrt();
    // Where nothing answers all gradients are 0, and so is the change
    return picture.add(gradients.mul(stepSize).divNoNan(length)).clipByValue(0, WHITE);
  });
  return [activation, changed];
}

function meanAnswer(
  model: tf.LayersModel,
  { output, filter }: { readonly output: tf.SymbolicTensor; readonly filter: number },
): Answer {
  const isScores = output === model.outputs[0] && endsInSoftmax(output);
  return (picture) => {
    const known = new Map([[model.inputs[0], picture]]);
    const answers = isScores ? runScores(model, known) : runGraph(output, known);
    return filterOf(answers, filter).mean();
  };
}

/** Not gathered: WebAssembly has no gradient for that. */
function filterOf(answers: tf.Tensor, filter: number): tf.Tensor {
  const front = answers.shape.slice(0, -1);
  return tf.slice(answers, [...front.map(() => 0), filter], [...front, 1]);
}

/**
 * Returns gray with a little colored noise, which every climb starts from: float32 `[height, width, channels]`, 0.4-0.6.
 *
 * @internal
 */
export function grayNoise(shape: Noise['shape'], { seed }: { readonly seed: number }): Noise {
  checkSeed(seed);
  const random = seededRandom(seed);
  const size = shape[0] * shape[1] * shape[2];
  return {
    data: Float32Array.from({ length: size }, () => 0.5 + NOISE * (2 * random() - 1)),
    shape,
  };
}

function toPicture({ data, shape }: Noise): tf.Tensor {
  return tf.tensor(data, [1, ...shape]);
}

function readImage(picture: tf.Tensor): Image {
  const [, height, width, channels] = picture.shape;
  return {
    data: Uint8Array.from(readNumbers(picture), (value) => Math.round(value * LEVELS)),
    shape: [height, width, channels],
  };
}

function pictureShape(model: tf.LayersModel, imageSize: number | undefined): Noise['shape'] {
  const { shape } = model.inputs[0];
  const [, height, width, channels] = shape;
  if (shape.length !== 4 || !channels)
    throw new TypeError(
      `The network must take pictures [height, width, channels], but takes [${shape.slice(1).join(', ')}]`,
    );
  if (imageSize === undefined && height && width) return [height, width, channels];
  if (imageSize === undefined)
    throw new TypeError('The network takes pictures of any size; give imageSize, such as 100');
  checkWhole('imageSize', imageSize);
  return [imageSize, imageSize, channels];
}

/** Throws a RangeError when a picture of that shape cannot be taken as far as the layer. */
function checkSize(
  input: tf.SymbolicTensor,
  output: tf.SymbolicTensor,
  shape: Noise['shape'],
): void {
  if (fits(output, new Map([[input, [1, ...shape]]]))) return;
  throw new RangeError(
    `Layer '${output.sourceLayer.name}' cannot be computed for a picture of ${shape[0]} x ${shape[1]} pixels: poolings and convolutions need a larger one, and dense layers ` +
      "take the network's own size; leave imageSize away, or set a larger one",
  );
}

/** Whether each layer on the way leaves pixels, and gets as many numbers as it has weights for. */
function fits(place: tf.SymbolicTensor, shapes: Map<tf.SymbolicTensor, tf.Shape>): boolean {
  if (shapes.has(place)) return true;
  const { sourceLayer, inputs, outputTensorIndex = 0 } = place;
  if (!inputs.every((input) => fits(input, shapes))) return false;
  const before = inputs.map((input) => shapes.get(input) as tf.Shape);
  const [kernel] = sourceLayer.weights;
  if (sourceLayer.getClassName() === 'Dense' && kernel.shape[0] !== before[0].at(-1)) return false;
  const after = sourceLayer.computeOutputShape(before.length === 1 ? before[0] : before);
  const shape = (Array.isArray(after[0]) ? after[outputTensorIndex] : after) as tf.Shape;
  shapes.set(place, shape);
  return shape.every((length) => length === null || length > 0);
}

function checkSteps({
  steps,
  stepSize,
  snapshots,
}: Pick<Climb, 'steps' | 'stepSize' | 'snapshots'>): void {
  checkWhole('steps', steps);
  checkNumber('stepSize', stepSize, {
    allowed: stepSize > 0,
    expected: 'a positive number such as 0.05',
  });
  if (!Array.isArray(snapshots))
    throw new TypeError(`snapshots must be a list of steps, but is ${describe(snapshots)}`);
  for (const step of snapshots) checkWhole('a step of snapshots', step, { min: 0, max: steps });
}
