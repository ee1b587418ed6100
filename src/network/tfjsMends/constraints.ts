import type * as TensorFlow from '@tensorflow/tfjs';
import { replaceMethod, type Tf } from './tf';

interface Constraint {
  apply(weights: TensorFlow.Tensor): TensorFlow.Tensor;
}

type ConstrainedWeight = TensorFlow.LayerVariable & { readonly constraint: Constraint | null };

/**
 * Applies the constraint of a weight (`kernelConstraint`, `biasConstraint`, `gammaConstraint` ...) to each value that it
 * gets, so after each step of an optimizer too, as Keras does. TensorFlow.js applies it to what `setWeights` gives alone.
 */
export function applyConstraints(tf: Tf): void {
  replaceMethod<object, unknown[], ConstrainedWeight>(
    tf.layers.Layer.prototype,
    'addWeight',
    (own, layer, ...args) => {
      const weight = own(layer, ...args);
      if (weight.constraint) constrain(tf, weight.read() as TensorFlow.Variable, weight.constraint);
      return weight;
    },
  );
}

function constrain(tf: Tf, variable: TensorFlow.Variable, constraint: Constraint): void {
  const assign = variable.assign.bind(variable);
  variable.assign = (value) => {
    const constrained = tf.tidy(() => constraint.apply(value));
    assign(constrained);
    if (constrained.id !== value.id) constrained.dispose();
  };
}
