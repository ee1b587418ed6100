import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from './ops';

export type CallArguments = [
  inputs: TensorFlow.Tensor | TensorFlow.Tensor[],
  kwargs: { readonly training?: boolean },
];

interface LayerClass<Layer> {
  readonly prototype: Layer & {
    call: (this: Layer, ...args: CallArguments) => TensorFlow.Tensor | TensorFlow.Tensor[];
  };
}

/** Returns the class of all layers of a name. TensorFlow.js keeps it to read stored networks. */
export function layerClass<Layer>(tf: Tf, className: string): LayerClass<Layer> {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return classNameMap[className][0];
}

/** Returns the tensor that a layer of one input was called with, or undefined for what such a layer refuses. */
export function onlyTensor(inputs: CallArguments[0]): TensorFlow.Tensor | undefined {
  if (!Array.isArray(inputs)) return inputs;
  return inputs.length === 1 ? inputs[0] : undefined;
}
