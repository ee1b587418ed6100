import { describe } from '../check';
import { checkModel } from './checkExamples';
import type { tf } from './tensorflow';

/** Which layer is meant: its name, its place from 0 (negative ones count from the end), or the layer itself. */
export type LayerChoice = string | number | tf.layers.Layer;

/**
 * Returns the layer that is meant, as `model.getLayer` does.
 *
 * @throws TypeError when it is no way to choose a layer
 * @throws RangeError when the network has no such layer
 */
export function findLayer(model: tf.LayersModel, choice: LayerChoice): tf.layers.Layer {
  checkModel(model);
  const layer = model.layers.find(({ name }) => name === choice) ?? layerAt(model, choice);
  if (layer) return layer;
  const asked = typeof choice === 'number' ? String(choice) : `called '${nameOf(choice)}'`;
  const list = model.layers.map(({ name }, index) => `${index} ${name}`).join(', ');
  throw new RangeError(`There is no layer ${asked}; the network has ${list}`);
}

function layerAt(model: tf.LayersModel, choice: LayerChoice): tf.layers.Layer | undefined {
  if (typeof choice === 'number') return model.layers.at(choice);
  return model.layers.find((layer) => layer === choice);
}

function nameOf(choice: unknown): string {
  if (typeof choice === 'string') return choice;
  const name = (choice as { readonly name?: unknown } | null | undefined)?.name;
  if (typeof name === 'string') return name;
  throw new TypeError(
    `A layer is chosen by its name, its place or the layer itself, such as 'conv1' or 0, but got ${describe(choice)}`,
  );
}
