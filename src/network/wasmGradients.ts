import type { tf as TensorFlow } from './tensorflow';

type Tf = typeof TensorFlow;

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface FilterGradientAttributes extends ConvolutionAttributes {
  readonly filterShape: [number, number, number, number];
}

interface InputGradientAttributes extends ConvolutionAttributes {
  readonly inputShape: [number, number, number, number];
}

/**
 * Gives the WebAssembly backend what it lacks to train a convolution. It has no gradient for the filter, and a slow
 * one for the input; but both gradients of a convolution are convolutions themselves, and those it does fast.
 */
export function registerConvolutionGradients(tf: Tf): void {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      filterGradient(tf, inputs as never, attrs as unknown as FilterGradientAttributes),
  });
  const slow = tf.getKernel('Conv2DBackpropInput', 'wasm');
  tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
  tf.registerKernel({
    ...slow,
    kernelFunc: (params) => {
      const attrs = params.attrs as unknown as InputGradientAttributes;
      return stepOf(attrs).every((step) => step === 1)
        ? inputGradient(tf, params.inputs as never, attrs)
        : slow.kernelFunc(params);
    },
  });
}

/** The input is convolved with the output's gradient; pictures and channels change places, and a stride spreads the gradient. */
function filterGradient(
  tf: Tf,
  { x, dy }: { readonly x: TensorFlow.Tensor4D; readonly dy: TensorFlow.Tensor4D },
  attrs: FilterGradientAttributes,
): TensorFlow.Tensor4D {
  const { top, bottom, left, right } = convolutionInfo(
    tf,
    x.shape,
    attrs.filterShape,
    attrs,
  ).padInfo;
  const [height, width, inChannels, filters] = attrs.filterShape;
  return tf.tidy(() => {
    const input = tf
      .pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ])
      .transpose([3, 1, 2, 0]);
    const gradient = dy.transpose([1, 2, 0, 3]);
    const sums = tf.conv2d(
      input as TensorFlow.Tensor4D,
      gradient as TensorFlow.Tensor4D,
      1,
      'valid',
      'NHWC',
      stepOf(attrs),
    );
    return sums.slice([0, 0, 0, 0], [inChannels, height, width, filters]).transpose([1, 2, 0, 3]);
  });
}

/** The output's gradient is convolved with the filter turned by half a turn. */
function inputGradient(
  tf: Tf,
  { dy, filter }: { readonly dy: TensorFlow.Tensor4D; readonly filter: TensorFlow.Tensor4D },
  attrs: InputGradientAttributes,
): TensorFlow.Tensor4D {
  const { padInfo, filterHeight, filterWidth } = convolutionInfo(
    tf,
    attrs.inputShape,
    filter.shape,
    attrs,
  );
  const rows: [number, number] = [
    filterHeight - 1 - padInfo.top,
    filterHeight - 1 - padInfo.bottom,
  ];
  const columns: [number, number] = [
    filterWidth - 1 - padInfo.left,
    filterWidth - 1 - padInfo.right,
  ];
  return tf.tidy(() => {
    const turned = filter.reverse([0, 1]).transpose([0, 1, 3, 2]) as TensorFlow.Tensor4D;
    return tf.conv2d(
      tf.pad(dy, [[0, 0], rows, columns, [0, 0]]) as TensorFlow.Tensor4D,
      turned,
      1,
      'valid',
    );
  });
}

function convolutionInfo(
  tf: Tf,
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
) {
  return tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

function stepOf({ strides }: ConvolutionAttributes): [number, number] {
  return typeof strides === 'number' ? [strides, strides] : strides;
}
