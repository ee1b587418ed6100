import type * as TensorFlow from '@tensorflow/tfjs';
import { areFilled, type Tf } from './ops';

const KERNELS = ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D'];

interface Attributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dilations?: [number, number] | number | null;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NHWC' | 'NCHW';
}

/** Gradients with the attribute or the input that has their shape. */
const GRADIENTS = {
  Conv2DBackpropInput: 'inputShape',
  Conv2DBackpropFilter: 'filterShape',
  DepthwiseConv2dNativeBackpropInput: 'inputShape',
  DepthwiseConv2dNativeBackpropFilter: 'filterShape',
  MaxPoolGrad: 'input',
  AvgPoolGrad: 'input',
};

/**
 * Gives an empty output to a convolution of no pictures, or of pictures a pixel smaller than the kernel. TensorFlow
 * leaves such an output as it finds it: with the shape of the input, and whatever the memory held. The gradients then
 * are zeros.
 */
export function installEmptyOutputs(tf: Tf): void {
  for (const kernelName of KERNELS) {
    replaceWhere(tf, kernelName, (params) => {
      const shape = outputShape(tf, params, kernelName.includes('Depthwise'));
      return shape?.includes(0) && shape.every((length) => length >= 0) ? shape : undefined;
    });
  }
  for (const [kernelName, like] of Object.entries(GRADIENTS)) {
    replaceWhere(tf, kernelName, ({ inputs, attrs }) => {
      const { [like]: input, dy } = inputs as TensorFlow.NamedTensorMap;
      const shape = like === 'input' ? input.shape : (attrs?.[like] as number[]);
      return areFilled(dy) ? undefined : shape;
    });
  }
}

type KernelParams = Parameters<TensorFlow.KernelFunc>[0];

/** Gives zeros of the shape that `emptyShape` finds, in place of what the kernel gives. */
function replaceWhere(
  tf: Tf,
  kernelName: string,
  emptyShape: (params: KernelParams) => number[] | undefined,
): void {
  const own = tf.getKernel(kernelName, 'tensorflow');
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({
    ...own,
    kernelFunc: (params) => {
      const shape = emptyShape(params);
      return shape ? tf.zeros(shape) : own.kernelFunc(params);
    },
  });
}

/** Undefined for what TensorFlow.js refuses. */
function outputShape(
  tf: Tf,
  { inputs, attrs }: KernelParams,
  isDepthwise: boolean,
): number[] | undefined {
  const { x, filter } = inputs as Readonly<Record<string, TensorFlow.Tensor4D>>;
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = attrs as unknown as Attributes;
  if (dataFormat === 'NCHW' || !areFilled(filter) || isLarge(x.shape, filter.shape, dilations))
    return undefined;
  try {
    return tf.backend_util.computeConv2DInfo(
      x.shape,
      filter.shape,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      isDepthwise,
    ).outShape;
  } catch {
    return undefined;
  }
}

/** True if the kernel fits into the pictures for sure, which is quickly seen. */
function isLarge(
  [numImages, height, width]: readonly number[],
  [kernelHeight, kernelWidth]: readonly number[],
  dilations: Attributes['dilations'],
): boolean {
  const step = Math.max(...[dilations ?? 1].flat());
  return numImages > 0 && Math.min(height, width) > Math.max(kernelHeight, kernelWidth) * step;
}
