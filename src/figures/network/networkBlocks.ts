import type { LayerShape } from '../../insight/describeLayers';
import { checkItems, hasFields, isNumbers, isText } from '../parts/checks';
import {
  isFlat,
  kindOf,
  ownFunction,
  shownName,
  shownParams,
  shownShape,
  type LayerKind,
} from './layerKinds';
import { plainWords } from '../parts/words';

/** A part of a block: the layer itself, or a plate for one that changes no shape. */
interface BlockLayer {
  readonly kind: LayerKind;
  /** Screen pixels, left to right. */
  readonly thickness: number;
  /** The layer's place in the network; nothing for an input that is no layer. */
  readonly layerIndex?: number;
}

/** Layers that are drawn as one body: the first one's output, with the plates of those that change no shape. */
export interface Block {
  readonly layers: readonly BlockLayer[];
  /** Screen pixels. */
  readonly height: number;
  /** Screen pixels that the body reaches back, to the left and up. */
  readonly depth: number;
  /** Line by line. */
  readonly names: readonly string[];
  readonly outputShape: readonly number[];
  readonly params: number;
  /** One line for each layer. */
  readonly details: readonly string[];
}

const INPUT_NAMES = ['Input', '入力'];
/** Screen pixels of the largest map's height; the smaller maps have their share of it. */
const TALLEST_MAP = 112;
/** How far a square map reaches back, as a share of its height: it is seen from the side. */
const FORESHORTENING = 0.22;
const SMALLEST_HEIGHT = 6;
/** Screen pixels of what has no channels: plates, rows of units, and the thin line of a flattened picture. */
const PLATE = 6;
const BAR = 9;
const THIN_LINE = 3;
/** Names that are longer than this are broken. */
const LONGEST_NAME = 9;

/**
 * Returns the blocks of a network, its input first. ReLU and other activations, and dropout, are plates on the block before
 * them; softmax stands alone, since it gives the network's answer.
 *
 * @throws TypeError when a layer's shape is not one to three lengths
 * @throws RangeError when a length or a number of parameters is no whole number
 */
export function toBlocks(layers: readonly LayerShape[]): Block[] {
  checkItems('networkFigure', layers, {
    noun: 'layer',
    example: 'describeLayers(model)',
    isRight: (layer) =>
      hasFields(layer, { className: isText, name: isText, outputShape: isNumbers }),
    min: 0,
    max: 1000,
  });
  layers.forEach(checkLayer);
  const scale = mapScale(layers);
  const blocks = inputBlock(layers, scale);
  for (const [layerIndex, layer] of layers.entries()) {
    const last = blocks.at(-1);
    const isAttached =
      last !== undefined && last.layers[0].kind !== 'input' && isFlat(kindOf(layer));
    if (isAttached) blocks[blocks.length - 1] = withPlate(last, layer, layerIndex);
    else blocks.push(layerBlock(layer, { layerIndex, scale }));
  }
  return blocks;
}

function inputBlock([first]: readonly LayerShape[], scale: number): Block[] {
  const shape = first?.inputShape;
  if (!shape || kindOf(first) === 'input') return [];
  const { thickness, ...size } = bodySize(shape, { kind: 'input', scale });
  return [
    {
      ...size,
      layers: [{ kind: 'input', thickness }],
      names: INPUT_NAMES,
      outputShape: shape,
      params: 0,
      details: [`${INPUT_NAMES.join(' / ')}: ${shownShape(shape)}`],
    },
  ];
}

interface LayerPlace {
  readonly layerIndex: number;
  readonly scale: number;
}

function layerBlock(layer: LayerShape, { layerIndex, scale }: LayerPlace): Block {
  const kind = kindOf(layer);
  const { thickness, ...size } = bodySize(layer.outputShape, { kind, scale });
  const applied = ownFunction(layer);
  const plate: BlockLayer = {
    kind: applied === 'softmax' ? 'softmax' : 'activation',
    thickness: PLATE,
    layerIndex,
  };
  return {
    ...size,
    layers: [{ kind, thickness, layerIndex }, ...(applied ? [plate] : [])],
    names: [
      ...(kind === 'input' ? INPUT_NAMES : brokenName(shownName(layer))),
      ...(applied ? [`+ ${applied}`] : []),
    ],
    outputShape: layer.outputShape,
    params: layer.params,
    details: [detailOf(layer)],
  };
}

function withPlate(block: Block, layer: LayerShape, layerIndex: number): Block {
  return {
    ...block,
    layers: [...block.layers, { kind: kindOf(layer), thickness: PLATE, layerIndex }],
    names: [...block.names, `+ ${shownName(layer)}`],
    params: block.params + layer.params,
    details: [...block.details, detailOf(layer)],
  };
}

function detailOf(layer: LayerShape): string {
  const applied = ownFunction(layer);
  const name = applied ? `${shownName(layer)} + ${applied}` : shownName(layer);
  const params = layer.params > 0 ? `, ${plainWords(shownParams(layer.params))}` : '';
  return `${layer.name}: ${name}, ${shownShape(layer.outputShape)}${params}`;
}

/** Long names are broken before a capital: `Max`, `Pooling2D`. */
function brokenName(name: string): string[] {
  return name.length > LONGEST_NAME ? name.split(/(?<=[a-z\d]|\dD)(?=[A-Z][a-z])/) : [name];
}

/** Screen pixels for a row of a map. */
function mapScale(layers: readonly LayerShape[]): number {
  const shapes = layers.flatMap(({ inputShape = [], outputShape }) => [inputShape, outputShape]);
  const lengths = shapes
    .filter(({ length }) => length > 1)
    .flatMap(([rows, columns]) => [rows, columns]);
  return TALLEST_MAP / Math.max(1, ...lengths);
}

interface BodyOptions {
  readonly kind: LayerKind;
  readonly scale: number;
}

/** Maps are as high as their rows, and grow thicker with the logarithm of their channels; rows of units grow higher with that of their number. */
function bodySize(
  shape: readonly number[],
  { kind, scale }: BodyOptions,
): Record<'height' | 'depth' | 'thickness', number> {
  const [rows, columns, channels = 1] = shape;
  if (shape.length === 1) {
    return {
      height: Math.max(SMALLEST_HEIGHT, 10 * Math.log2(1 + rows)),
      depth: 6,
      thickness: kind === 'flatten' ? THIN_LINE : BAR,
    };
  }
  return {
    height: Math.max(SMALLEST_HEIGHT, rows * scale),
    depth: Math.max(SMALLEST_HEIGHT, columns * scale) * FORESHORTENING,
    thickness: 3.5 * Math.log2(1 + channels),
  };
}

function checkLayer({ name, outputShape, inputShape = outputShape, params }: LayerShape): void {
  for (const shape of [inputShape, outputShape]) checkShape(name, shape);
  if (Number.isInteger(params) && params >= 0) return;
  throw new RangeError(
    `Layer '${name}' has ${String(params)} parameters; give a whole number of at least 0`,
  );
}

function checkShape(name: string, shape: readonly number[]): void {
  const told = `Layer '${name}' has the shape [${shape.join(', ')}]`;
  if (shape.length < 1 || shape.length > 3) {
    throw new TypeError(
      `${told}; networkFigure() draws [units], [height, width] or [height, width, channels], without the axis of pictures`,
    );
  }
  if (shape.every((length) => Number.isInteger(length) && length >= 1)) return;
  throw new RangeError(
    `${told}; networkFigure() draws lengths that are whole numbers of at least 1`,
  );
}
