import { describe } from '../../check';
import { reasonOf } from '../../project';
import { checkGraph, type TensorSource } from '../layerGraph';
import { MAX_LAYERS } from '../modelFile';
import { isFields, type Fields } from '../plainJson';
import { isSame } from './json';
import { LAYER_KINDS, WITHOUT_EFFECT } from './layerTable';
import { allowedName, allowedNames } from './names';
import { callsOf, endsOf } from './nodes';
import {
  activationToTfjs,
  constraint,
  initializerToTfjs,
  nameOf,
  regularizer,
  type Dialect,
} from './parts';

/** A layer as Keras has it, and its name in TensorFlow.js. */
export interface KerasLayer {
  readonly kerasName: string;
  readonly name: string;
  readonly className: string;
  /** The layers of a network within the network. */
  readonly layers?: readonly KerasLayer[];
}

export interface TfjsTopology {
  readonly topology: Fields;
  readonly layers: readonly KerasLayer[];
}

/** Deeper than networks within networks ever are. */
const MAX_DEPTH = 20;

interface Context extends Dialect {
  /** How many layers were met. */
  readonly count: { layers: number };
  readonly depth: number;
  /** Whether the network around is trained. */
  readonly trainable: boolean;
}

const NUMBERS = new Set(['rate', 'stddev', 'momentum', 'epsilon', 'dropout', 'recurrent_dropout']);

const SAVE_ANEW = 'build the network without it in Keras and save it again';

/**
 * Returns the layers of a network in the words of TensorFlow.js, out of the configuration that Keras 2 or 3 wrote.
 * Nothing of it is run.
 *
 * @throws Error that names the layer that cannot be carried over
 */
export function fromKeras(config: Fields, { version }: Dialect): TfjsTopology {
  const count = { layers: 0 };
  return containerFromKeras(config, { version, count, depth: 0, trainable: true });
}

function isContainer({ class_name: name, config }: Fields): boolean {
  return (
    ['Sequential', 'Functional', 'Model'].includes(String(name)) &&
    (isFields(config) ? 'layers' in config : Array.isArray(config))
  );
}

function containerFromKeras(given: Fields, context: Context): TfjsTopology {
  if (context.depth > MAX_DEPTH)
    throw new Error(`It has networks in networks, more than ${MAX_DEPTH} deep`);
  if (!isContainer(given))
    throw new Error(
      `Its network is of the class ${nameOf(given)}; a Sequential or functional one can be carried over`,
    );
  const config = isFields(given.config) ? given.config : { layers: given.config };
  const layers = layersOf(config.layers);
  context.count.layers += layers.length;
  if (context.count.layers > MAX_LAYERS)
    throw new Error(`It describes more than ${MAX_LAYERS} layers`);
  const kerasNames = layers.map(kerasNameOf);
  if (new Set(kerasNames).size < kerasNames.length)
    throw new Error('It has two layers of one name');
  const names = allowedNames(kerasNames);
  const inner: Context = {
    ...context,
    depth: context.depth + 1,
    trainable: context.trainable && config.trainable !== false,
  };
  const converted = layers.map((layer, index) => layerFromKeras(layer, names[index], inner));
  const name = allowedName(typeof config.name === 'string' ? config.name : 'model');
  const described = layers.map((layer, index) => ({
    kerasName: kerasNames[index],
    name: names[index],
    className: String(layer.class_name),
    ...(converted[index].layers && { layers: converted[index].layers }),
  }));
  const topologies = converted.map(({ topology }) => topology);
  if (given.class_name === 'Sequential')
    return { topology: sequential(name, config, topologies), layers: described };
  const graph = { config, layers, kerasNames, names, topologies };
  return { topology: functional(name, graph, context), layers: described };
}

function layersOf(layers: unknown): Fields[] {
  if (!Array.isArray(layers) || layers.length === 0) throw new Error('It describes no layers');
  return layers.map((layer: unknown) => {
    if (!isFields(layer) || typeof layer.class_name !== 'string')
      throw new Error('It describes a layer without a class');
    return layer;
  });
}

function kerasNameOf({ config, name, class_name: className }: Fields): string {
  const given = isFields(config) ? (config.name ?? name) : name;
  if (typeof given === 'string' && given !== '') return given;
  throw new Error(`It has a layer ${nameOf(className)} without a name`);
}

