import type * as TensorFlow from '@tensorflow/tfjs';

/** TensorFlow.js itself, passed in by whoever loads it. */
export type Tf = typeof TensorFlow;

/** What a layer's `call` gets. */
export type CallArguments = [
  inputs: TensorFlow.Tensor | TensorFlow.Tensor[],
  kwargs: { readonly training?: boolean },
];

/** What a layer's `call` gives. */
export type CallResult = TensorFlow.Tensor | TensorFlow.Tensor[];

/** Returns the prototype of all layers of a class. TensorFlow.js keeps it to read stored networks. */
export function layerPrototype(tf: Tf, className: string): object {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return classNameMap[className][0].prototype as object;
}

/** A method as a function, of the object and of what it is called with. */
type Method<This, Args extends unknown[], Result> = (self: This, ...args: Args) => Result;

/** Puts a function in place of a method. It gets the method too, to go on with. */
export function replaceMethod<This extends object, Args extends unknown[], Result>(
  prototype: object,
  name: string,
  replacement: (own: Method<This, Args, Result>, self: This, ...args: Args) => Result,
): void {
  const method = Reflect.get(prototype, name) as (...args: Args) => Result;
  const own: Method<This, Args, Result> = (self, ...args) => method.apply(self, args);
  Reflect.set(prototype, name, function (this: This, ...args: Args) {
    return replacement(own, this, ...args);
  });
}
