import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flagOf, NATIVE_OPS } from '../../src/fast-ops/switches';
import { startBackend, tf } from '../../src/network/tensorflow';

/** Each ended the process. */
const NEGATIVE: Readonly<Record<string, () => tf.Tensor>> = {
  'tf.conv2dTranspose()': () =>
    tf.conv2dTranspose(
      tf.ones<tf.Rank.R4>([1, 4, 4, 2]),
      tf.ones([3, 3, 3, 2]),
      [1, -5, -5, 3],
      2,
      'same',
    ),
  'tf.conv3dTranspose()': () => {
    const [x, filter] = [
      tf.ones<tf.Rank.R5>([1, 4, 4, 4, 2]),
      tf.ones<tf.Rank.R5>([3, 3, 3, 3, 2]),
    ];
    return tf.conv3dTranspose(x, filter, [1, -5, -5, 3, 3], 2, 'same');
  },
};

for (const [call, run] of Object.entries(NEGATIVE)) {
  test(`${call} refuses a negative length of its output`, async () => {
    await startBackend();
    tf.tidy(() => {
      for (const isOn of [true, false]) {
        for (const op of NATIVE_OPS) tf.env().set(flagOf(op), isOn);
        assert.throws(run, {
          name: 'RangeError',
          message: /cannot have the shape \[1, -5, -5, .*\]: each length must be 0 or more$/,
        });
      }
    });
  });
}
