import type * as TensorFlow from '@tensorflow/tfjs';
import { replaceKernel } from './kernels';
import { areFilled, areFloats, tryOp, type Tf } from './ops';

interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface PoolTensors {
  readonly dy: TensorFlow.Tensor4D;
  readonly input: TensorFlow.Tensor4D;
  readonly output: TensorFlow.Tensor4D;
}

/** The gradient of max pooling, for windows that lie side by side without a gap, as almost all do. */
export function installMaxPoolGradient(tf: Tf): void {
  replaceKernel<PoolTensors, PoolAttributes>(
    tf,
    'MaxPoolGrad',
    'MAX_POOL_GRADIENT',
    ({ inputs: { input, output, dy }, attrs }) => {
      if (!areFloats(input, output, dy) || !areFilled(input, output, dy)) return undefined;
      const info = tf.backend_util.computePool2DInfo(
        input.shape,
        attrs.filterSize,
        attrs.strides,
        1,
        attrs.pad,
        attrs.dimRoundingMode,
      );
      const sideBySide =
        info.strideHeight === info.filterHeight && info.strideWidth === info.filterWidth;
      if (!sideBySide || !['SAME', 'VALID'].includes(info.padInfo.type)) return undefined;
      if (!tf.util.arraysEqual(output.shape, info.outShape)) return undefined;
      return tryOp(tf, 'CreaturesMaxPoolGradient', {
        inputs: [input, output, dy],
        attributes: {
          window_height: { int: info.filterHeight },
          window_width: { int: info.filterWidth },
          before_top: { int: info.padInfo.top },
          before_left: { int: info.padInfo.left },
        },
      });
    },
  );
}
