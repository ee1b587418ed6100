import { seededRandom } from '../../src/data/random';
import type { tf as TensorFlow } from '../../src/network/tensorflow';

type Tf = typeof TensorFlow;
type Tensor = TensorFlow.Tensor;

interface Operation {
  /** Shapes of what the gradient is taken for. */
  readonly shapes: readonly (readonly number[])[];
  readonly compute: (tf: Tf, inputs: readonly Tensor[]) => Tensor;
}

/** The height is odd, so that the windows of pooling reach over an edge. */
const IMAGES = [2, 7, 6, 2] as const;
const FILTER = [3, 3, 2, 4] as const;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'convolution, same': convolution('same', 1),
  'convolution, valid': convolution('valid', 1),
  'convolution, same, stride 2': convolution('same', 2),
  'convolution, valid, stride 2': convolution('valid', 2),
  'max pooling': pooling('maxPool', 'valid'),
  'max pooling, same': pooling('maxPool', 'same'),
  'average pooling': pooling('avgPool', 'valid'),
  'average pooling, same': pooling('avgPool', 'same'),
  dense: {
    shapes: [[5, 8], [8, 3], [3]],
    compute: (tf, [x, weights, bias]) => tf.matMul(x, weights).add(bias),
  },
  'batch normalization': {
    shapes: [IMAGES, [2], [2]],
    compute: (tf, [x, offset, scale]) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return tf.batchNorm(x, mean, variance, offset, scale, 1e-3);
    },
  },
  relu: { shapes: [IMAGES], compute: (_tf, [x]) => x.relu() },
  'softmax and cross-entropy': {
    shapes: [[4, 3]],
    compute: (tf, [logits]) => tf.losses.softmaxCrossEntropy(tf.oneHot([0, 2, 1, 1], 3), logits),
  },
};

function convolution(padding: 'same' | 'valid', strides: number): Operation {
  return {
    shapes: [IMAGES, FILTER],
    compute: (tf, [x, filter]) =>
      tf.conv2d(x as TensorFlow.Tensor4D, filter as TensorFlow.Tensor4D, strides, padding),
  };
}

function pooling(kind: 'maxPool' | 'avgPool', padding: 'same' | 'valid'): Operation {
  return {
    shapes: [IMAGES],
    compute: (tf, [x]) => tf[kind](x as TensorFlow.Tensor4D, 2, 2, padding),
  };
}

/** Returns, for each operation, its result and the gradients of a weighted sum of that, all in one list of numbers. */
export function computeGradients(tf: Tf): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]) => [name, numbersOf(tf, operation)]),
  );
}

function numbersOf(tf: Tf, { shapes, compute }: Operation): number[] {
  const random = seededRandom(1);
  const draw = (shape: readonly number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return tf.tensor(
      Float32Array.from({ length: size }, () => 2 * random() - 1),
      [...shape],
    );
  };
  const tensors = tf.tidy(() => {
    const inputs = shapes.map(draw);
    const result = compute(tf, inputs);
    const slope = draw(result.shape);
    const gradients = tf.grads((...xs: Tensor[]) => compute(tf, xs).mul(slope).sum())(inputs);
    return [result, ...gradients];
  });
  const numbers = tensors.flatMap((tensor) => [...tensor.dataSync()]);
  tf.dispose(tensors);
  return numbers;
}
