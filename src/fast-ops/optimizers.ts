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
}

/** Where an optimizer keeps one kind of average, a variable for each weight; `suffix` ends their names. */
interface AverageList {
  readonly list: Average[];
  readonly suffix: string;
}

/** How the optimizers of a class are computed by one op a weight. */
interface FastOptimizer<Optimizer> {
  readonly op: string;
  /** The four numbers that the op's step follows. */
  readonly rule: (optimizer: Optimizer) => readonly [number, number, number, number];
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
  /** How many steps were taken. */
  readonly iterations: number;
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
function adamRule({
  learningRate,
  beta1,
  beta2,
  epsilon,
  iterations,
}: Adam): [number, number, number, number] {
  const [correction1, correction2] = [beta1, beta2].map(
    (beta) => 1 - Math.fround(Math.fround(beta) ** (iterations + 1)),
  );
  return [(learningRate * Math.sqrt(correction2)) / correction1, 1 - beta1, 1 - beta2, epsilon];
}

/** `applyGradients` is protected in some of the types, so the class is taken for what it is at run time. */
function speedUp<Optimizer>(
  tf: Tf,
  optimizerClass: { readonly prototype: unknown },
  fast: FastOptimizer<Optimizer>,
): void {
  type Instance = Optimizer & {
    applyGradients(gradients: Gradients): void;
    incrementIterations(): void;
  };
  const prototype = optimizerClass.prototype as Instance;
  const own = prototype.applyGradients;
  prototype.applyGradients = function (this: Instance, gradients: Gradients) {
    const isKnown = fast.knows?.(this) !== false && areKnown(tf, fast.averages(this), gradients);
    if (!isOn(tf, 'OPTIMIZER') || !isKnown) return own.call(this, gradients);
    tf.tidy(() => applyGradients(tf, { fast, optimizer: this as Optimizer, gradients }));
    this.incrementIterations();
  };
}

interface Application<Optimizer> {
  readonly fast: FastOptimizer<Optimizer>;
  readonly optimizer: Optimizer;
  readonly gradients: Gradients;
}

function applyGradients<Optimizer>(
  tf: Tf,
  { fast, optimizer, gradients }: Application<Optimizer>,
): void {
  const rule = tf.tensor1d([...fast.rule(optimizer)]);
  const averages = fast.averages(optimizer);
  for (const [index, { name, tensor }] of named(gradients).entries()) {
    const weights = tf.engine().registeredVariables[name];
    const variables = averages.map((list) => averageOf(tf, { list, index, weights }));
    if (!tensor) continue;
    const changing = [weights, ...variables];
    const changed = runOp(tf, fast.op, {
      inputs: [rule, weights, tensor, ...variables],
      numOutputs: changing.length,
    });
    changing.forEach((variable, place) => variable.assign(changed[place]));
  }
  fast.advance?.(optimizer);
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

function named(gradients: Gradients): readonly NamedGradient[] {
  return Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
}

function averageOf(
  tf: Tf,
  {
    list: { list, suffix },
    index,
    weights,
  }: { readonly list: AverageList; readonly index: number; readonly weights: TensorFlow.Variable },
): TensorFlow.Variable {
  list[index] ??= {
    originalName: `${weights.name}/${suffix}`,
    variable: tf.variable(tf.zerosLike(weights), false),
  };
  return list[index].variable;
}
