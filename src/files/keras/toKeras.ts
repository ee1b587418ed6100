import type { tf } from '../../network/tensorflow';
import { reasonOf } from '../../project';
import { flatGraph, flatLayers, isContainer, type FlatLayer, type Source } from './flatNetwork';
import type { Fields } from '../plainJson';
import { LAYER_KINDS } from './layerTable';
import { allowedName, allowedNames } from './names';
import { activationToKeras, constraint, initializerToKeras, regularizer } from './parts';

/** A network in Keras's words, and what they call the layers of ours. */
export interface KerasTopology {
  readonly config: Fields;
  /** In Keras's order; those of networks within the network are among them. */
  readonly layers: readonly KerasNamed[];
  /** By what TensorFlow.js calls the outputs. */
  readonly outputNames: ReadonlyMap<string, string>;
}

interface KerasNamed extends FlatLayer {
  readonly name: string;
}

/**
 * Returns the layers of a network as Keras 2 and Keras 3 both read them. They count the calls of a network within the
 * network otherwise, so its layers stand there in its place.
 *
 * @throws Error that names the layer that cannot be carried over
 */
export function toKeras(model: tf.LayersModel): KerasTopology {
  return model.getClassName() === 'Sequential' && !model.layers.some(isContainer)
    ? sequentialToKeras(model)
    : functionalToKeras(model);
}

function sequentialToKeras(model: tf.LayersModel): KerasTopology {
  const layers = named(flatLayers(model));
  const written = withInput(model, layers.map(layerToKeras));
  const [output] = model.outputNames;
  return {
    config: {
      class_name: 'Sequential',
      config: { name: allowedName(model.name), layers: written },
    },
    layers,
    outputNames: new Map(layers.slice(-1).map(({ name }) => [output, name])),
  };
}

function functionalToKeras(model: tf.LayersModel): KerasTopology {
  const { calls, inputs, outputs, layers: order } = flatGraph(model);
  const flat = new Map(flatLayers(model).map((each) => [each.layer, each]));
  const layers = named(order.map((layer) => flat.get(layer) ?? inputOf(layer)));
  const nameOf = new Map(layers.map(({ layer, name }) => [layer, name]));
  const callsOf = (one: tf.layers.Layer) => calls.filter(({ layer }) => layer === one);
  const nodeOf = ({ call, output }: Source) => [
    nameOf.get(call.layer),
    callsOf(call.layer).indexOf(call),
    output,
  ];
  const written = layers.map((each) => ({
    ...layerToKeras(each),
    name: each.name,
    inbound_nodes: callsOf(each.layer)
      .filter((call) => call.inputs.length > 0)
      .map((call) => call.inputs.map((source) => [...nodeOf(source), {}])),
  }));
  return {
    config: {
      class_name: 'Functional',
      config: {
        name: allowedName(model.name),
        trainable: model.trainable,
        layers: written,
        input_layers: inputs.map(nodeOf),
        output_layers: outputs.map(nodeOf),
      },
    },
    layers,
    outputNames: new Map(
      outputs.map(({ call }, index) => [
        model.outputNames[index],
        nameOf.get(call.layer) as string,
      ]),
    ),
  };
}

function named(layers: readonly FlatLayer[]): KerasNamed[] {
  const names = allowedNames(layers.map(({ path }) => path));
  return layers.map((layer, index) => ({ ...layer, name: names[index] }));
}

/** A sequential network does not list the input that its first layer brings along. */
function inputOf(layer: tf.layers.Layer): FlatLayer {
  const { batchInputShape: batch_input_shape, dtype, name: path } = layer;
  const given = { class_name: 'InputLayer', config: { batch_input_shape, dtype } };
  return { layer, path, given, trainable: true };
}

/** Keras 3 takes the shape of what comes in from a layer of its own, Keras 2 from that, too. */
function withInput(model: tf.LayersModel, layers: readonly Fields[]): readonly Fields[] {
  if (layers[0]?.class_name === 'InputLayer') return layers;
  const [input] = model.inputs ?? [];
  if (!input)
    throw new Error(
      `The network ${model.name} has no input shape yet: give its first layer inputShape`,
    );
  const name = `${allowedName(model.name)}_input`;
  return [inputToKeras({ batch_input_shape: input.shape, dtype: input.dtype, name }), ...layers];
}

function inputToKeras({ batch_input_shape, dtype, name, sparse }: Fields): Fields {
  if (sparse) throw new Error(`The input ${String(name)} is sparse, which cannot be carried over`);
  return {
    class_name: 'InputLayer',
    config: { batch_input_shape, dtype: dtype ?? 'float32', sparse: false, ragged: false, name },
  };
}

function layerToKeras({ layer, given, name, trainable }: KerasNamed): Fields {
  const config = given.config as Fields;
  const className = layer.getClassName();
  if (className === 'InputLayer') return inputToKeras({ ...config, name });
  const place = `The layer ${layer.name} (${className})`;
  if (!Object.hasOwn(LAYER_KINDS, className))
    throw new Error(
      `${place} cannot be carried over: Keras has none like it; build the network with layers that both have`,
    );
  const written: Record<string, unknown> = { name, trainable: trainable && layer.trainable };
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
function inKerasWords(className: string, config: Record<string, unknown>): Fields {
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
