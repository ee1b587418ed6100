import { checkWhole } from '../check';
import { tf } from '../network/tensorflow';
import { findLayer, type LayerChoice } from '../network/layers';

/** What is known of a graph's tensors for certain pictures: those of the inputs at least. */
export type KnownTensors = ReadonlyMap<tf.SymbolicTensor, tf.Tensor>;

/**
 * Returns what a network makes at one place of its graph, computed layer by layer from the tensors that are known.
 * Whatever lies before a known tensor is left out, so the same call runs a part of a network: with the output of a layer
 * among the known tensors, the network goes on from there, and `tf.grad` can ask how the result depends on it. Branches
 * that do not pass through that layer are computed from the input. Dropout drops nothing.
 *
 * The tensors on the way are not disposed: call it within `tf.tidy`.
 */
export function runGraph(wanted: tf.SymbolicTensor, known: KnownTensors): tf.Tensor {
  const found = new Map(known);
  const find = (symbol: tf.SymbolicTensor): tf.Tensor => {
    const value = found.get(symbol) ?? applyLayer(symbol, symbol.inputs.map(find));
    found.set(symbol, value);
    return value;
  };
  return find(wanted);
}

function applyLayer(
  { sourceLayer, outputTensorIndex = 0 }: tf.SymbolicTensor,
  inputs: tf.Tensor[],
): tf.Tensor {
  const outputs = sourceLayer.apply(inputs.length === 1 ? inputs[0] : inputs, {
    training: false,
  }) as tf.Tensor | tf.Tensor[];
  return Array.isArray(outputs) ? outputs[outputTensorIndex] : outputs;
}

/**
 * Returns the place in the graph where a layer's output is.
 *
 * @throws TypeError when the layer makes several outputs
 * @throws RangeError when there is no such layer
 */
export function outputOf(model: tf.LayersModel, choice: LayerChoice): tf.SymbolicTensor {
  const { name, output } = findLayer(model, choice);
  if (!Array.isArray(output)) return output;
  throw new TypeError(
    `Layer '${name}' makes ${output.length} outputs; choose a layer that makes one`,
  );
}

/**
 * Returns the place in the graph where a layer's maps are: `[null, height, width, filters]`.
 *
 * @throws TypeError when the layer makes no maps (a dense layer)
 * @throws RangeError when there is no such layer
 */
export function mapsOf(model: tf.LayersModel, choice: LayerChoice): tf.SymbolicTensor {
  const output = outputOf(model, choice);
  if (output.rank === 4) return output;
  const shape = output.shape.slice(1).join(' x ');
  throw new TypeError(
    `Layer '${findLayer(model, choice).name}' makes ${shape} numbers of a picture, not maps; choose a convolution, ReLU or pooling layer`,
  );
}

/** Throws a RangeError unless the layer has a filter (or a dense layer a unit) of that number. */
export function checkFilter(filter: number, output: tf.SymbolicTensor): void {
  const numFilters = output.shape.at(-1) as number;
  checkWhole('filter', filter, { min: 0, max: numFilters - 1 });
}

/** Returns what `run` returns, which holds no tensors, and frees all tensors that it made. */
export function tidyNumbers<Result>(run: () => Result): Result {
  const results: Result[] = [];
  tf.tidy(() => {
    results.push(run());
  });
  return results[0];
}
