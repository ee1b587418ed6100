import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from './tf';

type Steps = [number, number] | number;

interface ConvolutionAttributes {
  readonly strides: Steps;
  readonly pad: 'valid' | 'same' | number;
  readonly dilations?: Steps | null;
  readonly dataFormat: 'NHWC' | 'NCHW';
}

type Shape4D = [number, number, number, number];

/** A plain convolution that gives the same as another: how its filter is made, and whose the gradient of that is. */
interface PlainConvolution {
  readonly fromFilter: (filter: TensorFlow.Tensor4D) => TensorFlow.Tensor4D;
  readonly toFilter: (gradient: TensorFlow.Tensor4D) => TensorFlow.Tensor4D;
}

type Substitute = (
  attrs: ConvolutionAttributes,
  filterShape: Shape4D,
) => PlainConvolution | undefined;

/**
 * Gradients that TensorFlow.js lacks: of dilated convolutions, and of depthwise ones (in separable convolutions) on a
 * backend without a kernel for them. Each is computed as that of a plain convolution which gives the same.
 */
export function mendConvolutionGradients(tf: Tf): void {
  replaceGradient(tf, 'Conv2D', (attrs, filterShape) =>
    isDilated(attrs) ? spreadFilter(tf, attrs, filterShape) : undefined,
  );
  replaceGradient(tf, 'DepthwiseConv2dNative', (attrs, filterShape) =>
    isDilated(attrs) || !hasDepthwiseGradients(tf)
      ? denseFilter(tf, attrs, filterShape)
      : undefined,
  );
}

function replaceGradient(tf: Tf, kernelName: string, substitute: Substitute): void {
  const own = tf.getGradient(kernelName);
  tf.registerGradient({
    ...own,
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as TensorFlow.Tensor4D[];
      const attributes = attrs as unknown as ConvolutionAttributes;
      const plain = substitute(attributes, filter.shape);
      return plain
        ? gradients(tf, plain, attributes, { x, filter, dy: dy as TensorFlow.Tensor4D })
        : own.gradFunc(dy, saved, attrs);
    },
  });
}

function gradients(
  tf: Tf,
  { fromFilter, toFilter }: PlainConvolution,
  { strides, pad, dataFormat }: ConvolutionAttributes,
  tensors: Readonly<Record<'x' | 'filter' | 'dy', TensorFlow.Tensor4D>>,
): ReturnType<TensorFlow.GradFunc> {
  const { x, filter, dy } = tensors;
  const run = (kernelName: string, inputs: TensorFlow.NamedTensorMap, shape: object) => {
    const attributes = { strides, pad, dataFormat, ...shape };
    return tf.engine().runKernel<TensorFlow.Tensor4D>(kernelName, inputs, attributes);
  };
  return {
    x: () =>
      run('Conv2DBackpropInput', { dy, filter: fromFilter(filter) }, { inputShape: x.shape }),
    filter: () => {
      const filterShape = fromFilter(filter).shape;
      return toFilter(run('Conv2DBackpropFilter', { x, dy }, { filterShape }));
    },
  };
}

function isDilated({ dilations }: ConvolutionAttributes): boolean {
  return !pair(dilations ?? 1).every((step) => step === 1);
}

function pair(steps: Steps): [number, number] {
  return typeof steps === 'number' ? [steps, steps] : steps;
}

function hasDepthwiseGradients(tf: Tf): boolean {
  return tf.getKernel('DepthwiseConv2dNativeBackpropFilter', tf.getBackend()) !== undefined;
}

/** A dilated convolution is a plain one whose filter has zeros between its numbers: `[3, 3, …]` becomes `[5, 5, …]`. */
function spreadFilter(
  tf: Tf,
  { dilations }: ConvolutionAttributes,
  [height, width, channels, filters]: Shape4D,
): PlainConvolution {
  const [rowStep, columnStep] = pair(dilations ?? 1);
  const [rows, columns] = [height * rowStep, width * columnStep];
  const [restRows, restColumns] = [rowStep - 1, columnStep - 1];
  const none: [number, number] = [0, 0];
  const numbers = channels * filters;
  return {
    fromFilter: (filter) => {
      const single = tf.reshape(filter, [height, 1, width, 1, numbers]);
      const apart = tf.pad(single, [none, [0, restRows], none, [0, restColumns], none]);
      const whole = tf.reshape<TensorFlow.Rank.R4>(apart, [rows, columns, channels, filters]);
      const size: Shape4D = [rows - restRows, columns - restColumns, channels, filters];
      return tf.slice(whole, [0, 0, 0, 0], size);
    },
    toFilter: (gradient) => {
      const whole = tf.pad(gradient, [[0, restRows], [0, restColumns], none, none]);
      const apart = tf.reshape(whole, [height, rowStep, width, columnStep, numbers]);
      const single = tf.slice(apart, [0, 0, 0, 0, 0], [height, 1, width, 1, numbers]);
      return tf.reshape(single, [height, width, channels, filters]);
    },
  };
}

/** A depthwise convolution is a plain one whose filters are zero for all channels but their own. */
function denseFilter(tf: Tf, attrs: ConvolutionAttributes, shape: Shape4D): PlainConvolution {
  const [height, width, channels, multiplier] = shape;
  const numFilters = channels * multiplier;
  const spread = spreadFilter(tf, attrs, [height, width, channels, numFilters]);
  const isOwn = () => tf.reshape(tf.eye(channels), [1, 1, channels, channels, 1]);
  return {
    fromFilter: (filter) => {
      const apart = tf.reshape(filter, [height, width, channels, 1, multiplier]);
      const dense = tf.mul(apart, isOwn());
      return spread.fromFilter(tf.reshape(dense, [height, width, channels, numFilters]));
    },
    toFilter: (gradient) => {
      const dense = [height, width, channels, channels, multiplier];
      const apart = tf.reshape(spread.toFilter(gradient), dense);
      return tf.sum<TensorFlow.Tensor4D>(tf.mul(apart, isOwn()), 3);
    },
  };
}
