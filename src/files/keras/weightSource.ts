import { tf } from '../../network/tensorflow';
import type { Hdf5Reader } from '../hdf5';
import type { KerasLayer } from './fromKeras';
import type { KerasWeights, WeightPaths } from './kerasFile';
import { kerasWeights } from './weightOrder';

/** Where a whole network lies in an `.h5` file: below the name of each layer, listed there. */
export function wholeModelPaths(file: Hdf5Reader): WeightPaths {
  return ({ kerasName }) => {
    const group = `model_weights/${kerasName}`;
    if (!file.has(group)) return [];
    return listOf(file, group, 'weight_names').map((name) => `${group}/${name}`);
  };
}

/** A long list is written in pieces: `weight_names0`, `weight_names1`, ... */
export function listOf(file: Hdf5Reader, group: string, name: string): readonly string[] {
  const whole = file.texts(group, name);
  if (whole) return whole;
  const pieces: string[] = [];
  for (let index = 0; ; index++) {
    const piece = file.texts(group, `${name}${index}`);
    if (!piece || piece.length === 0) return pieces;
    pieces.push(...piece);
  }
}

/** Where the weights lie in `model.weights.h5` of a `.keras` file: below the class of each layer, numbered. */
export function archivePaths(file: Hdf5Reader, layers: readonly KerasLayer[]): WeightPaths {
  const places = placesOf(layers, '');
  return (layer) => pathsBelow(file, places, layer);
}

function placesOf(layers: readonly KerasLayer[], group: string): Map<KerasLayer, string> {
  const counts = new Map<string, number>();
  const places = new Map<KerasLayer, string>();
  for (const layer of layers) {
    const name = snakeCase(layer.className === 'Model' ? 'Functional' : layer.className);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const place = `${group}layers/${count === 0 ? name : `${name}_${count}`}`;
    places.set(layer, place);
    for (const [inner, path] of placesOf(layer.layers ?? [], `${place}/`)) places.set(inner, path);
  }
  return places;
}

function pathsBelow(
  file: Hdf5Reader,
  places: ReadonlyMap<KerasLayer, string>,
  layer: KerasLayer,
): string[] {
  if (layer.layers) return layer.layers.flatMap((inner) => pathsBelow(file, places, inner));
  const place = places.get(layer) as string;
  // Recurrent layers leave their weights to a cell
  return [`${place}/vars`, `${place}/cell/vars`].flatMap((group) =>
    Array.from(
      { length: file.has(group) ? file.names(group).length : 0 },
      (_, index) => `${group}/${index}`,
    ),
  );
}

/** Keras's own rule. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * Gives the layers of a network the numbers of a file, one tensor after the other.
 *
 * @throws Error when the file lacks some, or holds others than the layers have
 */
export function fillWeights(
  model: tf.LayersModel,
  layers: readonly KerasLayer[],
  weights: KerasWeights,
): void {
  const { file, isFlat } = weights;
  const paths = weights.paths(layers);
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  for (const layer of model.layers) {
    const source = byName.get(layer.name);
    const needed = kerasWeights(layer, isFlat ? 'layer by layer' : 'trained first');
    if (!source) continue;
    const found = paths(source);
    if (found.length !== needed.length)
      throw new Error(
        `Its layer ${source.kerasName} needs ${needed.length} tensors of weights, but the file holds ${found.length}`,
      );
    needed.forEach(({ variable, name }, index) => {
      const shape = file.shape(found[index]);
      if (shape.join() !== variable.shape.join())
        throw new Error(
          `Its layer ${source.kerasName} needs ${name} of the shape [${variable.shape.join(', ')}], but the file holds [${shape.join(', ')}]`,
        );
      const tensor = tf.tensor(file.read(found[index]), [...shape]);
      // Its own write() would apply the layer's constraint, which Keras does when it trains
      (variable.read() as tf.Variable).assign(tensor);
      tensor.dispose();
    });
  }
}
