import type * as TensorFlow from '@tensorflow/tfjs';
import { layerClass, type CallArguments, type Tf } from './tf';

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
  const { prototype } = layerClass<Conv2D>(tf, 'Conv2D');
  const own = prototype.call;
  prototype.call = function (this: Conv2D, ...args: CallArguments) {
    const input = dilatedInput(this, args);
    if (!input || !this.kernel) return own.apply(this, args);
    const kernel = this.kernel.read() as TensorFlow.Tensor4D;
    return computeLayer(tf, this, input, (x) =>
      tf.conv2d(x, kernel, this.strides, this.padding, 'NHWC', this.dilationRate),
    );
  };
}

function mendDepthwiseConv2D(tf: Tf): void {
  const { prototype } = layerClass<DepthwiseConv2D>(tf, 'DepthwiseConv2D');
  const own = { ...methods(prototype), call: prototype.call };
  prototype.call = function (this: DepthwiseConv2D, ...args: CallArguments) {
    const input = dilatedInput(this, args);
    if (!input || !this.depthwiseKernel) return own.call.apply(this, args);
    const kernel = this.depthwiseKernel.read() as TensorFlow.Tensor4D;
    return computeLayer(tf, this, input, (x) =>
      tf.depthwiseConv2d(x, kernel, this.strides, this.padding, 'NHWC', this.dilationRate),
    );
  };
  prototype.computeOutputShape = function (this: DepthwiseConv2D, inputShape) {
    const kernelSize = this.kernelSize.map(
      (length, axis) => (length - 1) * this.dilationRate[axis] + 1,
    );
    const spread = Object.create(this, { kernelSize: { value: kernelSize } });
    return own.computeOutputShape.call(spread, inputShape);
  };
  prototype.getConfig = function (this: DepthwiseConv2D) {
    const { depthwiseConstraint: constraint } = this;
    const stored = constraint
      ? { className: constraint.getClassName(), config: constraint.getConfig() }
      : null;
    return { ...own.getConfig.call(this), depthwiseConstraint: stored };
  };
}

function methods({ computeOutputShape, getConfig }: TensorFlow.layers.Layer) {
  return { computeOutputShape, getConfig };
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
