import { tf } from '../network/tensorflow';

export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** What an optimizer remembers: its settings, how many steps it took, and the averages it keeps of each weight. */
export interface OptimizerState {
  /** TensorFlow.js's name for the kind of optimizer, such as `Adam`. */
  readonly className: string;
  readonly numbers: Readonly<Record<string, number>>;
  /** Named by the property that holds them; the optimizer's own tensors, not copies. */
  readonly tensors: readonly NamedTensor[];
  /** What else is known of each average in a list, by the name of its tensor. */
  readonly averages: Readonly<Record<string, AverageDetails>>;
}

interface AverageDetails {
  /** What TensorFlow.js calls it. */
  readonly originalName: string;
  /** How many steps of Adam it follows, where that differs from the optimizer's. */
  readonly steps?: number;
}

/** An average that an optimizer keeps of a weight. */
interface Average extends AverageDetails {
  readonly variable: tf.Variable;
}

type Fields = Record<string, unknown>;

/**
 * Returns all that an optimizer remembers. TensorFlow.js's own `getWeights` leaves some of it out, is not there for
 * every optimizer, and its `setWeights` rounds what the bias correction of Adam follows from.
 */
export function optimizerState(optimizer: tf.Optimizer): OptimizerState {
  const numbers: Record<string, number> = {};
  const tensors: NamedTensor[] = [];
  const averages: Record<string, AverageDetails> = {};
  for (const [key, value] of Object.entries(optimizer as unknown as Fields)) {
    if (typeof value === 'number') numbers[key] = value;
    else if (value instanceof tf.Variable) tensors.push({ name: key, tensor: value });
    for (const [index, average] of averagesOf(value).entries()) {
      const name = `${key}/${index}`;
      tensors.push({ name, tensor: average.variable });
      averages[name] = { originalName: average.originalName, steps: average.steps };
    }
  }
  return { className: optimizer.getClassName(), numbers, tensors, averages };
}

/**
 * Gives an optimizer all that another of its kind remembered. The state's tensors are copied.
 *
 * @throws TypeError when it is of another kind
 */
export function restoreOptimizer(optimizer: tf.Optimizer, state: OptimizerState): void {
  const className = optimizer.getClassName();
  if (className !== state.className) {
    throw new TypeError(
      `The network is compiled with ${className}, but the state is one of ${state.className}; compile it with that`,
    );
  }
  const fields = optimizer as unknown as Fields & { setLearningRate?(rate: number): void };
  // A name from a file could be that of a method, or of the prototype
  for (const [key, value] of Object.entries(state.numbers))
    if (typeof fields[key] === 'number' || !(key in fields)) fields[key] = value;
  // Gradient descent and momentum keep the rate as a tensor too
  fields.setLearningRate?.(state.numbers.learningRate);
  for (const list of Object.values(fields)) forget(list);
  for (const { name, tensor } of state.tensors) {
    const [key, index] = name.split('/');
    const value = fields[key];
    if (value instanceof tf.Variable) value.assign(tensor);
    else if (Array.isArray(value)) {
      const variable = tf.variable(tensor, false);
      value[Number(index)] = { ...state.averages[name], variable };
    }
  }
}

function forget(list: unknown): void {
  tf.dispose(averagesOf(list).map(({ variable }) => variable));
  if (Array.isArray(list)) list.length = 0;
}

function averagesOf(value: unknown): Average[] {
  if (!Array.isArray(value)) return [];
  return (value as Partial<Average>[]).filter(
    (item): item is Average => item?.variable instanceof tf.Variable,
  );
}