/** TensorFlow.js takes the shape of what comes in with the first layer, as it writes it. */
function sequential(name: string, config: Fields, layers: readonly Fields[]): Fields {
  const [first, ...rest] = layers;
  const isInput = first.class_name === 'InputLayer';
  const { batch_input_shape: given, dtype } = (isInput ? first.config : {}) as Fields;
  const [shaped, ...others] = isInput && rest.length > 0 ? rest : layers;
  const shape = given ?? (shaped.config as Fields).batch_input_shape ?? config.build_input_shape;
  const own = shaped.config as Fields;
  if (shaped.class_name === 'InputLayer' || 'layers' in own)
    return { class_name: 'Sequential', config: { name, layers: [shaped, ...others] } };
  if (shape === undefined || shape === null)
    throw new Error('It has no input shape: build it in Keras before it is saved');
  const withShape = {
    ...own,
    batch_input_shape: checkInputShape(shape),
    dtype: dtype ?? 'float32',
  };
  return {
    class_name: 'Sequential',
    config: { name, layers: [{ ...shaped, config: withShape }, ...others] },
  };
}

interface Graph {
  readonly config: Fields;
  readonly layers: readonly Fields[];
  readonly kerasNames: readonly string[];
  readonly names: readonly string[];
  readonly topologies: readonly Fields[];
}

function functional(
  name: string,
  { config, layers, kerasNames, names, topologies }: Graph,
  { version }: Dialect,
): Fields {
  const containers = new Set(kerasNames.filter((_, index) => isContainer(layers[index])));
  const sequentials = new Set(
    kerasNames.filter((_, index) => layers[index].class_name === 'Sequential'),
  );
  const isOneContainer = (layer: string) => containers.has(layer);
  const graph = layers.map(({ inbound_nodes: nodes }, index) => ({
    name: kerasNames[index],
    calls: forLayer(kerasNames[index], layers[index], () => callsOf(nodes ?? [], isOneContainer)),
  }));
  checkGraph(graph);
  const nameOfLayer = new Map(kerasNames.map((kerasName, index) => [kerasName, names[index]]));
  const toTfjs = ([layer, call, output]: TensorSource): unknown[] => {
    const renamed = nameOfLayer.get(layer);
    if (renamed === undefined) throw new Error(`Its output comes from ${layer}, which is no layer`);
    return [renamed, call + (containers.has(layer) ? 1 : 0), output];
  };
  const ends = {
    isContainer: isOneContainer,
    isSequential: (layer: string) => sequentials.has(layer),
    version,
  };
  return {
    class_name: 'Model',
    config: {
      name,
      layers: topologies.map((topology, index) => ({
        ...topology,
        name: names[index],
        inbound_nodes: graph[index].calls.map((call) =>
          call.map((source) => [...toTfjs(source), {}]),
        ),
      })),
      input_layers: endsOf(config.input_layers, ends).map(toTfjs),
      output_layers: endsOf(config.output_layers, ends).map(toTfjs),
    },
  };
}

