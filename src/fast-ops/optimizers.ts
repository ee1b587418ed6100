import type * as TensorFlow from '@tensorflow/tfjs';
import { areFloats, runOp, type Tf } from './ops';
import { isOn } from './switches';

interface NamedGradient {
  readonly name: string;
  readonly tensor: TensorFlow.Tensor | null;
}

type Gradients = TensorFlow.NamedTensorMap | NamedGradient[];

/** An average of gradients that an optimizer keeps of a weight. */
interface Average {
  readonly originalName: string;
  readonly variable: TensorFlow.Variable;
  /** The weight that it belongs to, where that is known. */
  owner?: TensorFlow.Variable;
  /** How many steps it follows; those of the optimizer if it was loaded. */
  steps?: number;
}

/** Where an optimizer keeps one kind of average, a variable for each weight; `suffix` ends their names. */
interface AverageList {
  readonly list: Average[];
  readonly suffix: string;
}

type Rule = readonly [number, number, number, number];

/** How the optimizers of a class are computed by one op a weight. */
interface FastOptimizer<Optimizer> {
  readonly op: string;
  /** The four numbers that the op's step follows for a weight whose averages follow some steps. */
  readonly rule: (optimizer: Optimizer, steps: number) => Rule;
  /** In the op's order. They stay where TensorFlow.js has them, so that saving, loading and disposing find them. */
  readonly averages: (optimizer: Optimizer) => readonly AverageList[];
  /** False for a variant that the op does not know. */
  readonly knows?: (optimizer: Optimizer) => boolean;
  /** What else changes with a step. */
  readonly advance?: (optimizer: Optimizer) => void;
}

interface GradientDescent {
  readonly learningRate: number;
}

interface Momentum extends GradientDescent {
  readonly momentum: number;
  readonly useNesterov: boolean;
  readonly accumulations: Average[];
}

interface RmsProp extends GradientDescent {
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly accumulatedMoments: Average[];
  readonly accumulatedMeanSquares: Average[];
}

interface Adam extends GradientDescent {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly accBeta1: TensorFlow.Variable;
  readonly accBeta2: TensorFlow.Variable;
  readonly accumulatedFirstMoment: Average[];
  readonly accumulatedSecondMoment: Average[];
}

/** Steps of gradient descent, momentum, RMSProp and Adam as one op a weight, in place of some twenty. */
export function installOptimizers(tf: Tf): void {
  speedUp<GradientDescent>(tf, tf.SGDOptimizer, {
    op: 'CreaturesGradientDescent',
    rule: ({ learningRate }) => [learningRate, 0, 0, 0],
    averages: () => [],
  });
  speedUp<Momentum>(tf, tf.MomentumOptimizer, {
    op: 'CreaturesMomentum',
    rule: ({ learningRate, momentum, useNesterov }) => [
      learningRate,
      momentum,
      useNesterov ? 1 : 0,
      0,
    ],
    averages: ({ accumulations }) => [{ list: accumulations, suffix: 'momentum' }],
  });
  speedUp<RmsProp>(tf, tf.RMSPropOptimizer, {
    op: 'CreaturesRmsProp',
    rule: ({ learningRate, decay, momentum, epsilon }) => [learningRate, decay, momentum, epsilon],
    averages: ({ accumulatedMoments, accumulatedMeanSquares }) => [
      { list: accumulatedMoments, suffix: 'momentum' },
      { list: accumulatedMeanSquares, suffix: 'rms' },
    ],
    knows: ({ centered }) => !centered,
  });
  speedUp<Adam>(tf, tf.AdamOptimizer, {
    op: 'CreaturesAdam',
    rule: adamRule,
    averages: ({ accumulatedFirstMoment, accumulatedSecondMoment }) => [
      { list: accumulatedFirstMoment, suffix: 'm' },
      { list: accumulatedSecondMoment, suffix: 'v' },
    ],
    advance: ({ accBeta1, accBeta2, beta1, beta2 }) => {
      accBeta1.assign(tf.mul(accBeta1, beta1));
      accBeta2.assign(tf.mul(accBeta2, beta2));
    },
  });
}

