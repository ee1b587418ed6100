import { checkNumber, checkOneOf, checkOptions, describe } from '../../check';
import { findLayer, type LayerChoice } from '../layers';
import type { tf } from '../tensorflow';

/** A layer of a trained network that gives features, and how. */
export interface FeatureSource {
  /** A layer that makes maps, or one number a filter or unit: its name, its place from 0, or the layer itself. */
  readonly layer: LayerChoice;
  /** How a map becomes one number: the mean over all its places, which it is unless told, or the largest. */
  readonly pooling?: 'average' | 'max';
  /**
   * For a layer of class scores: the convolution or dense layer whose weights make the scores. Then the
   * features are not the scores, but where among the classes the picture lies. A class is a vector, its weights in that
   * layer, and classes that look alike have vectors alike; a picture is the mean of all vectors, weighted by its scores'
   * softmax. So what is learned of poodles holds for beagles.
   */
  readonly classLayer?: LayerChoice;
  /** Scores are divided by it before the softmax; a high one gives more weight to the second and third choice. 1 unless told. */
  readonly temperature?: number;
}

/** Returns the sources. Throws a TypeError or RangeError unless the network has what they name. */
export function checkSources(model: tf.LayersModel, options: unknown): readonly FeatureSource[] {
  const example = "{ sources: [{ layer: 'relu4' }] }";
  checkOptions('The options of featureExtractor()', options, example);
  const { sources } = options as { readonly sources: unknown };
  if (!Array.isArray(sources) || sources.length === 0)
    throw new TypeError(
      `sources must be a list such as [{ layer: 'relu4' }], but is ${describe(sources)}`,
    );
  for (const source of sources) checkSource(model, source);
  return sources as readonly FeatureSource[];
}

function checkSource(model: tf.LayersModel, source: unknown): void {
  checkOptions('a source of features', source, "{ layer: 'relu4' }");
  const { layer, pooling = 'average', classLayer, temperature = 1 } = source as FeatureSource;
  const output = findLayer(model, layer).output;
  if (Array.isArray(output) || (output.rank !== 4 && output.rank !== 2))
    throw new TypeError(
      `Layer '${findLayer(model, layer).name}' gives neither maps nor one row of numbers; choose a convolution, ReLU, pooling or dense layer`,
    );
  checkOneOf('pooling', pooling, ['average', 'max']);
  const expected = 'a positive number such as 2';
  checkNumber('temperature', temperature, { allowed: temperature > 0, expected });
  if (classLayer === undefined) return;
  const kernel = findLayer(model, classLayer).weights.at(0);
  const numScores = output.shape.at(-1);
  if (kernel?.shape.at(-1) === numScores) return;
  throw new TypeError(
    `Layer '${findLayer(model, classLayer).name}' makes ${kernel?.shape.at(-1) ?? 'no'} scores, but layer '${findLayer(model, layer).name}' has ${numScores}; ` +
      'name the layer whose weights make them',
  );
}
