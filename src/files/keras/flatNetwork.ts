import type { tf } from '../../network/tensorflow';
import type { Fields } from '../plainJson';

/** A layer that is no network, wherever in a network it lies. */
export interface FlatLayer {
  readonly layer: tf.layers.Layer;
  /** `base/conv1` in a network within. */
  readonly path: string;
  /** Its class and settings, as TensorFlow.js writes them. */
  readonly given: Fields;
  /** Whether the networks around let it be trained. */
  readonly trainable: boolean;
}

/** A layer that is given something. */
interface Call {
  readonly layer: tf.layers.Layer;
  readonly inputs: readonly Source[];
}

/** Where a tensor comes from. */
export interface Source {
  readonly call: Call;
  readonly output: number;
}

/** The calls of layers that lead to what comes out of a network. */
interface FlatGraph {
  /** In the order in which TensorFlow.js and Keras make them when they load, which is how they number those of a layer. */
  readonly calls: readonly Call[];
  readonly inputs: readonly Source[];
  readonly outputs: readonly Source[];
  /** As Keras orders them, which is how it finds their weights. */
  readonly layers: readonly tf.layers.Layer[];
}

type Node = tf.layers.Layer['inboundNodes'][number];

/** Whether a layer is a network of its own. */
export function isContainer(layer: tf.layers.Layer): layer is tf.LayersModel {
  return Array.isArray((layer as Partial<tf.LayersModel>).layers);
}

/** Returns the layers of a network and of those within it; a layer that lies in several is there once. */
export function flatLayers(model: tf.LayersModel): FlatLayer[] {
  const { config } = model.toJSON(undefined, false) as unknown as { config: Fields };
  const found = new Map<tf.layers.Layer, FlatLayer>();
  for (const each of layersWithin(model, config, { path: '', trainable: true })) {
    const { trainable, ...first } = found.get(each.layer) ?? each;
    found.set(each.layer, { ...first, trainable: trainable || each.trainable });
  }
  return [...found.values()];
}

function layersWithin(
  model: tf.LayersModel,
  config: Fields,
  around: Pick<FlatLayer, 'path' | 'trainable'>,
): FlatLayer[] {
  const trainable = around.trainable && model.trainable;
  const givenOf = new Map(
    (config.layers as readonly Fields[]).map((given) => [(given.config as Fields).name, given]),
  );
  return model.layers.flatMap((layer) => {
    const given = givenOf.get(layer.name) as Fields;
    const path = `${around.path}${layer.name}`;
    return isContainer(layer)
      ? layersWithin(layer, given.config as Fields, { path: `${path}/`, trainable })
      : [{ layer, path, given, trainable }];
  });
}

/** Returns a network as if the layers of those within it were its own. */
export function flatGraph(model: tf.LayersModel): FlatGraph {
  const calls: Call[] = [];
  const met = new Set<tf.layers.Layer>();
  const callOf = (layer: tf.layers.Layer, inputsOf: () => Source[]): Call => {
    met.add(layer);
    const inputs = inputsOf();
    const call = { layer, inputs };
    calls.push(call);
    return call;
  };
  const ends = new Map(
    model.inputs.map((tensor) => {
      const source = { call: callOf(tensor.sourceLayer, () => []), output: 0 };
      return [tensor, () => source];
    }),
  );
  met.clear();
  const outputs = model.outputs.map(tracer(ends, callOf));
  for (const { sourceLayer } of model.inputs) met.add(sourceLayer);
  const inputs = model.inputs.map((tensor) => (ends.get(tensor) as () => Source)());
  const layers = byDepth([...met], calls);
  return { calls: asLoaded(layers, calls), inputs, outputs, layers };
}

/** `ends` are the tensors that come from outside. */
function tracer(
  ends: ReadonlyMap<tf.SymbolicTensor, () => Source>,
  callOf: (layer: tf.layers.Layer, inputsOf: () => Source[]) => Call,
): (tensor: tf.SymbolicTensor) => Source {
  const outputsOf = new Map<Node, (output: number) => Source>();
  const trace = (tensor: tf.SymbolicTensor): Source => {
    const end = ends.get(tensor);
    if (end) return end();
    const { sourceLayer, nodeIndex, tensorIndex } = tensor;
    const node = sourceLayer.inboundNodes[nodeIndex];
    const outputOf = outputsOf.get(node) ?? follow(sourceLayer, node);
    outputsOf.set(node, outputOf);
    return outputOf(tensorIndex);
  };
  const follow = (layer: tf.layers.Layer, { inputTensors }: Node) => {
    if (isContainer(layer)) {
      const given = layer.inputs.map((end, index) => {
        return [end, () => trace(inputTensors[index])] as const;
      });
      const within = tracer(new Map(given), callOf);
      return (output: number) => within(layer.outputs[output]);
    }
    const call = callOf(layer, () => inputTensors.map(trace));
    return (output: number) => ({ call, output });
  };
  return trace;
}

/** Keras's own rule: those furthest from what comes out first, then as they are met on the way back from there. */
function byDepth(met: readonly tf.layers.Layer[], calls: readonly Call[]): tf.layers.Layer[] {
  const ofCall = new Map<Call, number>();
  const ofLayer = new Map<tf.layers.Layer, number>();
  for (const call of [...calls].reverse()) {
    const depth = Math.max(ofCall.get(call) ?? 0, ofLayer.get(call.layer) ?? 0);
    ofLayer.set(call.layer, depth);
    for (const { call: before } of call.inputs)
      ofCall.set(before, Math.max(ofCall.get(before) ?? 0, depth + 1));
  }
  return [...met].sort((a, b) => (ofLayer.get(b) ?? 0) - (ofLayer.get(a) ?? 0));
}

/** TensorFlow.js makes what it can of each layer in turn, and begins anew with what had to wait. */
function asLoaded(layers: readonly tf.layers.Layer[], calls: readonly Call[]): Call[] {
  const made = new Set<Call>();
  while (made.size < calls.length)
    for (const layer of layers)
      for (const call of calls)
        if (call.layer === layer && call.inputs.every((source) => made.has(source.call)))
          made.add(call);
  return [...made];
}
