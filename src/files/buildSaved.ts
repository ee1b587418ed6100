import { tf } from '../network/tensorflow';
import { replaceMethod } from '../network/tfjsMends/tf';
import { nextTurn } from '../training/nextTurn';

/** What the layers of a network hold: how many tensors, and how many numbers in them. */
export interface WeightsSize {
  readonly numWeights: number;
  readonly numNumbers: number;
}

type AddWeight = [
  name: string,
  shape: number[],
  dtype: tf.DataType | undefined,
  initializer: object,
  ...rest: unknown[],
];

/**
 * Builds the layers of a saved network with its weights, and compiles them as the series does. Of a build that fails
 * nothing is left behind.
 *
 * @throws Error of TensorFlow.js that says what is wrong with the layers
 */
export async function buildSaved(artifacts: tf.io.ModelArtifacts): Promise<tf.LayersModel> {
  return alone(async () => {
    const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    return model;
  });
}

/** Returns what the layers need, and makes no room for it. Throws as `buildSaved` does. */
export async function measureWeights({
  modelTopology,
}: tf.io.ModelArtifacts): Promise<WeightsSize> {
  const prototype: object = tf.layers.Layer.prototype;
  const addWeight: unknown = Reflect.get(prototype, 'addWeight');
  let [numWeights, numNumbers] = [0, 0];
  return alone(async () => {
    replaceMethod<object, AddWeight, unknown>(
      prototype,
      'addWeight',
      (own, layer, ...[name, shape, dtype, , ...rest]) => {
        numWeights++;
        numNumbers += shape.reduce((product, length) => product * length, 1);
        return own(layer, name, [0], dtype, tf.initializers.zeros(), ...rest);
      },
    );
    const before = variables();
    try {
      await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
      disposeAllBut(before);
      return { numWeights, numNumbers };
    } finally {
      Reflect.set(prototype, 'addWeight', addWeight);
    }
  });
}

/**
 * Runs what waits for nothing but itself in a turn of the event loop of its own: what comes into being meanwhile is its
 * own, and is freed when it fails.
 */
async function alone<Result>(run: () => Promise<Result>): Promise<Result> {
  await nextTurn();
  const before = variables();
  tf.engine().startScope();
  try {
    return await run();
  } catch (error) {
    disposeAllBut(before);
    throw error;
  } finally {
    // Variables outlive it
    tf.engine().endScope();
  }
}

function variables(): ReadonlySet<tf.Variable> {
  return new Set(Object.values(tf.engine().registeredVariables));
}

function disposeAllBut(kept: ReadonlySet<tf.Variable>): void {
  for (const variable of variables()) if (!kept.has(variable)) variable.dispose();
}
