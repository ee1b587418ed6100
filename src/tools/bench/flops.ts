import type { tf } from '../../network/tensorflow';
import type { Job } from './benchmarks';

/**
 * Returns how many floating-point operations the convolutions and dense layers of a network take for one picture; a
 * multiplication and an addition count as two.
 *
 * A training step computes each layer three times: its outputs, the gradient of its weights, and the gradient of its
 * inputs. The first layer's inputs are the pictures, which need no gradient.
 *
 * @example
 * flopPerImage(buildNetwork({ imageSize: 100 }), 'predict') / 1e9 //=> 0.48…
 */
export function flopPerImage({ layers }: tf.LayersModel, job: Job): number {
  const forward = layers.filter((layer) => layer.getWeights().length > 0).map(forwardFlop);
  const sum = forward.reduce((total, flop) => total + flop, 0);
  return job === 'predict' ? sum : 3 * sum - forward[0];
}

/** Each number of the kernel is multiplied and added once for every place where the layer computes. */
function forwardFlop(layer: tf.layers.Layer): number {
  const places = (layer.outputShape as number[])
    .slice(1, -1)
    .reduce((product, length) => product * length, 1);
  return 2 * places * layer.getWeights()[0].size;
}
