import assert from 'node:assert/strict';
import { tf } from '../src/network/tensorflow';

/** Fails unless as many tensors are there after a task as before it. */
export async function assertFreesTensors(task: () => unknown): Promise<void> {
  const { numTensors } = tf.memory();
  await task();
  assert.equal(tf.memory().numTensors - numTensors, 0, 'tensors were left behind');
}
