import { tf } from '../tensorflow';

interface ClassVectorOptions {
  readonly temperature?: number;
  /** Tells the layers of several sources apart. */
  readonly suffix: string;
}

/**
 * Returns the mean of all classes' vectors, weighted by the softmax of a picture's scores: `[null, lengthOfVector]`. A
 * class's vector is its weights in the layer that makes the scores, less the mean of all classes, and of length 1. The
 * vectors are the weights of a dense layer, `class_vectors`.
 *
 * Source: Norouzi et al., "Zero-Shot Learning by Convex Combination of Semantic Embeddings" (2014), with the network's
 * own weights in place of words.
 */
export function classVectors(
  scores: tf.SymbolicTensor,
  layer: tf.layers.Layer,
  { temperature = 1, suffix }: ClassVectorOptions,
): tf.SymbolicTensor {
  const dense = tf.layers.dense({
    name: `class_vectors${suffix}`,
    units: layer.weights[0].shape.slice(0, -1).reduce<number>((n, length) => n * Number(length), 1),
    useBias: false,
    kernelInitializer: 'zeros',
  });
  const result = [
    tf.layers.rescaling({ name: `temper${suffix}`, scale: 1 / temperature }),
    tf.layers.activation({ name: `shares${suffix}`, activation: 'softmax' }),
    dense,
  ].reduce((tensor, each) => each.apply(tensor) as tf.SymbolicTensor, scores);
  tf.tidy(() => dense.setWeights([vectorsOf(layer)]));
  return result;
}

/** One row a class: `[numClasses, lengthOfVector]`. */
function vectorsOf(layer: tf.layers.Layer): tf.Tensor2D {
  const [kernel] = layer.getWeights();
  const numClasses = kernel.shape.at(-1) as number;
  const rows = kernel.reshape<tf.Tensor2D>([-1, numClasses]).transpose<tf.Tensor2D>();
  const centered = rows.sub<tf.Tensor2D>(rows.mean(0, true));
  // A class whose weights are just the mean has no direction, and gets the vector 0
  return tf.divNoNan<tf.Tensor2D>(centered, centered.norm('euclidean', 1, true));
}
