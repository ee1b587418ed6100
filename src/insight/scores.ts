import { tf } from '../network/tensorflow';
import { runGraph, type KnownTensors } from './runGraph';

/**
 * Returns the scores of the classes before softmax: float32 `[numImages, numClasses]`, any numbers. Softmax may be a
 * layer of its own or the activation of the last dense layer. A network without softmax gives its output.
 *
 * Softmax makes probabilities of the scores that sum to 1, so a probability also rises when the other classes fall, and
 * hardly moves once it is near 1. What speaks for one class is read from its score.
 *
 * The tensors on the way are not disposed: call it within `tf.tidy`.
 *
 * @throws TypeError when the softmax is within a layer that is not dense or in a nested network, or the output is no row
 * of classes
 */
export function runScores(model: tf.LayersModel, known: KnownTensors): tf.Tensor2D {
  const [output] = model.outputs;
  if (output.rank !== 2)
    throw new TypeError(
      `The network must give one score for each class, but its output has the shape [${output.shape.slice(1).join(', ')}]`,
    );
  if (!endsInSoftmax(output)) return runGraph(output, known) as tf.Tensor2D;
  const input = runGraph(output.inputs[0], known) as tf.Tensor2D;
  return output.sourceLayer.getClassName() === 'Dense'
    ? applyDense(output.sourceLayer, input)
    : input;
}

/** Whether the layer turns scores into probabilities. Throws a TypeError where it does so within. */
export function endsInSoftmax({ sourceLayer }: tf.SymbolicTensor): boolean {
  const className = sourceLayer.getClassName();
  if (className === 'Softmax') return true;
  if (sourceLayer instanceof tf.LayersModel) {
    throw new TypeError(
      `The network ends in a network of its own ('${sourceLayer.name}'), so its scores cannot be read; build it of single layers`,
    );
  }
  if (sourceLayer.getConfig().activation !== 'softmax') return false;
  if (className === 'Activation' || className === 'Dense') return true;
  throw new TypeError(
    `Layer '${sourceLayer.name}' (${className}) has its softmax within, so the scores before it cannot be read; give the softmax a layer of its own`,
  );
}

/** A dense layer without its activation. */
function applyDense(layer: tf.layers.Layer, input: tf.Tensor2D): tf.Tensor2D {
  const [kernel, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor1D?];
  const products = tf.matMul<tf.Tensor2D>(input, kernel);
  return bias ? products.add(bias) : products;
}
