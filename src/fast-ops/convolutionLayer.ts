import type * as TensorFlow from '@tensorflow/tfjs';
import { runKernel } from './kernels';
import { layerClass, onlyTensor, type CallArguments } from './layers';
import type { Tf } from './ops';
import { isOn } from './switches';

interface Conv2DLayer extends TensorFlow.layers.Layer {
  readonly kernel: TensorFlow.LayerVariable | null;
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
    const input = onlyTensor(args[0]);
    if (!input || !isPlain(this, input) || !isOn(tf, 'CONVOLUTION')) return own.apply(this, args);
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

/** A layer that is built and adds a bias, called with images of as many channels as it takes. */
interface PlainLayer extends Conv2DLayer {
  readonly kernel: TensorFlow.LayerVariable;
  readonly bias: TensorFlow.LayerVariable;
}

function isPlain(layer: Conv2DLayer, { shape, dtype }: TensorFlow.Tensor): layer is PlainLayer {
  const { kernel, bias, padding, dataFormat, dilationRate, activation } = layer;
  return (
    dtype === 'float32' &&
    shape.length === 4 &&
    shape[3] === kernel?.shape[2] &&
    !!bias &&
    (padding === 'same' || padding === 'valid') &&
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