function forLayer<Result>(
  name: string,
  { class_name: className }: Fields,
  run: () => Result,
): Result {
  try {
    return run();
  } catch (error) {
    throw new Error(
      `The layer ${name} (${nameOf(className)}) cannot be carried over: it ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

interface Converted {
  readonly topology: Fields;
  readonly layers?: readonly KerasLayer[];
}

function layerFromKeras(given: Fields, name: string, context: Context): Converted {
  if (isContainer(given)) {
    const { topology, layers } = containerFromKeras(given, context);
    return { topology: { ...topology, config: { ...(topology.config as Fields), name } }, layers };
  }
  const config = isFields(given.config) ? given.config : {};
  const className = String(given.class_name);
  const place = `The layer ${kerasNameOf(given)} (${nameOf(className)})`;
  if (className === 'InputLayer') return { topology: inputFromKeras(place, config, name) };
  checkClass(place, className, given);
  const [ours, renamed] = inTfjsWords(className, config);
  const { keys, only = {} } = LAYER_KINDS[ours];
  const written: Record<string, unknown> = {
    name,
    trainable: context.trainable && config.trainable !== false,
  };
  for (const [key, value] of Object.entries(renamed)) {
    try {
      if (key === 'dtype') checkDtype(value);
      else if (keys.includes(key)) written[key] = valueFromKeras(key, value, context);
      else checkOnly(key, value, only);
    } catch (error) {
      throw new Error(
        `${place} cannot be carried over: its ${key} ${reasonOf(error)}; ${SAVE_ANEW}`,
        {
          cause: error,
        },
      );
    }
  }
  const shape = config.batch_input_shape;
  if (shape !== undefined && shape !== null) written.batch_input_shape = checkInputShape(shape);
  return { topology: { class_name: ours, config: written } };
}

function checkClass(
  place: string,
  className: string,
  { module, registered_name: registered }: Fields,
): void {
  if (className === 'Lambda')
    throw new Error(`${place} holds Python code, which is never run; ${SAVE_ANEW}`);
  const isKeras =
    module === undefined ||
    module === null ||
    /^(tf_)?keras(\.src)?(\.layers|\.engine|$)/.test(nameOf(module));
  if (
    !Object.hasOwn(LAYER_KINDS, className) ||
    !isKeras ||
    (typeof registered === 'string' &&
      registered.includes('>') &&
      !registered.startsWith('Custom>keras'))
  )
    throw new Error(
      `${place} cannot be carried over: TensorFlow.js has none like it; ${SAVE_ANEW}`,
    );
}

/** Where the same layer has other words. */
function inTfjsWords(className: string, config: Fields): [className: string, config: Fields] {
  if (className === 'LeakyReLU' && 'negative_slope' in config) {
    const { negative_slope: alpha, ...rest } = config;
    return ['LeakyReLU', { ...rest, alpha }];
  }
  if (className === 'ReLU') {
    const { threshold, negative_slope: slope, max_value: most = null, ...rest } = config;
    if (threshold && !slope && most === null)
      return ['ThresholdedReLU', { ...rest, theta: threshold }];
    if (slope && !threshold && most === null) return ['LeakyReLU', { ...rest, alpha: slope }];
  }
  return [className, config];
}

function valueFromKeras(key: string, value: unknown, dialect: Dialect): unknown {
  if (key.endsWith('activation')) return activationToTfjs(value, dialect);
  if (key.endsWith('_initializer')) return initializerToTfjs(value);
  if (key.endsWith('_regularizer')) return regularizer(value);
  if (key.endsWith('_constraint')) return constraint(value);
  if (key === 'padding' && value === 'causal')
    throw new Error("is 'causal', which TensorFlow.js does not know");
  if (key === 'data_format') {
    if (value === null || value === 'channels_last') return 'channels_last';
    throw new Error(`is ${describe(value)}, and TensorFlow.js computes 'channels_last' alone`);
  }
  if (key === 'interpolation' && value !== 'nearest')
    throw new Error(`is ${describe(value)}; 'nearest' means the same on both sides`);
  if (key === 'reset_after' && value !== false)
    throw new Error('is true, as unless told, and TensorFlow.js knows false');
  if (NUMBERS.has(key) && typeof value !== 'number')
    throw new Error(`is ${describe(value)}, which is no number`);
  if (key === 'axis' && Array.isArray(value) && value.length === 1) return value[0];
  return value;
}

function checkOnly(
  key: string,
  value: unknown,
  only: Readonly<Record<string, readonly unknown[]>>,
): void {
  const allowed = Object.hasOwn(only, key) ? only[key] : undefined;
  if (allowed?.some((each) => isSame(each, value))) return;
  if (!allowed && (value === null || WITHOUT_EFFECT.has(key))) return;
  throw new Error(
    allowed
      ? `is ${describe(value)}, and TensorFlow.js knows ${describe(allowed[0])} alone`
      : `(${describe(value)}) is nothing that TensorFlow.js knows`,
  );
}

function dtypeName(dtype: unknown): unknown {
  const { config } = isFields(dtype) ? dtype : {};
  return isFields(config) ? config.name : dtype;
}

function checkDtype(dtype: unknown): void {
  const name = dtypeName(dtype);
  if (name === null || name === 'float32') return;
  throw new Error(`is ${nameOf(name)}, and TensorFlow.js computes in float32`);
}

const INPUT_TYPES: Readonly<Record<string, string>> = {
  bool: 'bool',
  float32: 'float32',
  int32: 'int32',
  int64: 'int32',
  uint8: 'int32',
};

function inputFromKeras(place: string, config: Fields, name: string): Fields {
  if (config.sparse === true || config.ragged === true)
    throw new Error(
      `${place} is sparse or ragged, which TensorFlow.js does not know; ${SAVE_ANEW}`,
    );
  const dtype = nameOf(dtypeName(config.dtype) ?? 'float32');
  if (!Object.hasOwn(INPUT_TYPES, dtype))
    throw new Error(
      `${place} takes ${nameOf(dtype)}, which TensorFlow.js does not know; ${SAVE_ANEW}`,
    );
  const shape = config.batch_input_shape ?? config.batch_shape;
  return {
    class_name: 'InputLayer',
    config: {
      name,
      batch_input_shape: checkInputShape(shape),
      dtype: INPUT_TYPES[dtype],
      sparse: false,
    },
  };
}

/** The largest length that HDF5 and NumPy files have in practice, and far more than fits into memory. */
const MAX_LENGTH = 2 ** 31;

function checkInputShape(shape: unknown): readonly (number | null)[] {
  const isSound = (length: unknown) =>
    length === null ||
    (Number.isInteger(length) && (length as number) > 0 && (length as number) < MAX_LENGTH);
  if (Array.isArray(shape) && shape.length <= 8 && shape.every(isSound))
    return shape as (number | null)[];
  throw new Error(
    `Its input shape is ${describe(shape)}, which is no shape of pictures or numbers`,
  );
}
