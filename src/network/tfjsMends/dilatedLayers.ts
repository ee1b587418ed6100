import type * as TensorFlow from '@tensorflow/tfjs';
import { layerPrototype, replaceMethod, type CallArguments, type CallResult, type Tf } from './tf';

interface ConvolutionLayer extends TensorFlow.layers.Layer {
  readonly bias: TensorFlow.LayerVariable | null;
  readonly kernelSize: [number, number];
  readonly strides: [number, number];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  readonly dilationRate: [number, number];
  readonly activation: { apply(x: TensorFlow.Tensor): TensorFlow.Tensor } | null;
}

interface Conv2D extends ConvolutionLayer {
  readonly kernel: TensorFlow.LayerVariable | null;
}

interface DepthwiseConv2D extends ConvolutionLayer {
  readonly depthwiseKernel: TensorFlow.LayerVariable | null;
  readonly depthwiseConstraint: Constraint | null;
}

interface Constraint extends TensorFlow.serialization.Serializable {
  getClassName(): string;
}

type Compute = (x: TensorFlow.Tensor4D) => TensorFlow.Tensor4D;

/**
 * Lets `conv2d` layers with a `dilationRate` be trained: TensorFlow.js computes them with the bias as one op, whose
 * gradient refuses dilations. And lets `depthwiseConv2d` layers have one: TensorFlow.js leaves it out, and stores them
 * with the regularizer in place of the constraint.
 */
export function mendDilatedLayers(tf: Tf): void {
  mendConv2D(tf);
  mendDepthwiseConv2D(tf);
}

function mendConv2D(tf: Tf): void {
  replaceMethod<Conv2D, CallArguments, CallResult>(
    layerPrototype(tf, 'Conv2D'),
    'call',
    (own, layer, ...args) => {
      const input = dilatedInput(layer, args);
      if (!input || !layer.kernel) return own(layer, ...args);
      const kernel = layer.kernel.read() as TensorFlow.Tensor4D;
      return computeLayer(tf, layer, input, (x) =>
        tf.conv2d(x, kernel, layer.strides, layer.padding, 'NHWC', layer.dilationRate),
      );
    },
  );
}

function mendDepthwiseConv2D(tf: Tf): void {
  const prototype = layerPrototype(tf, 'DepthwiseConv2D');
  replaceMethod<DepthwiseConv2D, CallArguments, CallResult>(
    prototype,
    'call',
    (own, layer, ...args) => {
      const input = dilatedInput(layer, args);
      if (!input || !layer.depthwiseKernel) return own(layer, ...args);
      const kernel = layer.depthwiseKernel.read() as TensorFlow.Tensor4D;
      return computeLayer(tf, layer, input, (x) =>
        tf.depthwiseConv2d(x, kernel, layer.strides, layer.padding, 'NHWC', layer.dilationRate),
      );
    },
  );
  replaceMethod<DepthwiseConv2D, [TensorFlow.Shape], TensorFlow.Shape>(
    prototype,
    'computeOutputShape',
    (own, layer, inputShape) => own(withSpreadKernel(layer), inputShape),
  );
  replaceMethod<DepthwiseConv2D, [], TensorFlow.serialization.ConfigDict>(
    prototype,
    'getConfig',
    (own, layer) => ({ ...own(layer), depthwiseConstraint: stored(layer.depthwiseConstraint) }),
  );
}

/** The layer with a kernel as large as its steps make it. */
function withSpreadKernel(layer: DepthwiseConv2D): DepthwiseConv2D {
  const kernelSize = layer.kernelSize.map(
    (length, axis) => (length - 1) * layer.dilationRate[axis] + 1,
  );
  return Object.create(layer, { kernelSize: { value: kernelSize } }) as DepthwiseConv2D;
}

function stored(constraint: Constraint | null): TensorFlow.serialization.ConfigDict | null {
  return constraint && { className: constraint.getClassName(), config: constraint.getConfig() };
}

/** The images that a dilated layer is called with, or undefined for what TensorFlow.js computes or refuses. */
function dilatedInput(
  { dilationRate }: ConvolutionLayer,
  [inputs]: CallArguments,
): TensorFlow.Tensor | undefined {
  const [input, ...others] = [inputs].flat();
  const isDilated = dilationRate.some((step) => step !== 1);
  return isDilated && others.length === 0 && input?.shape.length === 4 ? input : undefined;
}

function computeLayer(
  tf: Tf,
  { bias, dataFormat, activation }: ConvolutionLayer,
  input: TensorFlow.Tensor,
  compute: Compute,
): TensorFlow.Tensor {
  const isFirst = dataFormat === 'channelsFirst';
  return tf.tidy(() => {
    const x = isFirst ? tf.transpose(input, [0, 2, 3, 1]) : input;
    const y = compute(x as TensorFlow.Tensor4D);
    const shifted = bias ? tf.add(y, bias.read()) : y;
    const turned = isFirst ? tf.transpose(shifted, [0, 3, 1, 2]) : shifted;
    return activation ? activation.apply(turned) : turned;
  });
}
