import type * as TensorFlow from '@tensorflow/tfjs';
import {
  averageAt,
  forEachWeight,
  type Average,
  type Gradients,
  type SteppingOptimizer,
} from './averages';
import { replaceMethod, type Tf } from './tf';

interface Adam extends SteppingOptimizer {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** How many steps were taken. */
  readonly iterations: number;
  readonly accBeta1: TensorFlow.Variable;
  readonly accBeta2: TensorFlow.Variable;
  readonly accumulatedFirstMoment: Average[];
  readonly accumulatedSecondMoment: Average[];
  incrementIterations(): void;
}

/**
 * Adam's steps as Keras takes them (the end of section 2 of Kingma and Ba, arXiv 1412.6980). TensorFlow.js adds epsilon
 * elsewhere, which weights with small gradients feel, and corrects the averages of a weight that joins later as if it had been there.
 */
export function mendAdam(tf: Tf): void {
  replaceMethod<Adam, [Gradients], unknown>(
    tf.AdamOptimizer.prototype,
    'applyGradients',
    (_own, adam, gradients) => {
      tf.tidy(() => {
        forEachWeight(tf, gradients, (weights, place, gradient) => {
          const first = averageAt(tf, adam.accumulatedFirstMoment, place, { weights, name: 'm' });
          const second = averageAt(tf, adam.accumulatedSecondMoment, place, { weights, name: 'v' });
          if (gradient) takeStep(tf, adam, { weights, gradient, first, second });
        });
        adam.accBeta1.assign(tf.mul(adam.accBeta1, adam.beta1));
        adam.accBeta2.assign(tf.mul(adam.accBeta2, adam.beta2));
      });
      adam.incrementIterations();
    },
  );
}

interface Step {
  readonly weights: TensorFlow.Variable;
  readonly gradient: TensorFlow.Tensor;
  readonly first: Average;
  readonly second: Average;
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
