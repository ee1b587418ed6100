import { describe } from '../../check';
import { isFields, type Fields } from '../plainJson';

/** Keras's name of each activation that means the same in TensorFlow.js, Keras 2 and Keras 3, and its name there. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  elu: 'elu',
  gelu: 'gelu',
  linear: 'linear',
  log_softmax: 'log_softmax',
  log_softmax_v2: 'log_softmax',
  mish: 'mish',
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  sigmoid: 'sigmoid',
  silu: 'swish',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  swish: 'swish',
  tanh: 'tanh',
};

const INITIALIZERS: Readonly<Record<string, readonly string[]>> = {
  Constant: ['value'],
  GlorotNormal: ['seed'],
  GlorotUniform: ['seed'],
  HeNormal: ['seed'],
  HeUniform: ['seed'],
  Identity: ['gain'],
  LeCunNormal: ['seed'],
  LeCunUniform: ['seed'],
  Ones: [],
  Orthogonal: ['gain', 'seed'],
  RandomNormal: ['mean', 'stddev', 'seed'],
  RandomUniform: ['minval', 'maxval', 'seed'],
  TruncatedNormal: ['mean', 'stddev', 'seed'],
  VarianceScaling: ['scale', 'mode', 'distribution', 'seed'],
  Zeros: [],
};

/** What Keras calls otherwise than TensorFlow.js. */
const INITIALIZER_NAMES: Readonly<Record<string, string>> = {
  IdentityInitializer: 'Identity',
  LecunNormal: 'LeCunNormal',
  LecunUniform: 'LeCunUniform',
  OrthogonalInitializer: 'Orthogonal',
};

const CONSTRAINTS: Readonly<Record<string, readonly string[]>> = {
  MaxNorm: ['max_value', 'axis'],
  MinMaxNorm: ['min_value', 'max_value', 'rate', 'axis'],
  NonNeg: [],
  UnitNorm: ['axis'],
};

/** Whose configuration is read: the words for the same differ. */
export interface Dialect {
  /** 2 or 3; what came before wrote as Keras 2 does. */
  readonly version: number;
}

/**
 * Returns an activation in the words of TensorFlow.js.
 *
 * @throws Error that says what is wrong with it, to be put behind "its activation"
 */
export function activationToTfjs(value: unknown, { version }: Dialect): string {
  const name = isFields(value) && value.class_name === 'function' ? value.config : value;
  if (name === null || name === undefined) return 'linear';
  // The slope of Keras 3 is another
  if (name === 'hard_sigmoid' && version < 3) return 'hard_sigmoid';
  if (typeof name === 'string' && Object.hasOwn(ACTIVATIONS, name)) return ACTIVATIONS[name];
  throw new Error(`is ${nameOf(value)}, which TensorFlow.js does not have or computes otherwise`);
}

/** Returns an activation in the words of Keras 2 and 3. Throws as `activationToTfjs` does. */
export function activationToKeras(value: unknown): string {
  if (value === null || value === undefined) return 'linear';
  if (typeof value === 'string' && Object.hasOwn(ACTIVATIONS, value)) return ACTIVATIONS[value];
  throw new Error(
    `is ${nameOf(value)}, which Keras 2 and Keras 3 do not have or compute otherwise`,
  );
}

/** An initializer that TensorFlow.js lacks is left out: the numbers come from the file. */
export function initializerToTfjs(value: unknown): Fields {
  const { class_name: given, config } = isFields(value) ? value : {};
  const known = INITIALIZER_NAMES[String(given)] ?? given;
  if (typeof known !== 'string' || !Object.hasOwn(INITIALIZERS, known))
    return { class_name: 'Zeros', config: {} };
  const picked: Record<string, unknown> = pick(config, INITIALIZERS[known]);
  // Keras 3 may have a generator in its place
  if ('seed' in picked && typeof picked.seed !== 'number') picked.seed = null;
  if (picked.distribution === 'untruncated_normal') picked.distribution = 'normal';
  return { class_name: known, config: picked };
}

export function initializerToKeras(value: unknown): Fields {
  const { class_name: name, config } = isFields(value) ? value : {};
  if (typeof name !== 'string' || !Object.hasOwn(INITIALIZERS, name))
    throw new Error(`is ${nameOf(value)}, which Keras does not have`);
  const kerasName = Object.entries(INITIALIZER_NAMES).find(
    ([keras, tfjs]) => tfjs === name && keras.startsWith('Lecun'),
  )?.[0];
  const picked: Record<string, unknown> = pick(config, INITIALIZERS[name]);
  if (picked.distribution === 'normal') picked.distribution = 'truncated_normal';
  return { class_name: kerasName ?? name, config: picked };
}

/** Both sides have the sum of absolute values and of squares. */
export function regularizer(value: unknown): Fields | null {
  if (value === null || value === undefined) return null;
  const { class_name: name, config } = isFields(value) ? value : {};
  if (typeof name === 'string' && ['L1', 'L2', 'L1L2'].includes(name) && isFields(config))
    return { class_name: 'L1L2', config: { l1: config.l1 ?? 0, l2: config.l2 ?? 0 } };
  throw new Error(`is ${nameOf(value)}; L1, L2 and L1L2 can be carried over`);
}

export function constraint(value: unknown): Fields | null {
  if (value === null || value === undefined) return null;
  const { class_name: name, config } = isFields(value) ? value : {};
  if (typeof name === 'string' && Object.hasOwn(CONSTRAINTS, name))
    return { class_name: name, config: pick(config, CONSTRAINTS[name]) };
  throw new Error(
    `is ${nameOf(value)}; ${Object.keys(CONSTRAINTS).join(', ')} can be carried over`,
  );
}

function pick(config: unknown, keys: readonly string[]): Record<string, unknown> {
  const given = isFields(config) ? config : {};
  return Object.fromEntries(keys.filter((key) => key in given).map((key) => [key, given[key]]));
}

/** What a part of a configuration is called there. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { class_name: name } = isFields(value) ? value : {};
  return typeof name === 'string' ? name : describe(value);
}
