import type * as TensorFlow from '@tensorflow/tfjs';
import { addKernel, replaceGradient, runKernel } from './kernels';
import { layerClass, onlyTensor, type CallArguments } from './layers';
import { areFloats, runSingleOp, type Tf } from './ops';
import { isOn } from './switches';

const KERNEL = 'CreaturesRelu6Gradient';

interface ReluLayer extends TensorFlow.layers.Layer {
  readonly maxValue?: number;
}

/**
 * The layer that cuts off below 0 and above 6, and its gradient, as one op each. TensorFlow.js takes three and six, which
 * is half the time of a network of thin layers such as EfficientNet-Lite.
 */
export function installRelu6(tf: Tf): void {
  const { prototype } = layerClass<ReluLayer>(tf, 'ReLU');
  const own = prototype.call;
  prototype.call = function (this: ReluLayer, ...args: CallArguments) {
    const input = onlyTensor(args[0]);
    const isKnown = this.maxValue === 6 && input && areFloats(input) && isOn(tf, 'RELU6');
    return isKnown ? tf.relu6(input) : own.apply(this, args);
  };
  addGradientKernel(tf);
  replaceGradient(tf, {
    kernelName: 'Relu6',
    op: 'RELU6',
    saves: { inputsToSave: ['x'] },
    gradient: (dy, [x]) =>
      areFloats(dy as TensorFlow.Tensor, x)
        ? { x: () => runKernel(tf, KERNEL, { dy: dy as TensorFlow.Tensor, x }) }
        : undefined,
  });
}

/** The gradient with a gradient of its own: what let something through lets it through again. */
function addGradientKernel(tf: Tf): void {
  addKernel<{ dy: TensorFlow.Tensor; x: TensorFlow.Tensor }, object>(
    tf,
    KERNEL,
    ({ inputs: { dy, x } }) => runSingleOp(tf, KERNEL, { inputs: [dy, x] }),
  );
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['x'],
    gradFunc: (gradient, [x]) => ({
      dy: () => runKernel(tf, KERNEL, { dy: gradient as TensorFlow.Tensor, x }),
      x: () => tf.zerosLike(x),
    }),
  });
}
