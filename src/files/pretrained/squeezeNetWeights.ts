import type { NdArray } from '../../data/arrays';
import { tf } from '../../network/tensorflow';
import { readHdf5 } from '../hdf5';

/** Gives SqueezeNet's layers the weights out of its HDF5 file. */
export async function setSqueezeNetWeights(model: tf.LayersModel, file: string): Promise<void> {
  const layers = model.layers.filter(
    ({ name, weights }) => weights.length > 0 && name !== 'preprocess',
  );
  const shapes = Object.fromEntries(layers.flatMap(weightShapes));
  const arrays = await readHdf5(file, shapes);
  for (const layer of layers)
    tf.tidy(() => layer.setWeights(weightShapes(layer).map(([name]) => toTensor(arrays[name]))));
}

/** Keras wrote kernel and bias below the layer's name, and called each by the layer's name again. */
function weightShapes({
  name,
  weights: [kernel, bias],
}: tf.layers.Layer): [name: string, shape: number[]][] {
  return [
    [`${name}/${name}_W:0`, kernel.shape as number[]],
    [`${name}/${name}_b:0`, bias.shape as number[]],
  ];
}

function toTensor({ data, shape }: NdArray<Float32Array>): tf.Tensor {
  return tf.tensor(data, [...shape]);
}
