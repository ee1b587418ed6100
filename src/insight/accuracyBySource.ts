import { checkOptions, describe } from '../check';
import { checkSources } from '../data/dataset';

export interface AccuracyBySourceOptions {
  /** What each picture shows, or where it is from, as a data set has it in `sources`. */
  readonly sources: readonly string[] | undefined;
}

/** An accuracy with its error bars. */
export interface AccuracyBySource {
  /** The share of pictures named rightly (0-1). */
  readonly acc: number;
  /**
   * How far the accuracy would typically be off with other sources of the same kind (0-1): its standard error. The
   * true accuracy lies within twice of it in about 19 of 20 cases, where the sources are many.
   */
  readonly standardError: number;
  /** The standard error that counts each picture as if it had a source of its own: too small where they have not. */
  readonly standardErrorByImage: number;
  readonly numSources: number;
  readonly numImages: number;
}

/**
 * Returns the accuracy of a network with its error bar by source. Forty pictures of one drawing are hardly more evidence
 * than one: a network that knows the drawing is right on all of them. So the deviations from the mean are added up
 * source by source before they are squared: the cluster-robust standard error of a mean (K.-Y. Liang and S. L. Zeger,
 * Biometrika 73, 1986), times `sqrt(numSources / (numSources - 1))`, since the mean was taken of the same pictures.
 *
 * @param evaluation what `evaluate` returns, or else a list of labels and one of predictions
 * @throws TypeError when there are no sources, or labels, predictions and sources differ in number
 * @throws RangeError when there are fewer than two sources
 * @example
 * const judged = { labels: [0, 0, 1, 1], predictions: [0, 0, 0, 0] };
 * accuracyBySource(judged, { sources: ['rex', 'rex', 'tom', 'tom'] }).standardError //=> 0.5
 */
export function accuracyBySource(
  evaluation: { readonly labels: ArrayLike<number>; readonly predictions: ArrayLike<number> },
  options: AccuracyBySourceOptions,
): AccuracyBySource {
  checkOptions('The options of accuracyBySource()', options, '{ sources: testSet.sources }');
  const { sources } = options;
  const hits = hitsOf(evaluation);
  if (sources === undefined)
    throw new TypeError(
      'There are no sources: a data set has them when it was loaded from a folder; the arrays of an .npy file have none',
    );
  checkSources('the sources', sources, hits.length);
  const numSources = new Set(sources).size;
  if (numSources < 2)
    throw new RangeError(
      `An error bar by source needs pictures of at least 2 sources, but they have ${numSources}`,
    );
  const acc = hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
  return {
    acc,
    standardError: clusterError(hits, sources),
    standardErrorByImage: clusterError(hits, hits.keys()),
    numSources,
    numImages: hits.length,
  };
}

/** The cluster-robust standard error of the mean of the values, which belong to the given clusters. */
function clusterError(values: readonly number[], clusters: Iterable<string | number>): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviations = new Map<string | number, number>();
  let index = 0;
  for (const cluster of clusters)
    deviations.set(cluster, (deviations.get(cluster) ?? 0) + values[index++] - mean);
  const squares = [...deviations.values()].reduce((sum, deviation) => sum + deviation ** 2, 0);
  return Math.sqrt((squares * deviations.size) / (deviations.size - 1)) / values.length;
}

/** 1 for each picture that was named rightly, 0 for each other. */
function hitsOf(evaluation: unknown): number[] {
  const { labels, predictions } = (evaluation ?? {}) as Record<string, unknown>;
  if (!isList(labels) || !isList(predictions))
    throw new TypeError(
      `The evaluation must hold labels and predictions, as evaluate() returns them, but is ${describe(evaluation)}`,
    );
  if (labels.length !== predictions.length)
    throw new TypeError(
      `Each label needs one prediction, but there are ${labels.length} labels and ${predictions.length} predictions`,
    );
  return Array.from(labels, (label, index) => (label === predictions[index] ? 1 : 0));
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
