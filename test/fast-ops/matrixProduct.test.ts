import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../src/network/tensorflow';
import { assertClose, assertSameWithoutOp, isMissing, opsRun } from './compare';

const skip = isMissing('DENSE_GRADIENT');

/** Batch, inputs, outputs. */
const SIZES = [
  [8, 16, 16],
  [40, 48, 32],
  [16, 1040, 528],
];

for (const [rows, inputs, outputs] of SIZES) {
  test(
    `a dense layer from ${inputs} to ${outputs} numbers gives the gradients of TensorFlow`,
    { skip },
    () => {
      const layer = tf.layers.dense({ units: outputs, biasInitializer: 'randomNormal' });
      const x = tf.randomNormal([rows, inputs], 0, 1, 'float32', 1);
      assertSameWithoutOp({
        op: 'MATRIX_PRODUCT',
        runs: 'MatMul',
        compute: () => [layer.apply(x) as tf.Tensor],
      });
      const slope = tf.randomNormal([rows, outputs], 0, 1, 'float32', 2);
      const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const loss = (input: tf.Tensor) =>
        tf.sum<tf.Scalar>(tf.mul(layer.apply(input) as tf.Tensor, slope));
      const weightGradients = () => Object.values(tf.variableGrads(() => loss(x), variables).grads);
      assertSameWithoutOp({
        op: 'DENSE_GRADIENT',
        runs: 'CreaturesDenseWeightGradient',
        compute: weightGradients,
      });
      assertSameWithoutOp({
        op: 'DENSE_GRADIENT',
        runs: 'CreaturesDenseInputGradient',
        compute: () => [tf.grad(loss)(x)],
      });
    },
  );
}

test('matrix products whose sides do not fill the registers are computed by TensorFlow', () => {
  for (const [rows, inputs, outputs] of [
    [7, 16, 16],
    [8, 17, 16],
    [8, 16, 3],
  ]) {
    const [x, weights, dy] = [
      [rows, inputs],
      [inputs, outputs],
      [rows, outputs],
    ].map((shape) => tf.randomNormal<tf.Rank.R2>(shape as [number, number]));
    for (const product of [
      () => tf.matMul(x, dy, true, false),
      () => tf.matMul(dy, weights, false, true),
    ]) {
      assert.ok(![...opsRun(product)].some((op) => op.startsWith('Creatures')));
    }
  }
});

test('matrix products of every kind give what plain loops give', () => {
  const a = tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
  const b = tf.tensor2d([
    [5, 6],
    [7, 8],
  ]);
  assertClose(
    tf.matMul(a, b),
    tf.tensor2d([
      [19, 22],
      [43, 50],
    ]),
  );
  assertClose(
    tf.matMul(a, b, true),
    tf.tensor2d([
      [26, 30],
      [38, 44],
    ]),
  );
  assertClose(
    tf.matMul(a, b, false, true),
    tf.tensor2d([
      [17, 23],
      [39, 53],
    ]),
  );
  assertClose(
    tf.matMul(a, b, true, true),
    tf.tensor2d([
      [23, 31],
      [34, 46],
    ]),
  );
  const batch = tf.stack([a, b]) as tf.Tensor3D;
  assertClose(
    tf.matMul(batch, batch),
    tf.tensor3d([
      [
        [7, 10],
        [15, 22],
      ],
      [
        [67, 78],
        [91, 106],
      ],
    ]),
  );
});
