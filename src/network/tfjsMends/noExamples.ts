import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from './tf';

interface ModelPrototype {
  predictLoop(
    inputs: TensorFlow.Tensor | TensorFlow.Tensor[],
    ...rest: unknown[]
  ): TensorFlow.Tensor | TensorFlow.Tensor[];
  testLoop(f: unknown, inputs: TensorFlow.Tensor[], ...rest: unknown[]): unknown;
  fitLoop(f: unknown, inputs: TensorFlow.Tensor[], ...rest: unknown[]): Promise<unknown>;
  makeTrainFunction(): (data: TensorFlow.Tensor[]) => TensorFlow.Scalar[];
}

/**
 * Lets `predict` give an output of no rows for an input of no rows, and lets training and evaluation say that there is
 * nothing to learn from: one step on nothing would make every weight NaN.
 */
export function acceptNoExamples(tf: Tf): void {
  const prototype = tf.LayersModel.prototype as unknown as ModelPrototype;
  const { predictLoop, testLoop, fitLoop, makeTrainFunction } = prototype;
  prototype.predictLoop = function (inputs, ...rest) {
    const areNone = [inputs].flat().every(({ shape }) => shape[0] === 0);
    return areNone
      ? predictNone(tf, inputs, (single) => predictLoop.call(this, single, ...rest))
      : predictLoop.call(this, inputs, ...rest);
  };
  prototype.testLoop = function (f, inputs, ...rest) {
    requireExamples('evaluate()', inputs);
    return testLoop.call(this, f, inputs, ...rest);
  };
  prototype.fitLoop = async function (f, inputs, ...rest) {
    requireExamples('fit()', inputs);
    return fitLoop.call(this, f, inputs, ...rest);
  };
  prototype.makeTrainFunction = function () {
    const train = makeTrainFunction.call(this);
    return (data) => {
      requireExamples('A training step', data);
      return train(data);
    };
  };
}

/** Predicts one picture of zeros to learn the shapes. */
function predictNone(
  tf: Tf,
  inputs: TensorFlow.Tensor | TensorFlow.Tensor[],
  predict: (
    inputs: TensorFlow.Tensor | TensorFlow.Tensor[],
  ) => TensorFlow.Tensor | TensorFlow.Tensor[],
): TensorFlow.Tensor | TensorFlow.Tensor[] {
  const single = ({ shape, dtype }: TensorFlow.Tensor) => tf.zeros([1, ...shape.slice(1)], dtype);
  const none = ({ shape, dtype }: TensorFlow.Tensor) =>
    tf.tensor([], [0, ...shape.slice(1)], dtype);
  return tf.tidy(() => {
    const outputs = predict(Array.isArray(inputs) ? inputs.map(single) : single(inputs));
    return Array.isArray(outputs) ? outputs.map(none) : none(outputs);
  });
}

function requireExamples(what: string, tensors: readonly TensorFlow.Tensor[]): void {
  const [first] = tensors;
  if (first.shape[0] === 0)
    throw new RangeError(
      `${what} needs at least one example, but got none: the shape of the inputs is [${first.shape.join(', ')}]`,
    );
}