/**
 * The bias corrections go into the step's size, as Keras has it, and are rounded to 32 bits where Keras rounds them.
 * TensorFlow.js corrects each average instead; the two differ only by what epsilon is added to.
 */
function adamRule({ learningRate, beta1, beta2, epsilon }: Adam, steps: number): Rule {
  const [correction1, correction2] = [beta1, beta2].map(
    (beta) => 1 - Math.fround(Math.fround(beta) ** (steps + 1)),
  );
  return [(learningRate * Math.sqrt(correction2)) / correction1, 1 - beta1, 1 - beta2, epsilon];
}

interface Stepping {
  /** How many steps were taken. */
  readonly iterations: number;
  applyGradients(gradients: Gradients): void;
  incrementIterations(): void;
  /** Puts the average of each weight to its place, if other weights are trained than before. */
  arrangeAverages?(gradients: Gradients): void;
}

/** `applyGradients` is protected in some of the types, so the class is taken for what it is at run time. */
function speedUp<Optimizer>(
  tf: Tf,
  optimizerClass: { readonly prototype: unknown },
  fast: FastOptimizer<Optimizer>,
): void {
  const prototype = optimizerClass.prototype as Optimizer & Stepping;
  const own = prototype.applyGradients;
  prototype.applyGradients = function (this: Optimizer & Stepping, gradients: Gradients) {
    this.arrangeAverages?.(gradients);
    const isKnown = fast.knows?.(this) !== false && areKnown(tf, fast.averages(this), gradients);
    if (!isOn(tf, 'OPTIMIZER') || !isKnown) {
      own.call(this, gradients);
      return;
    }
    tf.tidy(() => applyGradients(tf, fast, this, gradients));
    this.incrementIterations();
  };
}

/** True if the op can take a step for each weight. Asked before the first one changes. */
function areKnown(tf: Tf, averages: readonly AverageList[], gradients: Gradients): boolean {
  return named(gradients).every(({ name, tensor }, index) => {
    const weights = tf.engine().registeredVariables[name];
    const arrays = [tensor, ...averages.map(({ list }) => list[index]?.variable)];
    return (
      weights?.dtype === 'float32' &&
      arrays.every(
        (array) => !array || (areFloats(array) && tf.util.arraysEqual(array.shape, weights.shape)),
      )
    );
  });
}

function applyGradients<Optimizer>(
  tf: Tf,
  fast: FastOptimizer<Optimizer>,
  optimizer: Optimizer & Stepping,
  gradients: Gradients,
): void {
  const rules = new Map<number, TensorFlow.Tensor>();
  const lists = fast.averages(optimizer);
  for (const [index, { name, tensor }] of named(gradients).entries()) {
    const weights = tf.engine().registeredVariables[name];
    const averages = lists.map((list) => averageOf(tf, list, index, weights));
    if (!tensor) continue;
    const steps = averages[0]?.steps ?? optimizer.iterations;
    const rule = rules.get(steps) ?? tf.tensor1d([...fast.rule(optimizer, steps)]);
    rules.set(steps, rule);
    const changing = [weights, ...averages.map(({ variable }) => variable)];
    const changed = runOp(tf, fast.op, {
      inputs: [rule, weights, tensor, ...changing.slice(1)],
      numOutputs: changing.length,
    });
    changing.forEach((variable, place) => variable.assign(changed[place]));
    for (const average of averages) average.steps = steps + 1;
  }
  fast.advance?.(optimizer);
}

function named(gradients: Gradients): readonly NamedGradient[] {
  return Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
}

function averageOf(
  tf: Tf,
  { list, suffix }: AverageList,
  index: number,
  weights: TensorFlow.Variable,
): Average {
  list[index] ??= {
    originalName: `${weights.name}/${suffix}`,
    variable: tf.variable(tf.zerosLike(weights), false),
    owner: weights,
    steps: 0,
  };
  return list[index];
}
