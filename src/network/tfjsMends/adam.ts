import type * as TensorFlow from '@tensorflow/tfjs';
import { weightsOf, type Average, type Gradients, type SteppingOptimizer } from './averages';
import type { Tf } from './tf';

interface AdamAverage extends Average {
  /** How many steps it follows; those of the optimizer if it was loaded. */
  steps?: number;
}

interface Adam extends SteppingOptimizer {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** How many steps were taken. */
  readonly iterations: number;
  readonly accBeta1: TensorFlow.Variable;
  readonly accBeta2: TensorFlow.Variable;
  readonly accumulatedFirstMoment: AdamAverage[];
  readonly accumulatedSecondMoment: AdamAverage[];
  incrementIterations(): void;
}

/**
 * Adam's steps as Keras takes them (the end of section 2 of Kingma and Ba, arXiv 1412.6980). TensorFlow.js adds epsilon
 * elsewhere, which weights with small gradients feel, and corrects the averages of a weight that joins later as if it had been there.
 */
export function mendAdam(tf: Tf): void {
  const prototype = tf.AdamOptimizer.prototype as unknown as Adam;
  prototype.applyGradients = function (this: Adam, gradients: Gradients) {
    tf.tidy(() => {
      const tensors = Array.isArray(gradients)
        ? gradients.map(({ tensor }) => tensor)
        : Object.values(gradients);
      weightsOf(tf, gradients).forEach((weights, place) => {
        const first = averageOf(tf, this.accumulatedFirstMoment, place, weights, 'm');
        const second = averageOf(tf, this.accumulatedSecondMoment, place, weights, 'v');
        const gradient = tensors[place];
        if (gradient) takeStep(tf, this, { weights, gradient, first, second });
      });
      this.accBeta1.assign(tf.mul(this.accBeta1, this.beta1));
      this.accBeta2.assign(tf.mul(this.accBeta2, this.beta2));
    });
    this.incrementIterations();
  };
}

function averageOf(
  tf: Tf,
  list: AdamAverage[],
  place: number,
  weights: TensorFlow.Variable,
  suffix: string,
): AdamAverage {
  list[place] ??= {
    originalName: `${weights.name}/${suffix}`,
    variable: tf.variable(tf.zerosLike(weights), false),
    steps: 0,
  };
  return list[place];
}

interface Step {
  readonly weights: TensorFlow.Variable;
  readonly gradient: TensorFlow.Tensor;
  readonly first: AdamAverage;
  readonly second: AdamAverage;
}

function takeStep(tf: Tf, adam: Adam, { weights, gradient, first, second }: Step): void {
  const { learningRate, beta1, beta2, epsilon, iterations } = adam;
  const { steps = iterations } = first;
  const [correction1, correction2] = [beta1, beta2].map(
    (beta) => 1 - Math.fround(Math.fround(beta) ** (steps + 1)),
  );
  first.steps = steps + 1;
  const size = (learningRate * Math.sqrt(correction2)) / correction1;
  const mean = follow(tf, first.variable, gradient, 1 - beta1);
  const square = follow(tf, second.variable, tf.square(gradient), 1 - beta2);
  weights.assign(tf.sub(weights, tf.div(tf.mul(mean, size), tf.add(tf.sqrt(square), epsilon))));
}

/** Moves an average by a share of the way to a value. */
function follow(
  tf: Tf,
  average: TensorFlow.Variable,
  value: TensorFlow.Tensor,
  share: number,
): TensorFlow.Variable {
  average.assign(tf.add(average, tf.mul(tf.sub(value, average), share)));
  return average;
}
