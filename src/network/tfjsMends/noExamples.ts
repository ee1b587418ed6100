import type * as TensorFlow from '@tensorflow/tfjs';
import { replaceMethod, type Tf } from './tf';

type Tensors = TensorFlow.Tensor | TensorFlow.Tensor[];

type TrainFunction = (data: TensorFlow.Tensor[]) => TensorFlow.Scalar[];

/**
 * Lets `predict` give an output of no rows for an input of no rows, and lets training and evaluation say that there is
 * nothing to learn from: one step on nothing would make every weight NaN.
 */
export function acceptNoExamples(tf: Tf): void {
  const { prototype } = tf.LayersModel;
  replaceMethod<object, [Tensors, ...unknown[]], Tensors>(
    prototype,
    'predictLoop',
    (own, model, inputs, ...rest) => {
      const areNone = [inputs].flat().every(({ shape }) => shape[0] === 0);
      return areNone
        ? predictNone(tf, inputs, (single) => own(model, single, ...rest))
        : own(model, inputs, ...rest);
    },
  );
  replaceMethod<object, [unknown, TensorFlow.Tensor[], ...unknown[]], unknown>(
    prototype,
    'testLoop',
    (own, model, ...args) => {
      requireExamples('evaluate()', args[1]);
      return own(model, ...args);
    },
  );
  replaceMethod<object, [unknown, TensorFlow.Tensor[], ...unknown[]], Promise<unknown>>(
    prototype,
    'fitLoop',
    async (own, model, ...args) => {
      requireExamples('fit()', args[1]);
      return own(model, ...args);
    },
  );
  replaceMethod<object, [], TrainFunction>(prototype, 'makeTrainFunction', (own, model) => {
    const train = own(model);
    return (data) => {
      requireExamples('A training step', data);
      return train(data);
    };
  });
}

/** Predicts one picture of zeros to learn the shapes. */
function predictNone(tf: Tf, inputs: Tensors, predict: (inputs: Tensors) => Tensors): Tensors {
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
