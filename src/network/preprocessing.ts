import { tf } from './tensorflow';

export interface PreprocessingOptions {
  /** What each channel out is of red, green and blue of 0-1: one row of three a channel out. */
  readonly channels: readonly (readonly [red: number, green: number, blue: number])[];
  /** What is added to each channel. */
  readonly offsets: readonly number[];
}

/**
 * Returns what a network was trained with, made out of the project's numbers by a layer `preprocess`: a fixed 1x1
 * convolution. As a layer of its own before the first padding, it leaves the zeros of the padding as they are.
 */
export function preprocessed(
  input: tf.SymbolicTensor,
  { channels, offsets }: PreprocessingOptions,
): tf.SymbolicTensor {
  const layer = tf.layers.conv2d({
    name: 'preprocess',
    filters: channels.length,
    kernelSize: 1,
    kernelInitializer: 'zeros',
    trainable: false,
  });
  const output = layer.apply(input) as tf.SymbolicTensor;
  tf.tidy(() => {
    const kernel = tf.tensor2d(channels.map((row) => [...row])).transpose();
    layer.setWeights([kernel.reshape([1, 1, 3, channels.length]), tf.tensor1d([...offsets])]);
  });
  return output;
}
