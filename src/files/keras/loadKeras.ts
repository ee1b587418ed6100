import { checkOneOf, checkOptions, oneLine } from '../../check';
import { startBackend, tf } from '../../network/tensorflow';
import { reasonOf, resolvePath } from '../../project';
import { buildAndFill, measureWeights } from '../buildSaved';
import { withHdf5, type Hdf5Reader } from '../hdf5';
import { checkSize } from '../modelFile';
import { withKerasArchive } from './archive';
import { fromKeras, type TfjsTopology } from './fromKeras';
import { versionOf, type KerasFile, type KerasWeights } from './kerasFile';
import { isFields, type Fields } from '../plainJson';
import { parseObject } from './json';
import { restoreMemory } from './optimizerMemory';
import { trainingFromKeras, type Training } from './training';
import { fillWeights, listOf, wholeModelPaths } from './weightSource';

export interface LoadKerasOptions {
  /** Whether the network is compiled as the file says, with what its optimizer remembered; true unless told. */
  readonly compile?: boolean;
}

/** How much larger a packed file may become; weights hardly pack. */
const MAX_EXPANSION = 10;
const SMALL_BYTES = 50_000_000;

/** Names in a file may be as long as the file. */
const MAX_REASON = 2000;

/**
 * Returns a network that Keras 2 or Keras 3 saved whole, as an `.h5` or a `.keras` file, compiled as the file says:
 * with its loss, metrics and optimizer, and with what that remembers. A file without them gives a network that is not
 * compiled. Free its memory with `dispose()`. Nothing of the file is run as code.
 *
 * The names of layers stay, but for what TensorFlow.js does not allow in them, which becomes `_`. Initializers that it lacks are left out, since the
 * weights come from the file. What `saveKeras` was given as class names is in `model.getUserDefinedMetadata()`.
 *
 * @param path relative to the working folder, or with `~` for the home folder
 * @throws TypeError when `path` is no text, or an empty one
 * @throws Error when the file is missing or damaged, holds weights alone or packed by a filter of HDF5, or when
 * TensorFlow.js has nothing like a layer, loss, metric or optimizer, which it names; `compile: false` does without the last
 * three
 * @example
 * await saveKeras(model, 'data/creatures_cnn.h5', { classNames: ['dogs', 'cats'] });
 * const loaded = await loadKeras('data/creatures_cnn.h5');
 * loaded.getUserDefinedMetadata() //=> { classNames: ['dogs', 'cats'] }
 */
export async function loadKeras(
  path: string,
  options: LoadKerasOptions = {},
): Promise<tf.LayersModel> {
  const place = resolvePath(path);
  checkOptions('The options of loadKeras()', options, '{ compile: false }');
  const { compile = true } = options;
  checkOneOf('compile', compile, [true, false]);
  await startBackend();
  try {
    const read = (file: KerasFile): Promise<tf.LayersModel> => build(file, compile);
    return await (path.endsWith('.keras')
      ? withKerasArchive(place, read)
      : withHdf5(place, (file) => read(wholeModel(file))));
  } catch (error) {
    const reason = oneLine(reasonOf(error)).slice(0, MAX_REASON);
    throw new Error(`The network in '${path}' cannot be loaded: ${reason}`, { cause: error });
  }
}

function wholeModel(file: Hdf5Reader): KerasFile {
  const model = file.text('', 'model_config');
  if (model === undefined) throw new Error(withoutLayers(file));
  const trainingText = file.text('', 'training_config');
  const training =
    trainingText === undefined ? undefined : parseObject(trainingText, 'training_config');
  const version = versionOf(file.text('', 'keras_version'));
  const classNames = file.texts('', 'class_names');
  return {
    version,
    model: parseObject(model, 'model_config'),
    ...(training && { training }),
    ...(classNames && { classNames }),
    withWeights: async ({ numNumbers }, use) => {
      const bytes = 4 * numNumbers;
      if (bytes > SMALL_BYTES && bytes > MAX_EXPANSION * file.fileBytes)
        throw new Error(
          `Its layers need ${bytes} bytes of weights, but the file has ${file.fileBytes} bytes`,
        );
      return use({
        file,
        paths: () => wholeModelPaths(file),
        memory: memoryOf(file),
        byKind: version < 3 && isFirstOptimizer(training),
        isFlat: false,
      });
    },
  };
}

/** Those of Keras 2 before 2.11, which later ones still have. */
function isFirstOptimizer({ optimizer_config: optimizer }: Fields = {}): boolean {
  const { config } = isFields(optimizer) ? optimizer : {};
  return !isFields(config) || config.is_legacy_optimizer !== false;
}

function memoryOf(file: Hdf5Reader): readonly string[] {
  const group = 'optimizer_weights';
  if (!file.has(group)) return [];
  return listOf(file, group, 'weight_names').map((name) => `${group}/${name}`);
}

function withoutLayers(file: Hdf5Reader): string {
  const weightsAlone = file.texts('', 'layer_names') ?? (file.has('layers') ? [] : undefined);
  return weightsAlone
    ? 'It holds weights alone, without the layers: save the whole network in Python with model.save("network.h5")'
    : 'It is an HDF5 file, but no network of Keras';
}

async function build(file: KerasFile, compile: boolean): Promise<tf.LayersModel> {
  const { topology, layers } = fromKeras(file.model, file);
  const modelTopology = topology as tf.io.ModelArtifacts['modelTopology'];
  const size = await buildable(() => measureWeights({ modelTopology }));
  try {
    checkSize('needs', size);
  } catch (error) {
    throw new Error(`It ${reasonOf(error)}`, { cause: error });
  }
  const training = compile && file.training ? trainingOf(file.training, layers) : undefined;
  try {
    return await file.withWeights(size, async (weights) => {
      const model = await buildAndFill({ modelTopology }, (built) =>
        fillWeights(built, layers, weights),
      );
      if (training) compileAs(model, training, weights);
      if (file.classNames) model.setUserDefinedMetadata({ classNames: file.classNames });
      return model;
    });
  } catch (error) {
    training?.optimizer.dispose();
    throw error;
  }
}

function compileAs(model: tf.LayersModel, training: Training, weights: KerasWeights): void {
  try {
    model.compile(training);
    restoreMemory(model, weights);
    // So that dispose() frees it too, as of an optimizer that was named
    Reflect.set(model, 'isOptimizerOwned', true);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

async function buildable<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    // Its own words on a tensor that no layer gives
    const isTheirs = error instanceof Error && error.cause instanceof TypeError;
    const reason = isTheirs ? 'its layers do not fit together' : reasonOf(error);
    throw new Error(`TensorFlow.js cannot build it: ${reason}`, { cause: error });
  }
}

function trainingOf(training: Fields, layers: TfjsTopology['layers']): Training {
  try {
    const names = new Map(layers.map(({ kerasName, name }) => [kerasName, name]));
    return trainingFromKeras(training, names);
  } catch (error) {
    throw new Error(
      `${reasonOf(error)}; load it without how it was trained: loadKeras(path, { compile: false })`,
      {
        cause: error,
      },
    );
  }
}
