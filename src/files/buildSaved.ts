import { tf } from '../network/tensorflow';
import { replaceMethod } from '../network/tfjsMends/tf';
import { reasonOf } from '../project';
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
  let [numWeights, numNumbers] = [0, 0];
  const count = (shape: number[]): number[] => {
    numWeights++;
    numNumbers += shape.reduce((product, length) => product * length, 1);
    return [0];
  };
  return alone(async () => {
    const before = variables();
    await loadLayers(modelTopology, count);
    disposeAllBut(before);
    return { numWeights, numNumbers };
  });
}

/**
 * Builds layers and lets `fill` give them their weights, which are zeros until then. Of a build that fails nothing is left
 * behind. Throws as `buildSaved` and `fill` do.
 */
export async function buildAndFill(
  { modelTopology }: tf.io.ModelArtifacts,
  fill: (model: tf.LayersModel) => void,
): Promise<tf.LayersModel> {
  return alone(async () => {
    const model = await loadLayers(modelTopology, (shape) => shape);
    fill(model);
    return model;
  });
}

/** Loads layers whose weights begin as zeros, of the shape that `shapeOf` makes of each. */
async function loadLayers(
  modelTopology: tf.io.ModelArtifacts['modelTopology'],
  shapeOf: (shape: number[]) => number[],
): Promise<tf.LayersModel> {
  const prototype: object = tf.layers.Layer.prototype;
  const addWeight: unknown = Reflect.get(prototype, 'addWeight');
  replaceMethod<object, AddWeight, unknown>(
    prototype,
    'addWeight',
    (own, layer, ...[name, shape, dtype, , ...rest]) =>
      own(layer, name, shapeOf(shape), dtype, tf.initializers.zeros(), ...rest),
  );
  try {
    return await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
  } finally {
    Reflect.set(prototype, 'addWeight', addWeight);
  }
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
    throw new Error(firstSentence(reasonOf(error)), { cause: error });
  } finally {
    // Variables outlive it
    tf.engine().endScope();
  }
}

/** TensorFlow.js goes on with lists of what may be the cause. */
function firstSentence(text: string): string {
  return text.split(/\n|\.\s+(?=[A-Z])/)[0].replace(/\.$/, '');
}

function variables(): ReadonlySet<tf.Variable> {
  return new Set(Object.values(tf.engine().registeredVariables));
}

function disposeAllBut(kept: ReadonlySet<tf.Variable>): void {
  for (const variable of variables()) if (!kept.has(variable)) variable.dispose();
}
