import type * as TensorFlow from '@tensorflow/tfjs';
import { replaceKernel } from './kernels';
import { areFilled, areFloats, FLOATS, runSingleOp, tryOp, type Tf } from './ops';
import { isOn } from './switches';

interface Matrices {
  readonly a: TensorFlow.Tensor3D;
  readonly b: TensorFlow.Tensor3D;
}

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * TensorFlow.js computes each matrix product as a batch of one. A dense layer needs three: forward, and with one
 * matrix transposed for the gradient of the weights (the first) and of the input (the second).
 */
export function installMatrixProduct(tf: Tf): void {
  replaceKernel<Matrices, Transposes>(
    tf,
    'BatchMatMul',
    'MATRIX_PRODUCT',
    ({ inputs: { a, b }, attrs: { transposeA, transposeB } }) => {
      if (!areMatrices(a, b) || (transposeA && transposeB)) return undefined;
      if (!transposeA && !transposeB)
        return a.shape[2] === b.shape[1] ? singleProduct(tf, a, b) : undefined;
      const name = transposeA ? 'CreaturesDenseWeightGradient' : 'CreaturesDenseInputGradient';
      const [rows, inputs, outputs] = transposeA
        ? [a.shape[1], a.shape[2], b.shape[2]]
        : [a.shape[1], b.shape[1], b.shape[2]];
      const fillsRegisters = rows % 8 === 0 && inputs % 16 === 0 && outputs % 16 === 0;
      return fillsRegisters && isOn(tf, 'DENSE_GRADIENT')
        ? tryOp(tf, name, { inputs: [a, b] })
        : undefined;
    },
  );
}

function areMatrices(a: TensorFlow.Tensor3D, b: TensorFlow.Tensor3D): boolean {
  const areSingle = [a, b].every(({ shape }) => shape.length === 3 && shape[0] === 1);
  return areSingle && areFloats(a, b) && areFilled(a, b);
}

function singleProduct(tf: Tf, a: TensorFlow.Tensor3D, b: TensorFlow.Tensor3D): TensorFlow.Tensor {
  return tf.tidy(() => {
    const inputs = [a, b].map((tensor) => tf.reshape(tensor, tensor.shape.slice(1)));
    const attributes = { ...FLOATS, transpose_a: { bool: false }, transpose_b: { bool: false } };
    return tf.expandDims(runSingleOp(tf, 'MatMul', { inputs, attributes }), 0);
  });
}
