import { checkOneOf, checkOptions, describe } from '../../check';
import { checkModel } from '../../network/checkExamples';
import { startBackend, type tf } from '../../network/tensorflow';
import { reasonOf, resolvePath } from '../../project';
import { writeHdf5, type Hdf5Writer } from '../hdf5';
import { replaceFile } from '../replaceFile';
import { writeMemory } from './optimizerMemory';
import { rowsOf } from './rows';
import { toKeras, type KerasTopology } from './toKeras';
import { trainingToKeras } from './training';
import { kerasWeights } from './weightOrder';

/** Both read it: Keras 3 as a file of before its time. */
const WRITTEN_AS = '2.13.1';

export interface SaveKerasOptions {
  /** The words of the classes, which `loadKeras` gives back. */
  readonly classNames?: readonly string[];
  /**
   * Whether what the optimizer remembers is written too; false unless told. Keras 2 then goes on as if it had trained
   * the network itself. Keras 3 must `compile` the network anew before it trains, which is a fault of its own.
   */
  readonly optimizerState?: boolean;
}

/**
 * Writes a network into one HDF5 file, such as the series' `creatures_cnn.h5`, which Keras 2 and Keras 3 open with
 * `keras.models.load_model`: layers, weights, loss, metrics and the optimizer's settings. The file is written whole or not
 * at all, and no more than a few megabytes of it are in memory at once.
 *
 * Networks within the network are laid out flat: their layers stand there in their place, `conv1` of `base` as `base_conv1`.
 * Keras 2 and Keras 3 write nested ones in ways that the other cannot read.
 *
 * Keras allows no slash, space or letter with an accent in the name of a layer; there they become `_`.
 *
 * @param path relative to the working folder, or with `~` for the home folder; folders that are missing are made
 * @throws TypeError when `path` is no text, or an empty one, or the model no network
 * @throws Error when Keras has nothing like a layer, loss, metric or optimizer, which it names, or when the file cannot be
 * written; an older file is still there then
 * @example
 * await saveKeras(model, 'data/creatures_cnn.h5');
 * // in Python: model = keras.models.load_model('data/creatures_cnn.h5')
 */
export async function saveKeras(
  model: tf.LayersModel,
  path: string,
  options: SaveKerasOptions = {},
): Promise<void> {
  checkModel(model);
  checkOptions('The options of saveKeras()', options, "{ classNames: ['dogs', 'cats'] }");
  const { classNames = namesIn(model), optimizerState = false } = options;
  checkOneOf('optimizerState', optimizerState, [true, false]);
  checkClassNames(classNames);
  const place = resolvePath(path);
  checkEnding(path);
  await startBackend();
  try {
    const topology = toKeras(model);
    const training = trainingToKeras(model, topology.outputNames);
    await replaceFile(place, (staged) =>
      writeHdf5(staged, (file) => {
        file.attribute('', 'keras_version', WRITTEN_AS);
        file.attribute('', 'backend', 'tensorflow');
        file.attribute('', 'model_config', JSON.stringify(topology.config));
        if (training) file.attribute('', 'training_config', JSON.stringify(training));
        if (classNames) file.attribute('', 'class_names', classNames);
        writeWeights(file, topology);
        if (optimizerState) writeMemory(file, model.optimizer, topology.layers);
      }),
    );
  } catch (error) {
    throw new Error(`The network could not be saved in '${path}': ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** What `loadKeras` or someone else has written there. */
function namesIn(model: tf.LayersModel): readonly string[] | undefined {
  const { classNames } = (model.getUserDefinedMetadata() ?? {}) as { classNames?: unknown };
  return isListOfTexts(classNames) ? classNames : undefined;
}

function checkClassNames(classNames: unknown): void {
  if (classNames === undefined || isListOfTexts(classNames)) return;
  throw new TypeError(
    `classNames must be a list of words such as ['dogs', 'cats'], but is ${describe(classNames)}`,
  );
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function checkEnding(path: string): void {
  if (!path.endsWith('.keras')) return;
  throw new RangeError(
    `saveKeras() writes HDF5 files, and Keras would read '${path}' as a zip archive: call it ${path.slice(0, -6)}.h5`,
  );
}

function writeWeights(file: Hdf5Writer, { layers }: KerasTopology): void {
  const groups = layers.map(({ name }) => name);
  file.attribute('model_weights', 'layer_names', groups);
  file.attribute('model_weights', 'backend', 'tensorflow');
  file.attribute('model_weights', 'keras_version', WRITTEN_AS);
  for (const { name, layer } of layers) {
    const group = `model_weights/${name}`;
    const weights = kerasWeights(layer);
    const names = weights.map((weight) => `${name}/${weight.name}:0`);
    file.attribute(group, 'weight_names', names);
    weights.forEach(({ variable }, place) =>
      file.array(`${group}/${names[place]}`, rowsOf(variable.read())),
    );
  }
}
