import type { tf as TensorFlow } from '../network/tensorflow';
import { replaceKernel, runKernel } from './kernels';
import { layerClass, type CallArguments } from './layers';
import { FLOATS, runSingleOp, type OpAttributes, type Tf } from './ops';
import { isOn } from './switches';

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
    ({ inputs: { x, filter }, attrs }) => convolve(tf, { x, filter }, attrs),
  );
  replaceKernel<FusedTensors, FusedAttributes>(
    tf,
    'FusedConv2D',
    'CONVOLUTION',
    ({ inputs, attrs }) => convolve(tf, inputs, attrs),
  );
  replaceKernel<Pick<GradientTensors, 'dy' | 'filter'>, InputGradientAttributes>(
    tf,
    'Conv2DBackpropInput',
    'CONVOLUTION',
    ({ inputs: { dy, filter }, attrs }) => {
      const fast = fastConvolution(tf, attrs.inputShape, filter.shape, attrs);
      return fast?.kind === 'bundles'
        ? runSingleOp(tf, 'CreaturesConv2DInputGradient', {
            inputs: [dy, filter],
            attributes: fast.attributes,
          })
        : undefined;
    },
  );
  replaceKernel<Pick<GradientTensors, 'dy' | 'x'>, FilterGradientAttributes>(
    tf,
    'Conv2DBackpropFilter',
    'CONVOLUTION',
    ({ inputs: { x, dy }, attrs }) => {
      const fast = fastConvolution(tf, x.shape, attrs.filterShape, attrs);
      return (
        fast &&
        runSingleOp(tf, KERNEL_GRADIENTS[fast.kind], {
          inputs: [x, dy],
          attributes: fast.attributes,
        })
      );
    },
  );
}

/** A convolution that the native ops know: of three colors, or of channels that come in bundles of 16. */
interface FastConvolution {
  readonly kind: 'colors' | 'bundles';
  readonly attributes: OpAttributes;
}

const KERNEL_GRADIENTS = {
  colors: 'CreaturesColorConv2DKernelGradient',
  bundles: 'CreaturesConv2DKernelGradient',
};

function convolve(
  tf: Tf,
  { x, filter, bias }: FusedTensors,
  attrs: FusedAttributes,
): TensorFlow.Tensor | undefined {
  const fast = fastConvolution(tf, x.shape, filter.shape, attrs);
  const { activation = 'linear' } = attrs;
  if (!fast || !['linear', 'relu'].includes(activation) || (bias && bias.shape.length !== 1))
    return undefined;
  return tf.tidy(() => {
    const inputs = [x, filter, bias ?? tf.tensor1d([])];
    const isRelu = activation === 'relu';
    if (fast.kind === 'bundles')
      return runSingleOp(tf, 'CreaturesConv2D', {
        inputs,
        attributes: { ...fast.attributes, relu: { int: isRelu ? 1 : 0 } },
      });
    const y = runSingleOp(tf, 'CreaturesColorConv2D', { inputs, attributes: fast.attributes });
    return isRelu ? tf.relu(y) : y;
  });
}

/** How many numbers the processor's registers hold. */
const LANES = 16;

/** What the native ops are told, or undefined if they do not know the convolution. */
function fastConvolution(
  tf: Tf,
  inputShape: Shape4D,
  filterShape: Shape4D,
  attrs: ConvolutionAttributes,
): FastConvolution | undefined {
  const { strides, dilations = 1, pad, dimRoundingMode, dataFormat = 'NHWC' } = attrs;
  if (dataFormat !== 'NHWC') return undefined;
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  const steps = [info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth];
  const isKnown =
    info.filterHeight === 3 &&
    info.filterWidth === 3 &&
    steps.every((step) => step === 1) &&
    info.padInfo.type !== 'EXPLICIT';
  const isColors = info.inChannels === 3;
  // Asked for a picture of less than no pixels, an op would end the process; TensorFlow's own refuses it
  const fits = info.outHeight > 0 && info.outWidth > 0;
  if (
    !isKnown ||
    !fits ||
    info.outChannels % LANES !== 0 ||
    !(isColors || info.inChannels % LANES === 0)
  )
    return undefined;
  return {
    kind: isColors ? 'colors' : 'bundles',
    attributes: { before: { int: info.padInfo.type === 'SAME' ? 1 : 0 } },
  };
}

interface Conv2DLayer extends TensorFlow.layers.Layer {
  readonly kernel: TensorFlow.LayerVariable;
  readonly bias: TensorFlow.LayerVariable | null;
  readonly strides: [number, number];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  readonly dilationRate: [number, number];
  readonly activation: { getClassName(): string };
}

/**
 * In training, TensorFlow.js's layer computes the gradient of its input always, also of the first layer's, which nobody
 * asks for. With a gradient registered for convolution and bias together, it computes what is asked for.
 */
export function installConvolutionLayer(tf: Tf): void {
  tf.registerGradient({
    kernelName: 'FusedConv2D',
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => gradients(tf, dy as TensorFlow.Tensor4D, saved, attrs),
  });
  const { prototype } = layerClass<Conv2DLayer>(tf, 'Conv2D');
  const own = prototype.call;
  prototype.call = function (this: Conv2DLayer, ...args: CallArguments) {
    const input = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (!this.bias || !isPlain(this) || input.dtype !== 'float32' || !isOn(tf, 'CONVOLUTION'))
      return own.apply(this, args);
    const { strides, padding: pad, dilationRate: dilations } = this;
    const tensors = { x: input, filter: this.kernel.read(), bias: this.bias.read() };
    return runKernel(tf, 'FusedConv2D', tensors, {
      strides,
      pad,
      dilations,
      dataFormat: 'NHWC',
      activation: 'linear',
    });
  };
}

function isPlain({ padding, dataFormat, dilationRate, activation }: Conv2DLayer): boolean {
  const isKnownPadding = padding === 'same' || padding === 'valid';
  return (
    isKnownPadding &&
    dataFormat === 'channelsLast' &&
    dilationRate.every((step) => step === 1) &&
    activation.getClassName() === 'linear'
  );
}

function gradients(
  tf: Tf,
  dy: TensorFlow.Tensor4D,
  saved: TensorFlow.Tensor[],
  attributes: TensorFlow.NamedAttrMap,
): ReturnType<TensorFlow.GradFunc> {
  const [x, filter] = saved as TensorFlow.Tensor4D[];
  return {
    x: () =>
      runKernel(tf, 'Conv2DBackpropInput', { dy, filter }, { ...attributes, inputShape: x.shape }),
    filter: () =>
      runKernel(
        tf,
        'Conv2DBackpropFilter',
        { x, dy },
        { ...attributes, filterShape: filter.shape },
      ),
    bias: () => tf.sum(dy, [0, 1, 2]),
  };
}

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
      return isBias && a.dtype === 'float32' && b.dtype === 'float32'
        ? runSingleOp(tf, 'BiasAdd', { inputs: [a, b], attributes })
        : undefined;
    },
  );
  replaceKernel<
    { x: TensorFlow.Tensor },
    { readonly axis: number | number[]; readonly keepDims?: boolean }
  >(tf, 'Sum', 'BIAS', ({ inputs: { x }, attrs: { axis, keepDims } }) => {
    const axes = tf.util.parseAxisParam(axis, x.shape);
    const allButLast =
      x.shape.length > 1 &&
      axes.length === x.shape.length - 1 &&
      !axes.includes(x.shape.length - 1);
    return allButLast && !keepDims && x.dtype === 'float32'
      ? runSingleOp(tf, 'BiasAddGrad', { inputs: [x], attributes })
      : undefined;
  });
}
