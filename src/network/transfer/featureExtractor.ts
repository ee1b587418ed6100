import { checkNumber, checkOptions, describe } from '../../check';
import { checkModel } from '../checkExamples';
import { tf } from '../tensorflow';

/** A layer of a trained network that gives features, and how. */
export interface FeatureSource {
  /** The name of a layer that makes maps, or one number a filter or unit. */
  readonly layer: string;
  /** How each map becomes one number: the mean over all its places, or the largest; the mean unless told. */
  readonly pooling?: 'average' | 'max';
  /**
   * For a layer of class scores: they become shares that sum to 1 first, softmax(scores / temperature). A high temperature
   * keeps more of the second and third choice.
   */
  readonly temperature?: number;
}

export interface FeatureExtractorOptions {
  /** Whose numbers are put side by side. */
  readonly sources: readonly FeatureSource[];
}

/**
 * Returns the front part of a trained network, up to its features: float32 `[numImages, numFeatures]`. Each source's
 * numbers get mean 0 and standard deviation 1 within a picture (layer normalization), so that no source outweighs
 * another, and a picture of weak contrast counts as much as one of strong. The last layer is called `features`.
 *
 * The layers are those of the network, not copies; all are frozen. Dispose one of the two, not both.
 *
 * @throws TypeError when a source names no layer, or one that makes neither maps nor a row of numbers
 * @throws RangeError when the network has no such layer, or `temperature` is not positive
 * @example
 * const extractor = featureExtractor(await loadPretrained('squeezenet'), { sources: [{ layer: 'fire9/concat' }] });
 * extractor.outputs[0].shape //=> [ null, 512 ]
 * @see Ba et al., Layer Normalization (2016), https://arxiv.org/abs/1607.06450
 */
export function featureExtractor(
  model: tf.LayersModel,
  options: FeatureExtractorOptions,
): tf.LayersModel {
  checkModel(model);
  checkOptions('The options of featureExtractor()', options, "{ sources: [{ layer: 'relu4' }] }");
  const { sources } = options;
  checkSources(model, sources);
  const rows = sources.map((source, index) =>
    rowOf(model, source, sources.length > 1 ? index + 1 : 0),
  );
  const features =
    rows.length === 1
      ? rows[0]
      : (tf.layers.concatenate({ name: 'features' }).apply(rows) as tf.SymbolicTensor);
  const extractor = tf.model({
    name: `${model.name}_features`,
    inputs: model.inputs,
    outputs: features,
  });
  for (const layer of extractor.layers) layer.trainable = false;
  return extractor;
}

function checkSources(model: tf.LayersModel, sources: unknown): void {
  if (!Array.isArray(sources) || sources.length === 0)
    throw new TypeError(
      `sources must be a list such as [{ layer: 'relu4' }], but is ${describe(sources)}`,
    );
  for (const source of sources as readonly unknown[]) {
    checkOptions('a source of features', source, "{ layer: 'relu4' }");
    const { layer, temperature } = source as FeatureSource;
    if (typeof layer !== 'string')
      throw new TypeError(`layer must be the name of a layer, but is ${describe(layer)}`);
    if (!model.layers.some(({ name }) => name === layer))
      throw new RangeError(
        `There is no layer called '${layer}'; the network has ${model.layers.map(({ name }) => name).join(', ')}`,
      );
    if (temperature !== undefined)
      checkNumber('temperature', temperature, {
        allowed: temperature > 0,
        expected: 'a positive number such as 5',
      });
  }
}

/** `place` numbers the layers of several sources; 0 stands for a source that is alone. */
function rowOf(model: tf.LayersModel, source: FeatureSource, place: number): tf.SymbolicTensor {
  const suffix = place > 0 ? `${place}` : '';
  const numbers = pooled(model, source, suffix);
  const shares = source.temperature ? sharesOf(numbers, source.temperature, suffix) : numbers;
  return tf.layers
    .layerNormalization({
      name: place > 0 ? `normalize${suffix}` : 'features',
      center: false,
      scale: false,
      epsilon: EPSILON,
    })
    .apply(shares) as tf.SymbolicTensor;
}

/** Small against any variance that is more than rounding. */
const EPSILON = 1e-6;

function pooled(
  model: tf.LayersModel,
  { layer, pooling = 'average' }: FeatureSource,
  suffix: string,
): tf.SymbolicTensor {
  const { output } = model.getLayer(layer);
  if (Array.isArray(output) || (output.rank !== 4 && output.rank !== 2))
    throw new TypeError(
      `Layer '${layer}' gives neither maps nor one row of numbers; choose a convolution, ReLU, pooling or dense layer`,
    );
  if (output.rank === 2) return output;
  const args = { name: `pool_features${suffix}`, dataFormat: 'channelsLast' as const };
  const pool =
    pooling === 'max' ? tf.layers.globalMaxPooling2d(args) : tf.layers.globalAveragePooling2d(args);
  return pool.apply(output) as tf.SymbolicTensor;
}

/** Multiplied by their number, so that the mean share is 1: far from where float32 and epsilon are coarse. */
function sharesOf(
  scores: tf.SymbolicTensor,
  temperature: number,
  suffix: string,
): tf.SymbolicTensor {
  const numScores = scores.shape[1] as number;
  return [
    tf.layers.rescaling({ name: `temper${suffix}`, scale: 1 / temperature }),
    tf.layers.activation({ name: `shares${suffix}`, activation: 'softmax' }),
    tf.layers.rescaling({ name: `scale_shares${suffix}`, scale: numScores }),
  ].reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, scores);
}
