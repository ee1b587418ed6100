import { checkModel } from '../network/checkExamples';
import type { tf } from '../network/tensorflow';

/** One layer in plain words and numbers, as figures draw it. */
export interface LayerShape {
  /** Keras's name for the kind of layer, such as `Conv2D`. */
  readonly className: string;
  /** The layer's own name, such as `conv1`. */
  readonly name: string;
  /** What the layer makes of one picture: `[height, width, channels]`, or `[units]`. */
  readonly outputShape: readonly number[];
  /** What the layer takes for one picture, left out where it joins several; that of the first layer is the network's input. */
  readonly inputShape?: readonly number[];
  /** How many numbers the layer learns, or has learned. */
  readonly params: number;
  /** The function that is applied last, such as `relu`; left out where there is none. */
  readonly activation?: string;
}

/**
 * Returns a network's layers in their order, with their shapes (without the axis of pictures) and numbers of parameters;
 * none for a network that is still empty.
 *
 * @throws TypeError when the network takes pictures of any size, or a layer has several outputs
 * @example
 * describeLayers(buildNetwork())[0]
 * //=> { className: 'Conv2D', name: 'conv1', outputShape: [100, 100, 32], inputShape: [100, 100, 3], params: 896 }
 */
export function describeLayers(model: tf.LayersModel): LayerShape[] {
  checkModel(model);
  return model.layers.map(describeLayer);
}

function describeLayer(layer: tf.layers.Layer): LayerShape {
  const { activation } = layer.getConfig();
  const { input } = layer;
  return {
    className: layer.getClassName(),
    name: layer.name,
    outputShape: shapeOf(layer, layer.output),
    ...(Array.isArray(input) ? {} : { inputShape: shapeOf(layer, input) }),
    params: layer.countParams(),
    ...(typeof activation === 'string' && activation !== 'linear' ? { activation } : {}),
  };
}

/** The shape without its first axis, which counts pictures. */
function shapeOf(
  { name }: tf.layers.Layer,
  tensor: tf.SymbolicTensor | tf.SymbolicTensor[],
): number[] {
  const shapes = [tensor].flat().map(({ shape }) => shape);
  const lengths = shapes[0].slice(1);
  if (shapes.length === 1 && lengths.every(isNumber)) return lengths;
  const got = shapes.map((shape) => JSON.stringify(shape)).join(' and ');
  throw new TypeError(
    `Layer '${name}' has the shape ${got}; describeLayers() takes layers of one output each, in a network whose inputShape holds numbers only`,
  );
}

function isNumber(length: number | null): length is number {
  return length !== null;
}
