import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from './ops';
import { isOn, type NativeOp } from './switches';

type KernelParams = Parameters<TensorFlow.KernelFunc>[0];

/** What a kernel is called with, its inputs and attributes typed by whoever replaces it. */
export interface KernelCall<Inputs, Attributes> {
  readonly inputs: Inputs;
  readonly attrs: Attributes;
}

/** Returns undefined for what it cannot compute: then TensorFlow.js's own kernel does. */
type FastKernel<Inputs, Attributes> = (
  call: KernelCall<Inputs, Attributes>,
) => TensorFlow.TensorInfo | undefined;

/** Puts a faster kernel before one of the native backend. */
export function replaceKernel<Inputs, Attributes>(
  tf: Tf,
  kernelName: string,
  op: NativeOp,
  fast: FastKernel<Inputs, Attributes>,
): void {
  const own = tf.getKernel(kernelName, 'tensorflow');
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({
    ...own,
    kernelFunc: (params: KernelParams) =>
      (isOn(tf, op) ? fast(params as never) : undefined) ?? own.kernelFunc(params),
  });
}

/** Adds a kernel that only the native backend has. */
export function addKernel<Inputs, Attributes>(
  tf: Tf,
  kernelName: string,
  compute: (call: KernelCall<Inputs, Attributes>) => TensorFlow.TensorInfo,
): void {
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: (params: KernelParams) => compute(params as never),
  });
}

/** Runs a kernel with one output; its gradient is known to TensorFlow.js. */
export function runKernel(
  tf: Tf,
  kernelName: string,
  inputs: Readonly<Record<string, TensorFlow.Tensor>>,
  attributes: object = {},
): TensorFlow.Tensor {
  return tf.engine().runKernel<TensorFlow.Tensor>(kernelName, { ...inputs }, { ...attributes });
}

/** Returns undefined for what it cannot compute: then TensorFlow.js's own gradient does. */
type FastGradient = (
  ...args: Parameters<TensorFlow.GradFunc>
) => ReturnType<TensorFlow.GradFunc> | undefined;

interface GradientReplacement {
  readonly kernelName: string;
  readonly op: NativeOp;
  readonly saves: Pick<TensorFlow.GradConfig, 'inputsToSave' | 'outputsToSave'>;
  readonly gradient: FastGradient;
}

/**
 * Puts a faster gradient before one of TensorFlow.js, which may need other tensors: so it names those that it saves,
 * and the own gradient gets the same.
 */
export function replaceGradient(
  tf: Tf,
  { kernelName, op, saves, gradient }: GradientReplacement,
): void {
  const own = tf.getGradient(kernelName);
  tf.registerGradient({
    kernelName,
    ...saves,
    gradFunc: (...args) => (isOn(tf, op) ? gradient(...args) : undefined) ?? own.gradFunc(...args),
  });
}
