import { checkModel } from '../checkExamples';
import { findLayer } from '../layers';
import { tf } from '../tensorflow';
import { classVectors } from './classVectors';
import { checkSources, type FeatureSource } from './featureSource';

/** Small against any variance that is more than rounding. */
const EPSILON = 1e-6;

/** The layer of features is called so, in an extractor and in a network with a head. */
const FEATURES = 'features';

/**
 * Returns the front part of a trained network, up to its features: float32 `[numImages, numFeatures]`. The numbers of
 * each source get mean 0 and standard deviation 1 within a picture (layer normalization), so that no source outweighs
 * another, and a picture of weak contrast counts as much as one of strong. Sources stand side by side. The last layer is
 * called `features`.
 *
 * The layers are those of the network, not copies, and all are frozen. Dispose one of the two, not both.
 *
 * @throws TypeError when a source names no layer, or one that does not make what it is taken for
 * @throws RangeError when the network has no such layer, or `temperature` is not positive
 * @example
 * const extractor = featureExtractor(model, { sources: [{ layer: 'relu4' }, { layer: 'dense1' }] });
 * extractor.outputs[0].shape //=> [ null, 576 ]
 * @see Ba et al., Layer Normalization (2016), https://arxiv.org/abs/1607.06450
 */
export function featureExtractor(
  model: tf.LayersModel,
  options: { readonly sources: readonly FeatureSource[] },
): tf.LayersModel {
  checkModel(model);
  const sources = checkSources(model, options);
  const alone = sources.length === 1;
  const blocks = sources.map((source, index) =>
    blockOf(model, source, alone ? '' : `_${index + 1}`),
  );
  const features = alone
    ? blocks[0]
    : (tf.layers.concatenate({ name: FEATURES }).apply(blocks) as tf.SymbolicTensor);
  const extractor = tf.model({
    name: `${model.name}_features`,
    inputs: model.inputs,
    outputs: features,
  });
  for (const layer of extractor.layers) layer.trainable = false;
  return extractor;
}

/** The numbers of one source, normalized. */
function blockOf(model: tf.LayersModel, source: FeatureSource, suffix: string): tf.SymbolicTensor {
  const numbers = pooled(
    findLayer(model, source.layer).output as tf.SymbolicTensor,
    source,
    suffix,
  );
  const { classLayer, temperature } = source;
  const block =
    classLayer === undefined
      ? numbers
      : classVectors(numbers, findLayer(model, classLayer), { temperature, suffix });
  const name = suffix === '' ? FEATURES : `normalize${suffix}`;
  return tf.layers.layerNormalization({ name, epsilon: EPSILON }).apply(block) as tf.SymbolicTensor;
}

function pooled(
  output: tf.SymbolicTensor,
  { pooling = 'average' }: FeatureSource,
  suffix: string,
): tf.SymbolicTensor {
  if (output.rank === 2) return output;
  const args = { name: `pool${suffix || '_1'}`, dataFormat: 'channelsLast' as const };
  const layer =
    pooling === 'max' ? tf.layers.globalMaxPooling2d(args) : tf.layers.globalAveragePooling2d(args);
  return layer.apply(output) as tf.SymbolicTensor;
}
