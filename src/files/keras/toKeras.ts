import { tf } from '../../network/tensorflow';
import { reasonOf } from '../../project';
import type { Json } from './json';
import { LAYER_KINDS } from './layerTable';
import { allowedName, allowedNames } from './names';
import { activationToKeras, constraint, initializerToKeras, regularizer } from './parts';

/** A network in Keras's words, and what they call the layers of ours. */
export interface KerasTopology {
  readonly config: Json;
  /** Of each layer, in the order of `model.layers`. */
  readonly layerNames: readonly string[];
}

/**
 * Returns the layers of a network as Keras 2 and Keras 3 both read them.
 *
 * @throws Error that names the layer that cannot be carried over
 */
export function toKeras(model: tf.LayersModel): KerasTopology {
  const { config } = model.toJSON(undefined, false) as unknown as { config: Json };
  return {
    config: containerToKeras(model, { class_name: model.getClassName(), config }, true),
    layerNames: allowedNames(model.layers.map(({ name }) => name)),
  };
}

/** Whether a layer is a network of its own. */
export function isContainer(layer: tf.layers.Layer): layer is tf.LayersModel {
  return Array.isArray((layer as Partial<tf.LayersModel>).layers);
}

function containerToKeras(model: tf.LayersModel, { config }: Json, trainable: boolean): Json {
  const name = allowedName(model.name);
  const isTrainable = trainable && model.trainable;
  const { layers } = config as { readonly layers: readonly Json[] };
  const names = allowedNames(model.layers.map((layer) => layer.name));
  const nameOf = new Map(model.layers.map((layer, index) => [layer.name, names[index]]));
  const layerOf = new Map(model.layers.map((layer) => [layer.name, layer]));
  const written = layers.map((given) => {
    const layer = layerOf.get((given.config as Json).name as string) as tf.layers.Layer;
    const renamed = nameOf.get(layer.name) as string;
    const { class_name, config: itsConfig } = layerToKeras(layer, given, isTrainable);
    const named = { class_name, config: { ...(itsConfig as Json), name: renamed } };
    if (!given.inbound_nodes) return named;
    return { ...named, name: renamed, inbound_nodes: renameNodes(given.inbound_nodes, nameOf) };
  });
  if (model.getClassName() === 'Sequential')
    return { class_name: 'Sequential', config: { name, layers: withInput(model, written) } };
  return {
    class_name: 'Functional',
    config: {
      name,
      trainable: isTrainable,
      layers: written,
      input_layers: renameNodes((config as Json).input_layers, nameOf),
      output_layers: renameNodes((config as Json).output_layers, nameOf),
    },
  };
}

/** Keras 3 takes the shape of what comes in from a layer of its own, Keras 2 from that, too. */
function withInput(model: tf.LayersModel, layers: readonly Json[]): readonly Json[] {
  if (layers[0]?.class_name === 'InputLayer') return layers;
  const [input] = model.inputs ?? [];
  if (!input)
    throw new Error(
      `The network ${model.name} has no input shape yet: give its first layer inputShape`,
    );
  const name = `${allowedName(model.name)}_input`;
  return [inputToKeras({ batch_input_shape: input.shape, dtype: input.dtype, name }), ...layers];
}

function inputToKeras({ batch_input_shape, dtype, name, sparse }: Json): Json {
  if (sparse) throw new Error(`The input ${String(name)} is sparse, which cannot be carried over`);
  return {
    class_name: 'InputLayer',
    config: { batch_input_shape, dtype: dtype ?? 'float32', sparse: false, ragged: false, name },
  };
}

/** Nodes are lists that begin with the name of a layer, in lists of any depth. */
function renameNodes(nodes: unknown, names: ReadonlyMap<string, string>): unknown {
  if (!Array.isArray(nodes)) return nodes;
  if (typeof nodes[0] !== 'string') return nodes.map((node) => renameNodes(node, names));
  return [names.get(nodes[0]), ...(nodes as unknown[]).slice(1)];
}

function layerToKeras(layer: tf.layers.Layer, given: Json, trainable: boolean): Json {
  if (isContainer(layer)) return containerToKeras(layer, given, trainable);
  const config = given.config as Json;
  const className = layer.getClassName();
  if (className === 'InputLayer') return inputToKeras(config);
  const place = `The layer ${layer.name} (${className})`;
  if (!Object.hasOwn(LAYER_KINDS, className))
    throw new Error(
      `${place} cannot be carried over: Keras has none like it; build the network with layers that both have`,
    );
  const written: Record<string, unknown> = { trainable: trainable && layer.trainable };
  for (const key of LAYER_KINDS[className].keys) {
    const value: unknown =
      key === 'depth_multiplier' ? Reflect.get(layer, 'depthMultiplier') : config[key];
    if (value === undefined) continue;
    try {
      written[key] = valueToKeras(key, value);
    } catch (error) {
      throw new Error(`${place} cannot be carried over: its ${key} ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }
  return inKerasWords(className, written);
}

function valueToKeras(key: string, value: unknown): unknown {
  if (key.endsWith('activation')) return activationToKeras(value);
  if (key.endsWith('_initializer')) return initializerToKeras(value);
  if (key.endsWith('_regularizer')) return regularizer(value);
  if (key.endsWith('_constraint')) return constraint(value);
  if (key === 'padding' && value === 'causal')
    throw new Error("is 'causal'; take 'valid' or 'same'");
  if (key === 'data_format' && value === 'channels_first')
    throw new Error("is 'channels_first'; take 'channels_last'");
  if (key === 'interpolation' && value !== 'nearest')
    throw new Error("is 'bilinear', which Keras computes otherwise; take 'nearest'");
  return value;
}

/** Where the same layer has other words, or the same words another meaning. */
function inKerasWords(className: string, config: Record<string, unknown>): Json {
  if (className === 'ThresholdedReLU') {
    const { theta, ...rest } = config;
    return { class_name: 'ReLU', config: { ...rest, threshold: theta } };
  }
  // Keras 3 takes no such word there
  if (className === 'SpatialDropout1D') delete config.trainable;
  if (className === 'Reshape') config.target_shape = reshaped(config.target_shape);
  if (className === 'LSTM') config.unit_forget_bias ??= true;
  if (className === 'Embedding') config.mask_zero ??= false;
  return { class_name: className, config };
}

/** TensorFlow.js writes null for the length that follows from the others. */
function reshaped(shape: unknown): unknown {
  return Array.isArray(shape) ? shape.map((length: unknown) => length ?? -1) : shape;
}
