import type * as TensorFlow from '@tensorflow/tfjs';
import {
  averageAt,
  forEachWeight,
  type Average,
  type Gradients,
  type SteppingOptimizer,
} from './averages';
import { replaceMethod, type Tf } from './tf';

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
  replaceMethod<RmsProp, [Gradients], unknown>(
    tf.RMSPropOptimizer.prototype,
    'applyGradients',
    (own, optimizer, gradients) => {
      if (optimizer.centered) takeSteps(tf, optimizer, gradients);
      else own(optimizer, gradients);
    },
  );
}

function takeSteps(tf: Tf, optimizer: RmsProp, gradients: Gradients): void {
  const { accumulatedMeanSquares, accumulatedMoments, accumulatedMeanGrads } = optimizer;
  tf.tidy(() => {
    forEachWeight(tf, gradients, (weights, place, gradient) => {
      const at = (list: Average[], name: string) =>
        averageAt(tf, list, place, { weights, name }).variable;
      const square = at(accumulatedMeanSquares, 'rms');
      const moment = at(accumulatedMoments, 'momentum');
      const mean = at(accumulatedMeanGrads, 'mg');
      if (gradient) takeStep(tf, optimizer, { weights, gradient, square, moment, mean });
    });
  });
  optimizer.incrementIterations();
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
