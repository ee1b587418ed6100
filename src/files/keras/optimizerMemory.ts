import { tf } from '../../network/tensorflow';
import {
  optimizerState,
  restoreOptimizer,
  type NamedTensor,
  type OptimizerState,
} from '../../training/optimizerState';
import type { Hdf5Writer } from '../hdf5';
import type { FlatLayer } from './flatNetwork';
import type { KerasWeights } from './kerasFile';
import { rowsOf } from './rows';
import { kerasWeights } from './weightOrder';

/** An average that an optimizer keeps of each weight. */
interface Slot {
  /** The list of TensorFlow.js's optimizer that holds it. */
  readonly list: string;
  /** What TensorFlow.js adds to the name of the weight. */
  readonly suffix: string;
  /** What Keras calls it. */
  readonly keras: string;
}

interface Layout {
  readonly slots: readonly Slot[];
  /** Whether all averages of a weight lie together, or all of one kind. */
  readonly by: 'weight' | 'kind';
}

const FIRST = { list: 'accumulatedFirstMoment', suffix: 'm', keras: 'm' };

const LAYOUTS: Readonly<Record<string, Layout>> = {
  Adam: {
    slots: [FIRST, { list: 'accumulatedSecondMoment', suffix: 'v', keras: 'v' }],
    by: 'weight',
  },
  Adamax: {
    slots: [FIRST, { list: 'accumulatedWeightedInfNorm', suffix: 'v', keras: 'u' }],
    by: 'weight',
  },
  Adadelta: {
    slots: [
      { list: 'accumulatedGrads', suffix: 'accum_grad', keras: 'accumulated_grad' },
      { list: 'accumulatedUpdates', suffix: 'accum_var', keras: 'accumulated_delta_var' },
    ],
    by: 'weight',
  },
  Adagrad: {
    slots: [{ list: 'accumulatedGrads', suffix: 'accumulator', keras: 'accumulator' }],
    by: 'weight',
  },
  Momentum: { slots: [{ list: 'accumulations', suffix: 'momentum', keras: 'm' }], by: 'weight' },
  RMSProp: {
    slots: [
      { list: 'accumulatedMeanSquares', suffix: 'rms', keras: 'velocity' },
      { list: 'accumulatedMoments', suffix: 'momentum', keras: 'momentum' },
      { list: 'accumulatedMeanGrads', suffix: 'mg', keras: 'average_gradient' },
    ],
    by: 'kind',
  },
  SGD: { slots: [], by: 'weight' },
};

type Optimizer = tf.Optimizer & Readonly<Record<string, unknown>>;

/** Which of them this optimizer keeps; Keras keeps no others. */
function layoutOf(optimizer: tf.Optimizer): Layout | undefined {
  const name = optimizer.getClassName();
  const { momentum, centered } = optimizer as Optimizer;
  const layout = Object.hasOwn(LAYOUTS, name) ? LAYOUTS[name] : undefined;
  if (!layout || name !== 'RMSProp') return layout;
  const kept = [true, momentum !== 0, centered === true];
  return { ...layout, slots: layout.slots.filter((_, index) => kept[index]) };
}

/** `trainable` tells whether the networks around a layer let it be trained. */
type TrainedLayer = Pick<FlatLayer, 'layer' | 'trainable'>;

function trainedWeights(layers: readonly TrainedLayer[]): tf.LayerVariable[] {
  return layers
    .flatMap(({ layer, trainable }) => (trainable ? kerasWeights(layer) : []))
    .filter(({ trainable }) => trainable)
    .map(({ variable }) => variable);
}

/** Each average in Keras's order, with the place of its weight among those that are trained. */
function placesOf(
  { slots, by }: Pick<Layout, 'slots' | 'by'>,
  numWeights: number,
): { slot: Slot; place: number }[] {
  const places = Array.from({ length: numWeights }, (_, place) => place);
  return by === 'weight'
    ? places.flatMap((place) => slots.map((slot) => ({ slot, place })))
    : slots.flatMap((slot) => places.map((place) => ({ slot, place })));
}

/**
 * Gives the optimizer of a compiled network what Keras's remembered. What does not fit its weights is left out: Keras
 * itself begins anew then.
 */
