import type * as TensorFlow from '@tensorflow/tfjs';
import { layerClass, onlyTensor, type CallArguments } from './layers';
import { addKernel, runKernel } from './kernels';
import { runSingleOp, type Tf } from './ops';
import { isOn } from './switches';

const KERNEL = 'CreaturesDropout';

interface Dropout extends TensorFlow.layers.Layer {
  readonly rate: number;
  readonly noiseShape?: number[];
  readonly seed?: number;
}

interface DropoutAttributes {
  readonly rate: number;
  /** Two whole numbers of 32 bits: the mask follows from them. */
  readonly seeds: readonly [number, number];
}

/**
 * Dropout layers draw their masks in the native library. The two seeds of a mask come from `Math.random`, so that
 * whoever seeds that gets the same masks again.
 */
export function installDropout(tf: Tf): void {
  addKernel<{ x: TensorFlow.Tensor }, DropoutAttributes>(
    tf,
    KERNEL,
    ({ inputs: { x }, attrs: { rate, seeds } }) => {
      const seedTensor = tf.tensor1d([...seeds], 'int32');
      const y = runSingleOp(tf, KERNEL, {
        inputs: [x, seedTensor],
        attributes: { rate: { float: rate } },
      });
      seedTensor.dispose();
      return y;
    },
  );
  // What was dropped passes no gradient back, what was kept passes it on with the same factor
  tf.registerGradient({
    kernelName: KERNEL,
    gradFunc: (dy, _saved, attributes) => ({
      x: () => runKernel(tf, KERNEL, { x: dy as TensorFlow.Tensor }, attributes),
    }),
  });
  const Layer = layerClass<Dropout>(tf, 'Dropout');
  const own = Layer.prototype.call;
  Layer.prototype.call = function (this: Dropout, ...[inputs, kwargs]: CallArguments) {
    const input = onlyTensor(inputs);
    const drops = kwargs?.training === true && this.rate > 0 && this.rate < 1;
    if (!drops || this.noiseShape || input?.dtype !== 'float32' || !isOn(tf, 'DROPOUT'))
      return own.call(this, inputs, kwargs);
    this.invokeCallHook(inputs, kwargs);
    return runKernel(tf, KERNEL, { x: input }, { rate: this.rate, seeds: seedsOf(this) });
  };
}

/** A layer with a seed draws the same mask each time, as TensorFlow.js's own does. */
function seedsOf({ seed }: Dropout): [number, number] {
  return seed === undefined || seed === null ? [randomBits(), randomBits()] : [seed | 0, 0];
}

function randomBits(): number {
  return (Math.random() * 2 ** 32) | 0;
}
