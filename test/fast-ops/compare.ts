import assert from 'node:assert/strict';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { flagOf, isOn, type NativeOp } from '../../src/fast-ops/switches';
import { tf } from '../../src/network/tensorflow';

/** A message for `skip`, or false if this machine has the op. */
export function isMissing(op: NativeOp): string | false {
  return !isOn(tf, op) && `This machine has no native op for ${op}`;
}

/** Runs with the op switched off, so that TensorFlow.js's own code computes. */
export function withoutOp<Result>(op: NativeOp, run: () => Result): Result {
  tf.env().set(flagOf(op), false);
  try {
    return run();
  } finally {
    tf.env().set(flagOf(op), true);
  }
}

/** Returns the names of the library's ops that ran. */
export function opsRun(run: () => unknown): Set<string> {
  const { names, stop } = recordOps();
  try {
    run();
  } finally {
    stop();
  }
  return names;
}

/** Collects the names of the library's ops that run until `stop` is called. */
export function recordOps(): { readonly names: Set<string>; readonly stop: () => void } {
  const backend = tf.backend() as NodeJSKernelBackend;
  const names = new Set<string>();
  const methods = ['executeSingleOutput', 'executeMultipleOutputs'] as const;
  for (const method of methods) {
    const value = (name: string, ...rest: unknown[]) => {
      names.add(name);
      return (Object.getPrototypeOf(backend)[method] as (...args: unknown[]) => unknown).call(
        backend,
        name,
        ...rest,
      );
    };
    Object.defineProperty(backend, method, { configurable: true, value });
  }
  return {
    names,
    stop: () =>
      methods.forEach((method) => delete (backend as Partial<NodeJSKernelBackend>)[method]),
  };
}

/** The largest number is the measure: single numbers near 0 are differences of large ones. */
export function assertClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-5): void {
  assert.deepEqual(actual.shape, expected.shape);
  const [error, size] = tf.tidy(() =>
    [actual.sub(expected).abs().max(), expected.abs().max()].map((value) => value.dataSync()[0]),
  );
  assert.ok(
    size > 0 && error <= tolerance * Math.max(size, 1),
    `differs by ${error} where the largest number is ${size}`,
  );
}

interface Comparison {
  readonly op: NativeOp;
  /** The library's op that must have run. */
  readonly runs: string;
  readonly compute: () => tf.Tensor[];
}

/** Computes with the native op and without, and asserts that the op ran and that both agree. */
export function assertSameWithoutOp({ op, runs, compute }: Comparison): void {
  tf.engine().startScope();
  try {
    let fast: tf.Tensor[] = [];
    assert.ok(
      opsRun(() => {
        fast = compute();
      }).has(runs),
      `${runs} did not run`,
    );
    const own = withoutOp(op, compute);
    fast.forEach((tensor, index) => assertClose(tensor, own[index]));
  } finally {
    tf.engine().endScope();
  }
}