export function restoreMemory(model: tf.LayersModel, { file, memory, byKind }: KerasWeights): void {
  const { optimizer } = model;
  const layout = layoutOf(optimizer);
  if (!layout || memory.length === 0) return;
  const weights = trainedWeights(model.layers.map((layer) => ({ layer, trainable: true })));
  const places = placesOf(byKind ? { ...layout, by: 'kind' } : layout, weights.length);
  // Keras 3 puts the learning rate behind the number of steps
  const numScalars = memory.slice(0, 2).filter((path) => file.shape(path).length === 0).length;
  const averages = memory.slice(numScalars);
  // Keras 2 keeps averages for momentum that is not used, too
  if (averages.length < places.length || numScalars === 0) return;
  const [steps] = file.read(memory[0]);
  const tensors: NamedTensor[] = [];
  const details: Record<string, { originalName: string }> = {};
  try {
    places.forEach(({ slot, place }, index) => {
      const { shape, name: weight } = weights[place].read() as tf.Variable;
      if (file.shape(averages[index]).join() !== shape.join())
        throw new Error('What its optimizer remembers does not fit the weights');
      const name = `${slot.list}/${place}`;
      tensors.push({ name, tensor: averageOf(optimizer, file.read(averages[index]), shape) });
      details[name] = { originalName: `${weight}/${slot.suffix}` };
    });
    restoreOptimizer(optimizer, stateOf(optimizer, { steps, tensors, averages: details }));
  } finally {
    tf.dispose(tensors.map(({ tensor }) => tensor));
  }
}

/**
 * Writes what the optimizer of a compiled network remembers, as the first optimizers of Keras 2 keep it, which each
 * Keras 2 has; nothing before the first step.
 *
 * @throws Error when it cannot be told which weight an average belongs to
 */
export function writeMemory(
  file: Hdf5Writer,
  optimizer: tf.Optimizer | undefined,
  layers: readonly TrainedLayer[],
): void {
  const layout = optimizer && layoutOf(optimizer);
  if (!layout || optimizer.iterations === 0) return;
  const group = 'optimizer_weights';
  const weights = trainedWeights(layers).map((weight) => weight.read() as tf.Variable);
  const averages = placesOf({ ...layout, by: 'kind' }, weights.length).map(({ slot, place }) => ({
    name: `${optimizer.getClassName()}/${slot.keras}/${place}:0`,
    tensor: averageIn(optimizer, slot, weights[place]),
  }));
  file.attribute(group, 'weight_names', ['iteration:0', ...averages.map(({ name }) => name)]);
  file.array(`${group}/iteration:0`, { integer: optimizer.iterations });
  const { learningRate } = optimizer as Optimizer;
  const factor = optimizer.getClassName() === 'Momentum' ? -(learningRate as number) : 1;
  for (const { name, tensor } of averages) file.array(`${group}/${name}`, rowsOf(tensor, factor));
}

interface Average {
  readonly originalName: string;
  readonly variable: tf.Variable;
  readonly owner?: tf.Variable;
}

/** The average of a weight, by whose it is or by its name. */
function averageIn(
  optimizer: tf.Optimizer,
  { list, suffix }: Slot,
  weight: tf.Variable,
): tf.Tensor {
  const averages = ((optimizer as Optimizer)[list] as Average[]).filter(Boolean);
  const found =
    averages.find(({ owner }) => owner === weight) ??
    averages.find(
      ({ owner, originalName }) => !owner && originalName === `${weight.name}/${suffix}`,
    );
  if (found) return found.variable;
  throw new Error(
    `The optimizer has not seen the weights ${weight.name} yet: train a step, or save without optimizerState`,
  );
}

/** Keras's momentum holds the step itself, that of TensorFlow.js the step without the learning rate. */
function averageOf(optimizer: tf.Optimizer, numbers: Float32Array, shape: number[]): tf.Tensor {
  const { learningRate } = optimizer as Optimizer;
  if (optimizer.getClassName() !== 'Momentum') return tf.tensor(numbers, shape);
  return tf.tidy(() => tf.tensor(numbers, shape).div(-(learningRate as number)));
}

function stateOf(
  optimizer: tf.Optimizer,
  {
    steps,
    tensors,
    averages,
  }: Pick<OptimizerState, 'tensors' | 'averages'> & { readonly steps: number },
): OptimizerState {
  const fresh = optimizerState(optimizer);
  const powers = fresh.tensors.map(({ name }) => {
    const { beta1, beta2 } = fresh.numbers;
    const values: Readonly<Record<string, number>> = {
      accBeta1: beta1 ** (steps + 1),
      accBeta2: beta2 ** (steps + 1),
      iteration: steps,
    };
    return { name, tensor: tf.scalar(values[name]) };
  });
  (tensors as NamedTensor[]).push(...powers);
  return { ...fresh, numbers: { ...fresh.numbers, iterations_: steps }, tensors, averages };
}
