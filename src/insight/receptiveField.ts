import { checkNumber, checkOptions, describe } from '../check';
import { checkImage, type Image } from '../data/arrays';
import type { tf } from '../network/tensorflow';
import type { LayerChoice } from '../network/layers';
import { mapsOf } from './runGraph';

export interface ReceptiveFieldOptions {
  /** A place in the layer's maps, counted from the top, from 0. */
  readonly row: number;
  /** A place in the layer's maps, counted from the left, from 0. */
  readonly column: number;
}

/** A rectangle of pixels. Where it reaches over the edge of the picture, `top` or `left` is negative. */
export interface Patch {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The pixels from `first` to `last`, along one axis. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/** What a layer that looks through a window tells of itself. */
interface WindowConfig {
  readonly kernelSize: readonly number[];
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate?: readonly number[];
  readonly padding: string;
}

const WINDOWS = [
  'Conv2D',
  'DepthwiseConv2D',
  'SeparableConv2D',
  'MaxPooling2D',
  'AveragePooling2D',
];
const PIXEL_BY_PIXEL = [
  'InputLayer',
  'Activation',
  'ReLU',
  'LeakyReLU',
  'PReLU',
  'ELU',
  'ThresholdedReLU',
  'Dropout',
  'SpatialDropout2D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'BatchNormalization',
  'Concatenate',
  'Add',
  'Multiply',
  'Average',
  'Maximum',
  'Minimum',
  'Rescaling',
];

/**
 * Returns the pixels of the picture that one number of a layer's map depends on, with the border that padding adds.
 * Where several branches lead to it, the rectangle holds the pixels of all.
 *
 * @param layer the name of the layer, its place in the network from 0, or the layer itself
 * @throws TypeError when the layer makes no maps, or it is not known which pixels a layer before it looks at
 * @throws RangeError when there is no such layer or place
 * @example
 * receptiveField(model, 'conv2', { row: 10, column: 20 }) //=> { top: 9, left: 19, height: 5, width: 5 }
 */
export function receptiveField(
  model: tf.LayersModel,
  layer: LayerChoice,
  options: ReceptiveFieldOptions,
): Patch {
  const place = mapsOf(model, layer);
  checkOptions('The options of receptiveField()', options, '{ row: 10, column: 20 }');
  const { row, column } = options;
  checkPlace(place, { row, column });
  const [rows, columns] = [row, column].map((index, setting) =>
    spanOfPicture(place, { first: index, last: index }, setting),
  );
  return {
    top: rows.first,
    left: columns.first,
    height: rows.last - rows.first + 1,
    width: columns.last - columns.first + 1,
  };
}

/**
 * Returns the part of a picture within a patch: uint8 `[height, width, channels]`, 0-255. What lies over the edge is left
 * out, so the result may be smaller than the patch.
 *
 * @throws RangeError when the patch has no pixel in common with the picture
 * @example
 * cropImage(photo, { top: -1, left: 10, height: 5, width: 5 }).shape //=> [ 4, 5, 3 ]
 */
export function cropImage(image: Image, patch: Patch): Image {
  checkImage('the picture', image);
  checkPatch(patch);
  const {
    data,
    shape: [height, width, channels],
  } = image;
  const [top, left] = [Math.max(patch.top, 0), Math.max(patch.left, 0)];
  const [bottom, right] = [
    Math.min(patch.top + patch.height, height),
    Math.min(patch.left + patch.width, width),
  ];
  if (!(top < bottom && left < right)) {
    throw new RangeError(
      `The patch (top ${patch.top}, left ${patch.left}, ${patch.height} x ${patch.width}) lies outside the picture of ${height} x ${width} pixels`,
    );
  }
  const pixels = new Uint8Array((bottom - top) * (right - left) * channels);
  const rowBytes = (right - left) * channels;
  for (let row = top; row < bottom; row++) {
    const start = (row * width + left) * channels;
    pixels.set(data.subarray(start, start + rowBytes), (row - top) * rowBytes);
  }
  return { data: pixels, shape: [bottom - top, right - left, channels] };
}

function checkPatch(patch: Patch): void {
  checkOptions('The patch', patch, '{ top: 0, left: 10, height: 5, width: 5 }');
  for (const side of ['top', 'left', 'height', 'width'] as const) {
    const allowed = Number.isInteger(patch[side]);
    checkNumber(`${side} of the patch`, patch[side], { allowed, expected: 'a whole number' });
  }
}

/** Goes back from a span of a layer's output to the span of the picture behind it. `setting` is 0 for rows, 1 for columns. */
function spanOfPicture(place: tf.SymbolicTensor, span: Span, setting: number): Span {
  const spans = new Map([[place, span]]);
  let seen = span;
  for (const symbol of usersFirst(place)) {
    seen = spanBefore(symbol, spans.get(symbol) as Span, setting);
    for (const input of symbol.inputs) spans.set(input, union(seen, spans.get(input)));
  }
  return seen;
}

/** All places of the graph that lead to one, each after those that use it, so the picture is the last. */
function usersFirst(place: tf.SymbolicTensor): tf.SymbolicTensor[] {
  const visited = new Set<tf.SymbolicTensor>();
  const visit = (symbol: tf.SymbolicTensor): void => {
    if (visited.has(symbol)) return;
    symbol.inputs.forEach(visit);
    visited.add(symbol);
  };
  visit(place);
  return [...visited].reverse();
}

function union(span: Span, other: Span = span): Span {
  return { first: Math.min(span.first, other.first), last: Math.max(span.last, other.last) };
}

function spanBefore(
  { sourceLayer, inputs, shape }: tf.SymbolicTensor,
  span: Span,
  setting: number,
): Span {
  const className = sourceLayer.getClassName();
  if (PIXEL_BY_PIXEL.includes(className)) return span;
  if (!WINDOWS.includes(className)) {
    throw new TypeError(
      `Which pixels layer '${sourceLayer.name}' (${className}) looks at is not known; choose a layer before it`,
    );
  }
  const { reach, stride, isPadded } = windowOf(sourceLayer, setting);
  const [length, lengthBefore] = [shape, inputs[0].shape].map((lengths) => lengths[setting + 1]);
  const isKnown = stride === 1 || (length !== null && lengthBefore !== null);
  if (isPadded && !isKnown)
    throw new TypeError(
      `How much padding layer '${sourceLayer.name}' adds depends on the size of the picture, which the network leaves open`,
    );
  // With a stride of 1 the lengths are the same and cancel out
  const added = isPadded
    ? Math.max((Number(length) - 1) * stride + reach - Number(lengthBefore), 0)
    : 0;
  const first = span.first * stride - Math.floor(added / 2);
  return { first, last: first + (span.last - span.first) * stride + reach - 1 };
}

/** How many pixels a layer's window spans along an axis, how far it moves, and whether padding was added. */
function windowOf(
  layer: tf.layers.Layer,
  setting: number,
): { readonly reach: number; readonly stride: number; readonly isPadded: boolean } {
  const {
    kernelSize,
    poolSize,
    strides,
    dilationRate = [1, 1],
    padding,
  } = layer.getConfig() as unknown as WindowConfig;
  const size = (kernelSize ?? poolSize)[setting];
  return {
    reach: (size - 1) * dilationRate[setting] + 1,
    stride: strides[setting],
    isPadded: padding === 'same',
  };
}

function checkPlace(
  { shape, sourceLayer }: tf.SymbolicTensor,
  { row, column }: { readonly row: number; readonly column: number },
): void {
  const [, height, width] = shape;
  const isWithin = (index: number, length: number | null) =>
    Number.isInteger(index) && index >= 0 && (length === null || index < length);
  if (isWithin(row, height) && isWithin(column, width)) return;
  throw new RangeError(
    `The maps of layer '${sourceLayer.name}' are ${height} x ${width}, so they have no place at row ${describe(row)}, column ${describe(column)}`,
  );
}
