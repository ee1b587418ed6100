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
 * Gives the WebAssembly backend what it lacks to train a convolutional network. It has no gradient for the filter, and a slow
 * one for the input; but both gradients of a convolution are convolutions themselves, and those it does fast.
 */
export function registerConvolutionGradients(tf: Tf): void {
  mendMaxPoolGradient(tf);
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

interface PoolAttributes extends ConvolutionAttributes {
  readonly filterSize: [number, number] | number;
}

interface PoolTensors {
  readonly dy: TensorFlow.Tensor4D;
  readonly input: TensorFlow.Tensor4D;
}

/** Passes the gradient of max pooling to the largest pixels, also where that is not positive: there the own kernel loses it. */
function mendMaxPoolGradient(tf: Tf): void {
  const own = tf.getKernel('MaxPoolGrad', 'wasm');
  tf.unregisterKernel('MaxPoolGrad', 'wasm');
  tf.registerKernel({
    ...own,
    kernelFunc: ({ inputs, attrs }) =>
      maxPoolGradient(tf, inputs as never, attrs as unknown as PoolAttributes),
  });
}

function maxPoolGradient(tf: Tf, { input, dy }: PoolTensors, attrs: PoolAttributes) {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = tf.backend_util.computePool2DInfo(
    input.shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const [x, gradient] = [input, dy].map((tensor) => tf.backend().readSync(tensor.dataId));
  const sums = new Float32Array(x.length);
  forEachWindow(info, (pixels, window) => {
    for (let channel = 0; channel < info.inChannels; channel++) {
      let largest = pixels[0] + channel;
      for (const pixel of pixels) if (x[pixel + channel] > x[largest]) largest = pixel + channel;
      sums[largest] += gradient[window + channel] as number;
    }
  });
  return tf.tensor(sums, input.shape);
}

/** Calls `run` with where each window's pixels begin in the input, and where its own begins in the output. */
function forEachWindow(
  info: TensorFlow.backend_util.Conv2DInfo,
  run: (pixels: readonly number[], window: number) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info;
  let window = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * info.strideHeight - padInfo.top;
      const rows = range(top, info.filterHeight, inHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * info.strideWidth - padInfo.left;
        const pixels = rows.flatMap((y) =>
          range(left, info.filterWidth, inWidth).map(
            (x) => ((image * inHeight + y) * inWidth + x) * inChannels,
          ),
        );
        run(pixels, window);
        window += inChannels;
      }
    }
  }
}

/** The numbers from `first` on, `count` of them, that are in 0 to `length - 1`. */
function range(first: number, count: number, length: number): number[] {
  const start = Math.max(first, 0);
  return Array.from({ length: Math.min(first + count, length) - start }, (_, step) => start + step);
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
    const turned = filter.reverse([0, 1]).transpose<TensorFlow.Tensor4D>([0, 1, 3, 2]);
    return tf.conv2d(
      tf.pad<TensorFlow.Tensor4D>(dy, [[0, 0], rows, columns, [0, 0]]),
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
