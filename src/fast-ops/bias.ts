import type * as TensorFlow from '@tensorflow/tfjs';
import { replaceKernel } from './kernels';
import {
  areFilled,
  areFloats,
  FLOATS,
  runSingleOp,
  tryOp,
  type OpAttributes,
  type Tf,
} from './ops';
import { isOn } from './switches';

/** Adding a bias to the channels, and summing the gradient over all pixels, as one op each. */
export function installBias(tf: Tf): void {
  const attributes: OpAttributes = { ...FLOATS, data_format: { string: 'NHWC' } };
  replaceKernel<{ a: TensorFlow.Tensor; b: TensorFlow.Tensor }, object>(
    tf,
    'Add',
    'BIAS',
    ({ inputs: { a, b } }) => {
      const isBias =
        a.shape.length > 1 && b.shape.length === 1 && b.shape[0] === a.shape[a.shape.length - 1];
      return isBias && areFloats(a, b) && areFilled(a, b)
        ? runSingleOp(tf, 'BiasAdd', { inputs: [a, b], attributes })
        : undefined;
    },
  );
  replaceKernel<
    { x: TensorFlow.Tensor },
    { readonly axis: number | number[]; readonly keepDims?: boolean }
  >(tf, 'Sum', 'BIAS', ({ inputs: { x }, attrs: { axis, keepDims } }) => {
    const isKnown = x.shape.length > 1 && !keepDims && areFloats(x) && areFilled(x);
    if (!isKnown || !isAllButLast(tf.util.parseAxisParam(axis, x.shape), x.shape.length)) {
      return undefined;
    }
    return isOn(tf, 'BIAS_GRADIENT')
      ? tryOp(tf, 'CreaturesBiasGradient', { inputs: [x] })
      : runSingleOp(tf, 'BiasAddGrad', { inputs: [x], attributes });
  });
}

/** True if the axes are all but the last, each once: a repeated one is refused by TensorFlow. */
function isAllButLast(axes: readonly number[], rank: number): boolean {
  const isEachOnce = new Set(axes).size === axes.length;
  return isEachOnce && axes.length === rank - 1 && !axes.includes(rank - 1);
}
