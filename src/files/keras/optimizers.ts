import { tf } from '../../network/tensorflow';
import { isFields, type Fields } from '../plainJson';
import { nameOf } from './parts';

type Optimizer = tf.Optimizer & Record<string, unknown>;

interface OptimizerKind {
  readonly keras: string;
  /** Keras's word for each setting by that of TensorFlow.js. */
  readonly settings: Readonly<Record<string, string>>;
  readonly build: (
    read: (key: string, unlessThere: number) => number,
    config: Fields,
  ) => tf.Optimizer;
}

const WITH_MOMENTS = {
  learningRate: 'learning_rate',
  beta1: 'beta_1',
  beta2: 'beta_2',
  epsilon: 'epsilon',
};

const KINDS: Readonly<Record<string, OptimizerKind>> = {
  Adam: {
    keras: 'Adam',
    settings: WITH_MOMENTS,
    build: (read) =>
      tf.train.adam(
        read('learning_rate', 0.001),
        read('beta_1', 0.9),
        read('beta_2', 0.999),
        read('epsilon', 1e-7),
      ),
  },
  SGD: {
    keras: 'SGD',
    settings: { learningRate: 'learning_rate' },
    build: (read) => tf.train.sgd(read('learning_rate', 0.01)),
  },
  Momentum: {
    keras: 'SGD',
    settings: { learningRate: 'learning_rate', momentum: 'momentum', useNesterov: 'nesterov' },
    build: (read, { nesterov }) =>
      tf.train.momentum(read('learning_rate', 0.01), read('momentum', 0), nesterov === true),
  },
  RMSProp: {
    keras: 'RMSprop',
    settings: {
      learningRate: 'learning_rate',
      decay: 'rho',
      momentum: 'momentum',
      epsilon: 'epsilon',
      centered: 'centered',
    },
    build: (read, { centered }) =>
      tf.train.rmsprop(
        read('learning_rate', 0.001),
        read('rho', 0.9),
        read('momentum', 0),
        read('epsilon', 1e-7),
        centered === true,
      ),
  },
  Adagrad: {
    keras: 'Adagrad',
    settings: {
      learningRate: 'learning_rate',
      initialAccumulatorValue: 'initial_accumulator_value',
    },
    build: (read) =>
      tf.train.adagrad(read('learning_rate', 0.001), read('initial_accumulator_value', 0.1)),
  },
  Adadelta: {
    keras: 'Adadelta',
    settings: { learningRate: 'learning_rate', rho: 'rho', epsilon: 'epsilon' },
    build: (read) =>
      tf.train.adadelta(read('learning_rate', 0.001), read('rho', 0.95), read('epsilon', 1e-7)),
  },
  Adamax: {
    keras: 'Adamax',
    settings: WITH_MOMENTS,
    build: (read) =>
      tf.train.adamax(
        read('learning_rate', 0.001),
        read('beta_1', 0.9),
        read('beta_2', 0.999),
        read('epsilon', 1e-7),
      ),
  },
};

/** What Keras alone has, with the values that change nothing. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly unknown[]>> = {
  amsgrad: [false],
  clipnorm: [],
  clipvalue: [],
  decay: [0],
  global_clipnorm: [],
  gradient_accumulation_steps: [],
  loss_scale_factor: [],
  use_ema: [false],
  weight_decay: [0, false],
};

/**
 * Returns an optimizer in the words of Keras 2 and 3.
 *
 * @throws Error when they have none like it
 */
export function optimizerToKeras(optimizer: tf.Optimizer): Fields {
  const name = optimizer.getClassName();
  if (
    !Object.hasOwn(KINDS, name) ||
    (Reflect.get(optimizer, 'decay') !== undefined &&
      name === 'Adamax' &&
      Reflect.get(optimizer, 'decay') !== 0)
  )
    throw new Error(
      `Keras has no optimizer like ${name}: compile the network with one of ${Object.keys(KINDS).join(', ')}`,
    );
  const { keras, settings } = KINDS[name];
  const config = Object.entries(settings).map(([ours, theirs]) => [
    theirs,
    (optimizer as Optimizer)[ours],
  ]);
  return { class_name: keras, config: { name: keras, ...Object.fromEntries(config) } };
}

/**
 * Returns the optimizer that Keras describes.
 *
 * @throws Error that says what of it TensorFlow.js lacks
 */
export function optimizerFromKeras(described: unknown): tf.Optimizer {
  const { class_name: given, config } = isFields(described)
    ? described
    : { class_name: described, config: {} };
  const name = typeof given === 'string' ? given.replace(/^(Custom|tf_keras|Keras)>/, '') : '';
  if (!isFields(config) || name === '') throw new Error('It names no optimizer');
  const kind = Object.entries(KINDS).find(([ours, { keras }]) => {
    const hasMomentum = typeof config.momentum === 'number' && config.momentum !== 0;
    return (
      keras.toLowerCase() === name.toLowerCase() &&
      (keras !== 'SGD' || (ours === 'Momentum') === hasMomentum)
    );
  })?.[1];
  if (!kind) throw new Error(`TensorFlow.js has no optimizer ${nameOf(described)}`);
  for (const [key, allowed] of Object.entries(WITHOUT_EFFECT)) {
    const value = config[key] ?? null;
    if (value !== null && !allowed.includes(value))
      throw new Error(`TensorFlow.js knows no ${key} of the optimizer ${kind.keras}`);
  }
  return kind.build((key, unlessThere) => settingOf(config, key, unlessThere), config);
}

function settingOf(config: Fields, key: string, unlessThere: number): number {
  const value = config[key] ?? (key === 'learning_rate' ? config.lr : undefined) ?? unlessThere;
  if (typeof value === 'number' && value >= 0) return value;
  throw new Error(
    isFields(value)
      ? `Its ${key} is a schedule (${nameOf(value)}), which TensorFlow.js does not have`
      : `Its ${key} is no number`,
  );
}
