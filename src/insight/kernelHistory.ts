import { checkShape, describe } from '../check';
import type { NdArray } from '../data/arrays';
import type { tf } from '../network/tensorflow';
import { TrainingCallback } from '../training/callback';
import { kernels as readKernels, type Kernels } from './kernels';
import type { LayerChoice } from '../network/layers';

/** A callback that keeps the kernels of a layer as they were before training and after each epoch. */
export interface KernelRecorder extends TrainingCallback {
  /** Those at the start, then one for each finished epoch. */
  readonly kernels: readonly Kernels[];
}

class Recorder extends TrainingCallback implements KernelRecorder {
  readonly kernels: Kernels[];

  constructor(private readonly read: () => Kernels) {
    super();
    this.kernels = [read()];
  }

  override async onEpochEnd(): Promise<void> {
    this.kernels.push(this.read());
  }
}

/** States of a layer's kernels in one array: float32 `[numStates, kernelHeight, kernelWidth, inputChannels, filters]`. */
export type KernelStack = NdArray<Float32Array, readonly [number, number, number, number, number]>;

/**
 * Returns a callback that keeps a copy of a layer's kernels now, and one after each epoch of the trainings it is given
 * to. An epoch that is cut short adds none.
 *
 * @param layer the name of a convolution, its place in the network from 0, or the layer itself
 * @throws TypeError when the layer is no convolution
 * @throws RangeError when there is no such layer
 * @example
 * const recorder = recordKernels(model, 'conv1');
 * await model.fitDataset(batches(trainSet), { epochs: 4, callbacks: [recorder, liveCurves()] });
 * recorder.kernels.length //=> 5
 */
export function recordKernels(model: tf.LayersModel, layer: LayerChoice): KernelRecorder {
  return new Recorder(() => readKernels(model, layer));
}

/**
 * Returns several states of the same kernels as one array, which `saveNpy` can write: float32
 * `[numStates, kernelHeight, kernelWidth, inputChannels, filters]`.
 *
 * @throws TypeError when there are none, or they have not all the same shape
 * @example
 * await saveNpy('kernels.npy', stackKernels(recorder.kernels));
 */
export function stackKernels(states: readonly Kernels[]): KernelStack {
  checkStates(states);
  const [{ shape }] = states;
  const odd = states.find((state) => state.shape.join() !== shape.join());
  if (odd)
    throw new TypeError(
      `All states must be of the same kernels, but the first have the shape [${shape.join(', ')}] and others [${odd.shape.join(', ')}]`,
    );
  const size = states[0].data.length;
  const data = new Float32Array(states.length * size);
  states.forEach((state, index) => data.set(state.data, index * size));
  return { data, shape: [states.length, ...shape] };
}

/**
 * Returns the single states that `stackKernels` put into one array, as copies.
 *
 * @throws TypeError when the array is not float32 `[numStates, kernelHeight, kernelWidth, inputChannels, filters]`
 * @example
 * const history = unstackKernels(await loadNpy('kernels.npy', { holds: 'array' }));
 * show(sliderFigure(kernelSteps(history), { name: { en: 'Epoch', ja: 'エポック' } }));
 */
export function unstackKernels(stack: NdArray): Kernels[] {
  checkShape('the stack of kernels', stack, [
    'numStates',
    'kernelHeight',
    'kernelWidth',
    'inputChannels',
    'filters',
  ]);
  const { data, shape } = stack;
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  if (!(data instanceof Float32Array))
    throw new TypeError(`The stack of kernels must hold float32, but holds ${describe(data)}`);
  const [numStates, height, width, inputChannels, filters] = shape;
  return Array.from({ length: numStates }, (_, state) => ({
    data: data.slice(state * size, (state + 1) * size),
    shape: [height, width, inputChannels, filters] as const,
  }));
}

/**
 * Returns how far each state is from the first: positive where a weight has grown. The first becomes nothing but 0.
 *
 * @throws TypeError when the states have not all the same shape
 * @example
 * show(sliderFigure(kernelSteps(kernelChanges(recorder.kernels)), { name: { en: 'Epoch', ja: 'エポック' } }));
 */
export function kernelChanges(states: readonly Kernels[]): Kernels[] {
  const { data } = stackKernels(states);
  const [{ data: start, shape }] = states;
  return states.map((_, state) => ({
    data: start.map((weight, index) => data[state * start.length + index] - weight),
    shape,
  }));
}

function checkStates(states: unknown): void {
  if (!Array.isArray(states) || states.length === 0) {
    throw new TypeError(
      `The states of the kernels must be a list of at least one, such as recorder.kernels, but are ${describe(states)}`,
    );
  }
  for (const [index, state] of states.entries()) {
    const axes = ['kernelHeight', 'kernelWidth', 'inputChannels', 'filters'];
    checkShape(`state ${index} of the kernels`, state, axes);
  }
}
