import { tf } from '../network/tensorflow';

/** Which layer is meant: by its place, from 0 (negative ones count from the end), or by its name. */
export type LayerChoice = { readonly layerIndex: number } | { readonly layerName: string };

/**
 * Returns the layer that is meant.
 *
 * @throws RangeError when the network has none of that place or name
 */
export function findLayer(model: tf.LayersModel, choice: LayerChoice): tf.layers.Layer {
  const layer =
    'layerName' in choice
      ? model.layers.find(({ name }) => name === choice.layerName)
      : model.layers.at(choice.layerIndex);
  if (layer) return layer;
  const asked = 'layerName' in choice ? `called '${choice.layerName}'` : `${choice.layerIndex}`;
  const list = model.layers.map(({ name }, index) => `${index} ${name}`).join(', ');
  throw new RangeError(`There is no layer ${asked}; the network has ${list}`);
}
