import type * as TensorFlow from '@tensorflow/tfjs';
import { weightsOf, type Average, type Gradients, type SteppingOptimizer } from './averages';
import type { Tf } from './tf';

interface RmsProp extends SteppingOptimizer {
  readonly learningRate: number;
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly accumulatedMeanSquares: Average[];
  readonly accumulatedMoments: Average[];
  readonly accumulatedMeanGrads: Average[];
  incrementIterations(): void;
}

/**
 * The steps of centered RMSProp as in Keras. TensorFlow.js takes epsilon away instead of adding it, and the root of what
 * is then negative makes weights NaN.
 */
export function mendRmsProp(tf: Tf): void {
  const prototype = tf.RMSPropOptimizer.prototype as unknown as RmsProp;
  const own = prototype.applyGradients;
  prototype.applyGradients = function (this: RmsProp, gradients: Gradients) {
    if (!this.centered) return own.call(this, gradients);
    const tensors = Array.isArray(gradients)
      ? gradients.map(({ tensor }) => tensor)
      : Object.values(gradients);
    tf.tidy(() =>
      weightsOf(tf, gradients).forEach((weights, place) => {
        const square = variableOf(tf, this.accumulatedMeanSquares, place, weights, 'rms');
        const moment = variableOf(tf, this.accumulatedMoments, place, weights, 'momentum');
        const mean = variableOf(tf, this.accumulatedMeanGrads, place, weights, 'mg');
        const gradient = tensors[place];
        if (gradient) takeStep(tf, this, { weights, gradient, square, moment, mean });
      }),
    );
    this.incrementIterations();
  };
}

function variableOf(
  tf: Tf,
  list: Average[],
  place: number,
  weights: TensorFlow.Variable,
  suffix: string,
): TensorFlow.Variable {
  list[place] ??= {
    originalName: `${weights.name}/${suffix}`,
    variable: tf.variable(tf.zerosLike(weights), false),
  };
  return list[place].variable;
}

type Step = Readonly<Record<'weights' | 'square' | 'moment' | 'mean', TensorFlow.Variable>> & {
  readonly gradient: TensorFlow.Tensor;
};

function takeStep(tf: Tf, optimizer: RmsProp, step: Step): void {
  const { learningRate, decay, momentum, epsilon } = optimizer;
  const { weights, gradient, square, moment, mean } = step;
  const follow = (average: TensorFlow.Variable, value: TensorFlow.Tensor) =>
    average.assign(tf.add(tf.mul(average, decay), tf.mul(value, 1 - decay)));
  follow(square, tf.square(gradient));
  follow(mean, gradient);
  // Rounding alone may make it negative
  const variance = tf.relu(tf.sub(square, tf.square(mean)));
  const change = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(variance, epsilon)));
  moment.assign(tf.add(tf.mul(moment, momentum), change));
  weights.assign(tf.sub(weights, moment));
}
