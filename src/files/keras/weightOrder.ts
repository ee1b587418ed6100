import type { tf } from '../../network/tensorflow';
import { isContainer } from './flatNetwork';

/** The weights of a layer, or of a network within the network, where Keras puts them together. */
export interface NamedWeight {
  /** Within its layer: `kernel`, or `inner/kernel` of a network. */
  readonly name: string;
  readonly variable: tf.LayerVariable;
  readonly trainable: boolean;
}

/** Returns the weights of a layer as Keras lists them: those that are trained, then the others, in whole networks. */
export function kerasWeights(
  layer: tf.layers.Layer,
  order: 'trained first' | 'layer by layer' = 'trained first',
): NamedWeight[] {
  const all = flatWeights(layer, true);
  if (order === 'layer by layer') return all;
  return [
    ...all.filter(({ trainable }) => trainable),
    ...all.filter(({ trainable }) => !trainable),
  ];
}

function flatWeights(layer: tf.layers.Layer, parent: boolean): NamedWeight[] {
  const isTrainable = parent && layer.trainable;
  if (isContainer(layer))
    return layer.layers.flatMap((inner) =>
      flatWeights(inner, isTrainable).map((weight) => ({
        ...weight,
        name: `${inner.name}/${weight.name}`,
      })),
    );
  return layer.weights.map((variable) => ({
    name: variable.originalName.split('/').at(-1) as string,
    variable,
    trainable: isTrainable && layer.trainableWeights.includes(variable),
  }));
}
