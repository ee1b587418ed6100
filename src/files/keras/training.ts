import { describe } from '../../check';
import { tf } from '../../network/tensorflow';
import { isFields, type Fields } from '../plainJson';
import { optimizerFromKeras, optimizerToKeras } from './optimizers';
import { nameOf } from './parts';

/** Keras's name of each loss, in both of its generations, by that of TensorFlow.js. */
const LOSSES: Readonly<Record<string, string>> = {
  binaryCrossentropy: 'binary_crossentropy',
  categoricalCrossentropy: 'categorical_crossentropy',
  categoricalHinge: 'categorical_hinge',
  cosineProximity: 'cosine_similarity',
  hinge: 'hinge',
  kullbackLeiblerDivergence: 'kl_divergence',
  logcosh: 'log_cosh',
  meanAbsoluteError: 'mean_absolute_error',
  meanAbsolutePercentageError: 'mean_absolute_percentage_error',
  meanSquaredError: 'mean_squared_error',
  meanSquaredLogarithmicError: 'mean_squared_logarithmic_error',
  poisson: 'poisson',
  sparseCategoricalCrossentropy: 'sparse_categorical_crossentropy',
  squaredHinge: 'squared_hinge',
};

/** Further names that Keras has for them. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  kullback_leibler_divergence: 'kl_divergence',
  kld: 'kl_divergence',
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  msle: 'mean_squared_logarithmic_error',
};

const METRICS: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  acc: 'accuracy',
  binaryAccuracy: 'binary_accuracy',
  categoricalAccuracy: 'categorical_accuracy',
  sparseCategoricalAccuracy: 'sparse_categorical_accuracy',
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  ...LOSSES,
};

/** How a network is trained. */
export interface Training {
  readonly optimizer: tf.Optimizer;
  readonly loss: string | string[] | Record<string, string>;
  readonly metrics: string[];
}

/**
 * Returns how a network is trained, in the words of Keras 2 and 3; undefined when it is not compiled.
 *
 * @throws Error when Keras has no such loss, metric or optimizer
 */
export function trainingToKeras(
  model: tf.LayersModel,
  outputNames: ReadonlyMap<string, string>,
): Fields | undefined {
  const { optimizer, loss, metrics } = model as {
    optimizer?: tf.Optimizer;
    loss: unknown;
    metrics: unknown;
  };
  if (!optimizer) return undefined;
  return {
    loss: lossToKeras(loss, outputNames),
    metrics: metricsOf(metrics).map((metric) => toKeras('metric', METRICS, metric)),
    weighted_metrics: null,
    loss_weights: null,
    optimizer_config: optimizerToKeras(optimizer),
  };
}

function lossToKeras(loss: unknown, outputNames: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(loss)) return loss.map((each) => toKeras('loss', LOSSES, each));
  if (!isFields(loss)) return toKeras('loss', LOSSES, loss);
  return Object.fromEntries(
    Object.entries(loss).map(([output, each]) => [
      outputNames.get(output) ?? output,
      toKeras('loss', LOSSES, each),
    ]),
  );
}

function metricsOf(metrics: unknown): unknown[] {
  if (metrics === undefined || metrics === null) return [];
  if (isFields(metrics)) return [...new Set(Object.values(metrics).flat())];
  return [metrics].flat(2);
}

function toKeras(kind: string, names: Readonly<Record<string, string>>, value: unknown): string {
  if (typeof value === 'string' && Object.hasOwn(names, value)) return names[value];
  throw new Error(
    `Keras has no ${kind} like ${describe(value)}: compile the network with one of ${Object.keys(names).join(', ')}`,
  );
}

/**
 * Returns how Keras trained a network.
 *
 * @throws Error when TensorFlow.js has no such loss, metric or optimizer
 */
export function trainingFromKeras(
  config: Fields,
  outputNames: ReadonlyMap<string, string>,
): Training {
  const { loss, metrics, optimizer, optimizer_config: described = optimizer } = config;
  const { loss_weights: lossWeights = null } = config;
  if (lossWeights !== null) throw new Error('TensorFlow.js knows no weights of losses');
  return {
    optimizer: optimizerFromKeras(described),
    loss: lossFromKeras(loss, outputNames),
    metrics: [...new Set(metricsOf(metrics).map(metricFromKeras))],
  };
}

function lossFromKeras(loss: unknown, outputNames: ReadonlyMap<string, string>): Training['loss'] {
  if (Array.isArray(loss)) return loss.map((each) => fromKeras('loss', LOSSES, each));
  if (!isFields(loss) || 'class_name' in loss) return fromKeras('loss', LOSSES, loss);
  return Object.fromEntries(
    Object.entries(loss).map(([output, each]) => [
      outputNames.get(output) ?? output,
      fromKeras('loss', LOSSES, each),
    ]),
  );
}

function metricFromKeras(metric: unknown): string {
  const { class_name: className, config } = isFields(metric) ? metric : {};
  if (!isFields(config)) return fromKeras('metric', METRICS, metric);
  if (config.name === 'accuracy' || config.name === 'acc') return 'accuracy';
  return fromKeras('metric', METRICS, className === 'MeanMetricWrapper' ? config.fn : metric);
}

function fromKeras(kind: string, names: Readonly<Record<string, string>>, value: unknown): string {
  const { config } = isFields(value) ? value : {};
  const settings = isFields(config) ? config : {};
  const plain = plainName(typeof config === 'string' ? config : nameOf(value));
  const known = Object.entries(names).find(([, keras]) => plainName(keras) === plain)?.[0];
  if (known === undefined) throw new Error(`TensorFlow.js has no ${kind} like ${nameOf(value)}`);
  if (settings.from_logits === true)
    throw new Error(`Its ${kind} ${nameOf(value)} takes logits, which TensorFlow.js does not`);
  if (typeof settings.label_smoothing === 'number' && settings.label_smoothing !== 0)
    throw new Error(`TensorFlow.js knows no label_smoothing of the ${kind} ${nameOf(value)}`);
  return known;
}

/** `MeanSquaredError`, `mean_squared_error` and `mse` are the same. */
function plainName(name: string): string {
  const short = name.replace(/^[A-Za-z_]+>/, '');
  return (Object.hasOwn(OTHER_NAMES, short) ? OTHER_NAMES[short] : short)
    .replaceAll('_', '')
    .toLowerCase();
}
