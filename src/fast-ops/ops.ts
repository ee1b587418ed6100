import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type * as TensorFlow from '@tensorflow/tfjs';

/** TensorFlow.js itself. It is passed in, so that whoever loads it decides which one is made faster. */
export type Tf = typeof TensorFlow;

type OpAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly type: TensorFlow.DataType };

/** What an op is told besides its tensors. TensorFlow wants to know of each value what kind it is. */
export type OpAttributes = Readonly<Record<string, OpAttribute>>;

export interface OpCall {
  readonly inputs: readonly TensorFlow.TensorInfo[];
  readonly attributes?: OpAttributes;
}

/** Runs an op of TensorFlow's native library and returns its outputs, which you dispose. Throws what TensorFlow says of a misuse. */
export function runOp(
  tf: Tf,
  name: string,
  { inputs, attributes = {}, numOutputs = 1 }: OpCall & { readonly numOutputs?: number },
): TensorFlow.Tensor[] {
  const backend = tf.backend() as NodeJSKernelBackend;
  const opAttributes = Object.entries(attributes).map(([key, attribute]) => ({
    name: key,
    ...tagged(backend, attribute),
  }));
  return backend.executeMultipleOutputs(name, opAttributes, [...inputs], numOutputs);
}

/** Runs an op with one output and returns that. */
export function runSingleOp(tf: Tf, name: string, call: OpCall): TensorFlow.Tensor {
  return runOp(tf, name, call)[0];
}

/** What the fast ops begin a refusal with, see `Refusal` in kernel.h. */
const LEFT_TO_TENSORFLOW = 'Left to TensorFlow';

/**
 * Runs a fast op with one output, or returns undefined if the op leaves the call to TensorFlow's own: what it does not
 * know, and results that are not finite, which it does not spread over the pixels as TensorFlow does.
 */
export function tryOp(tf: Tf, name: string, call: OpCall): TensorFlow.Tensor | undefined {
  try {
    return runSingleOp(tf, name, call);
  } catch (error) {
    if ((error as Error).message.includes(LEFT_TO_TENSORFLOW)) return undefined;
    throw error;
  }
}

/** True if all are float32, which is all that the fast ops know. */
export function areFloats(...tensors: readonly TensorFlow.TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === 'float32');
}

/** True if there is a number in each: where there is none, TensorFlow knows what follows. */
export function areFilled(...tensors: readonly TensorFlow.TensorInfo[]): boolean {
  return tensors.every(({ shape }) => shape.every((length) => length > 0));
}

function tagged(
  backend: NodeJSKernelBackend,
  attribute: OpAttribute,
): { readonly type: number; readonly value: number | boolean | string } {
  const { binding } = backend;
  if ('int' in attribute) return { type: binding.TF_ATTR_INT, value: attribute.int };
  if ('float' in attribute) return { type: binding.TF_ATTR_FLOAT, value: attribute.float };
  if ('bool' in attribute) return { type: binding.TF_ATTR_BOOL, value: attribute.bool };
  if ('string' in attribute) return { type: binding.TF_ATTR_STRING, value: attribute.string };
  return { type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(attribute.type) };
}

/** The attribute that almost all of TensorFlow's ops take: what the numbers are. */
export const FLOATS: OpAttributes = { T: { type: 'float32' } };
