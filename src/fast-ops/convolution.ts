import type * as TensorFlow from '@tensorflow/tfjs';
import { replaceKernel } from './kernels';
import { areFloats, tryOp, type OpAttributes, type Tf } from './ops';

type Shape4D = [number, number, number, number];

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat?: string;
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type FilterGradientAttributes = ConvolutionAttributes & { readonly filterShape: Shape4D };

type InputGradientAttributes = ConvolutionAttributes & { readonly inputShape: Shape4D };

interface FusedAttributes extends ConvolutionAttributes {
  readonly activation?: string;
}

interface ConvolutionTensors {
  readonly x: TensorFlow.Tensor4D;
  readonly filter: TensorFlow.Tensor4D;
}

type FusedTensors = ConvolutionTensors & { readonly bias?: TensorFlow.Tensor };

type GradientTensors = {
  readonly dy: TensorFlow.Tensor4D;
  readonly x: TensorFlow.Tensor4D;
  readonly filter: TensorFlow.Tensor4D;
};

/** Convolutions with 3x3 kernels and their gradients, by algorithms that read and write each number less often. */
export function installConvolution(tf: Tf): void {
  replaceKernel<ConvolutionTensors, ConvolutionAttributes>(
    tf,
    'Conv2D',
    'CONVOLUTION',
    ({ inputs: { x, filter }, attrs }) => convolve(tf, { x, filter }, attrs, 'linear'),
  );
  replaceKernel<FusedTensors, FusedAttributes>(
    tf,
    'FusedConv2D',
    'CONVOLUTION',
    ({ inputs, attrs }) => convolve(tf, inputs, attrs, attrs.activation),
  );
  replaceKernel<Pick<GradientTensors, 'dy' | 'filter'>, InputGradientAttributes>(
    tf,
    'Conv2DBackpropInput',
    'CONVOLUTION',
    ({ inputs: { dy, filter }, attrs }) => inputGradient(tf, dy, filter, attrs),
  );
  replaceKernel<Pick<GradientTensors, 'dy' | 'x'>, FilterGradientAttributes>(
    tf,
    'Conv2DBackpropFilter',
    'CONVOLUTION',
    ({ inputs: { x, dy }, attrs }) => filterGradient(tf, x, dy, attrs),
  );
}

/** A convolution that the native ops know: of three colors, or of channels that come in bundles of 16. */
interface FastConvolution {
  readonly kind: 'colors' | 'bundles';
  readonly attributes: OpAttributes;
  readonly outShape: Shape4D;
}

const KERNEL_GRADIENTS = {
  colors: 'CreaturesColorConv2DKernelGradient',
  bundles: 'CreaturesConv2DKernelGradient',
};

function convolve(
  tf: Tf,
  { x, filter, bias }: FusedTensors,
  attrs: ConvolutionAttributes,
  activation?: string,
): TensorFlow.Tensor | undefined {
  const fast = fastConvolution(x.shape, filter.shape, attrs);
  const isKnown = fast && (activation === 'linear' || activation === 'relu');
  if (!isKnown || !areFloats(x, filter) || (bias && !isBiasOf(bias, filter.shape[3])))
    return undefined;
  return tf.tidy(() => {
    const inputs = [x, filter, bias ?? tf.tensor1d([])];
    const isRelu = activation === 'relu';
    if (fast.kind === 'bundles')
      return tryOp(tf, 'CreaturesConv2D', {
        inputs,
        attributes: { ...fast.attributes, relu: { int: isRelu ? 1 : 0 } },
      });
    const y = tryOp(tf, 'CreaturesColorConv2D', { inputs, attributes: fast.attributes });
    return y && isRelu ? tf.relu(y) : y;
  });
}

/** One number for each filter; any other shape is spread over the pixels, which TensorFlow does. */
function isBiasOf({ shape, dtype }: TensorFlow.Tensor, numFilters: number): boolean {
  return shape.length === 1 && shape[0] === numFilters && dtype === 'float32';
}

function inputGradient(
  tf: Tf,
  dy: TensorFlow.Tensor4D,
  filter: TensorFlow.Tensor4D,
  attrs: InputGradientAttributes,
): TensorFlow.Tensor | undefined {
  const fast = fastConvolution(attrs.inputShape, filter.shape, attrs);
  if (fast?.kind !== 'bundles' || !areFloats(dy, filter)) return undefined;
  if (!tf.util.arraysEqual(dy.shape, fast.outShape)) return undefined;
  return tryOp(tf, 'CreaturesConv2DInputGradient', {
    inputs: [dy, filter],
    attributes: fast.attributes,
  });
}

function filterGradient(
  tf: Tf,
  x: TensorFlow.Tensor4D,
  dy: TensorFlow.Tensor4D,
  attrs: FilterGradientAttributes,
): TensorFlow.Tensor | undefined {
  const fast = fastConvolution(x.shape, attrs.filterShape, attrs);
  if (!fast || !areFloats(x, dy) || !tf.util.arraysEqual(dy.shape, fast.outShape)) return undefined;
  return tryOp(tf, KERNEL_GRADIENTS[fast.kind], { inputs: [x, dy], attributes: fast.attributes });
}

/** How many numbers the processor's registers hold. */
const LANES = 16;

/** What the native ops are told, or undefined for all that they do not know: TensorFlow computes or refuses it. */
function fastConvolution(
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, dilations = 1, pad, dimRoundingMode, dataFormat }: ConvolutionAttributes,
): FastConvolution | undefined {
  const isKnown =
    dataFormat === 'NHWC' &&
    (pad === 'same' || pad === 'valid') &&
    !dimRoundingMode &&
    isOne(strides) &&
    isOne(dilations) &&
    inputShape?.length === 4 &&
    filterShape?.length === 4;
  if (!isKnown) return undefined;
  const [numImages, height, width, channels] = inputShape;
  const [kernelHeight, kernelWidth, kernelChannels, filters] = filterShape;
  const before = pad === 'same' ? 1 : 0;
  const outShape: Shape4D = [numImages, height + 2 * before - 2, width + 2 * before - 2, filters];
  const fits =
    kernelHeight === 3 &&
    kernelWidth === 3 &&
    kernelChannels === channels &&
    filters % LANES === 0 &&
    (channels === 3 || channels % LANES === 0) &&
    [...inputShape, ...outShape].every((length) => length > 0);
  if (!fits) return undefined;
  const kind = channels === 3 ? 'colors' : 'bundles';
  return { kind, attributes: { before: { int: before } }, outShape };
}

function isOne(steps: readonly number[] | number): boolean {
  return Array.isArray(steps)
    ? steps.length === 2 && steps.every((step) => step === 1)
    : steps === 1;
}
