import type * as TensorFlow from '@tensorflow/tfjs';
import { replaceMethod, type Tf } from './tf';

interface NamedGradient {
  readonly name: string;
  readonly tensor: TensorFlow.Tensor | null;
}

export type Gradients = TensorFlow.NamedTensorMap | NamedGradient[];

/** An average of gradients that an optimizer keeps of a weight. */
export interface Average {
  readonly originalName: string;
  readonly variable: TensorFlow.Variable;
  /** The weight that it belongs to; not known of an average that was loaded, until the first step. */
  owner?: TensorFlow.Variable;
  /** How many steps of Adam it follows; those of the optimizer if it was loaded. */
  steps?: number;
}

export interface SteppingOptimizer {
  applyGradients(gradients: Gradients): void;
  /** Called before a step, also by one that replaces `applyGradients`. */
  arrangeAverages?(gradients: Gradients): void;
}

/**
 * Lets an optimizer go on when other weights are trained than before: after layers were frozen, or when two models share
 * it. TensorFlow.js finds the averages of a weight by its place among the weights, and would take those of another.
 */
export function keepAveragesApart(tf: Tf): void {
  const classes = [
    tf.MomentumOptimizer,
    tf.RMSPropOptimizer,
    tf.AdagradOptimizer,
    tf.AdadeltaOptimizer,
    tf.AdamOptimizer,
    tf.AdamaxOptimizer,
  ];
  for (const { prototype } of classes as unknown as { readonly prototype: SteppingOptimizer }[]) {
    prototype.arrangeAverages = function (gradients) {
      for (const list of averageLists(this)) arrange(list, weightsOf(tf, gradients));
    };
    replaceMethod<SteppingOptimizer, [Gradients], unknown>(
      prototype,
      'applyGradients',
      (own, optimizer, gradients) => {
        optimizer.arrangeAverages?.(gradients);
        own(optimizer, gradients);
        for (const list of averageLists(optimizer)) claim(list, weightsOf(tf, gradients));
      },
    );
  }
}

function weightsOf(tf: Tf, gradients: Gradients): TensorFlow.Variable[] {
  return named(gradients).map(({ name }) => tf.engine().registeredVariables[name]);
}

/** Calls `step` with each weight, its place among the weights, and its gradient, if there is one. */
export function forEachWeight(
  tf: Tf,
  gradients: Gradients,
  step: (weights: TensorFlow.Variable, place: number, gradient: TensorFlow.Tensor | null) => void,
): void {
  const tensors = named(gradients).map(({ tensor }) => tensor);
  weightsOf(tf, gradients).forEach((weights, place) => step(weights, place, tensors[place]));
}

function named(gradients: Gradients): readonly NamedGradient[] {
  return Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
}

/** Returns what a list keeps at a place, a new one of zeros if there is none yet. `name` ends in what kind it is. */
export function averageAt(
  tf: Tf,
  list: Average[],
  place: number,
  { weights, name }: { readonly weights: TensorFlow.Variable; readonly name: string },
): Average {
  list[place] ??= {
    originalName: `${weights.name}/${name}`,
    variable: tf.variable(tf.zerosLike(weights), false),
    steps: 0,
  };
  return list[place];
}

/** Each kind of average is a list of its own; an optimizer has no others. */
function averageLists(optimizer: object): Average[][] {
  return Object.values(optimizer).filter(
    (value) => Array.isArray(value) && value.length > 0,
  ) as Average[][];
}

/** Puts the average of each weight to its place, and those of weights that are not trained now behind them. */
function arrange(list: Average[], weights: readonly TensorFlow.Variable[]): void {
  if (weights.every((weight, place) => list[place]?.owner === weight)) return;
  const known = list.filter((average) => average !== undefined);
  if (known.some(({ owner }) => !owner)) adopt(known, weights);
  const found = weights.map((weight) => known.find(({ owner }) => owner === weight));
  const others = known.filter((average) => !found.includes(average) && !isForsaken(average));
  // A hole is filled by the optimizer, with zeros
  list.splice(0, list.length, ...(found as Average[]), ...others);
}

/** Frees the average of a weight that is no more. */
function isForsaken({ owner, variable }: Average): boolean {
  if (!owner?.isDisposed) return false;
  variable.dispose();
  return true;
}

/** Averages that were loaded say by their names whose they are, or else by their places. */
function adopt(list: Average[], weights: readonly TensorFlow.Variable[]): void {
  const byName = list.map(({ originalName }) =>
    weights.filter(({ name }) => plainName(name) === plainName(weightName(originalName))),
  );
  const owners = byName.every((found) => found.length === 1)
    ? byName.map(([weight]) => weight)
    : weights;
  const fits =
    owners.length === list.length &&
    list.every(({ variable }, place) => String(variable.shape) === String(owners[place].shape));
  if (!fits) adoptByName(list, weights, byName);
  else list.forEach((average, place) => (average.owner = owners[place]));
}

/** Where only some can be told, the others wait for a weight that never comes. */
function adoptByName(
  list: Average[],
  weights: readonly TensorFlow.Variable[],
  byName: readonly TensorFlow.Variable[][],
): void {
  const isTold = weights.every(
    (weight) => byName.filter((found) => found.length === 1 && found[0] === weight).length === 1,
  );
  if (!isTold)
    throw new Error(
      `The optimizer was loaded with averages of ${list.length} weights, which cannot be told apart for the ${weights.length} weights that are trained now: compile the model with a new optimizer, such as 'adam', or train all layers first`,
    );
  list.forEach((average, place) => {
    average.owner ??= byName[place][0] ?? average.variable;
  });
}

/** The optimizer's name of an average ends in what kind it is: `conv1/kernel/m`. */
function weightName(averageName: string): string {
  return averageName.slice(0, averageName.lastIndexOf('/'));
}

/** TensorFlow.js numbers the names of a network that is loaded twice. */
function plainName(name: string): string {
  return name.replace(/_\d+$/, '');
}

function claim(list: Average[], weights: readonly TensorFlow.Variable[]): void {
  weights.forEach((weight, place) => {
    if (list[place]) list[place].owner ??= weight;
  });
}
