import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { tf as TensorFlow } from '../network/tensorflow';

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
