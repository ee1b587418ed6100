import type * as TensorFlow from '@tensorflow/tfjs';

/** TensorFlow.js itself, passed in by whoever loads it. */
export type Tf = typeof TensorFlow;

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
  return classNameMap[className][0] as unknown as LayerClass<Layer>;
}
