import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { outputOf, runGraph, tidyNumbers } from '../../src/insight/runGraph';
import { cropImage, receptiveField, type Patch } from '../../src/insight/receptiveField';
import type { LayerChoice } from '../../src/network/layers';
import { tf } from '../../src/network/tensorflow';
import { disposeNetwork, sampleNetwork } from '../network/sampleData';
import { countingImage } from '../figures/samples';
import { branchingNetwork, withPositiveWeights } from './networks';

const series = withPositiveWeights(sampleNetwork({ imageSize: 20 }));
const branching = withPositiveWeights(branchingNetwork());
const strided = withPositiveWeights(
  tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'wide',
        filters: 1,
        kernelSize: [5, 2],
        strides: 2,
        padding: 'same',
        inputShape: [17, 18, 3],
      }),
      tf.layers.maxPooling2d({ name: 'pool', poolSize: 3, strides: 2, padding: 'same' }),
      tf.layers.conv2d({ name: 'dilated', filters: 1, kernelSize: 2, dilationRate: 2 }),
    ],
  }),
);
after(() => {
  [series, branching].forEach(disposeNetwork);
  strided.dispose();
});

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Finds the rectangle of pixels that change a number of a map, by making one pixel after the other brighter. */
function triedField(model: tf.LayersModel, choice: LayerChoice, { row, column }: Place): Patch {
  const [height, width] = model.inputs[0].shape.slice(1) as number[];
  const values = tidyNumbers(() => {
    const brighter = tf
      .eye(height * width)
      .reshape([height * width, height, width, 1])
      .mul(50);
    const pictures = tf
      .concat([tf.zeros([1, height, width, 1]), brighter])
      .tile([1, 1, 1, 3])
      .add(0.5);
    const maps = runGraph(outputOf(model, choice), new Map([[model.inputs[0], pictures]]));
    return maps.slice([0, row, column, 0], [-1, 1, 1, -1]).sum([1, 2, 3]).dataSync();
  });
  const seen = Array.from({ length: height * width }, (_, pixel) => pixel).filter(
    (pixel) => Math.abs(values[pixel + 1] - values[0]) > 1e-3 * values[0],
  );
  const [rows, columns] = [
    seen.map((pixel) => Math.floor(pixel / width)),
    seen.map((pixel) => pixel % width),
  ];
  return boxOf(Math.min(...rows), Math.min(...columns), {
    bottom: Math.max(...rows) + 1,
    right: Math.max(...columns) + 1,
  });
}

function boxOf(
  top: number,
  left: number,
  { bottom, right }: { readonly bottom: number; readonly right: number },
): Patch {
  return { top, left, height: bottom - top, width: right - left };
}

/** The part of a patch that lies on the picture. */
function onPicture(model: tf.LayersModel, { top, left, height, width }: Patch): Patch {
  const [imageHeight, imageWidth] = model.inputs[0].shape.slice(1) as number[];
  return boxOf(Math.max(top, 0), Math.max(left, 0), {
    bottom: Math.min(top + height, imageHeight),
    right: Math.min(left + width, imageWidth),
  });
}

const CASES: [string, tf.LayersModel, LayerChoice, Place[]][] = [
  [
    'conv1 of the series',
    series,
    'conv1',
    [
      { row: 0, column: 19 },
      { row: 7, column: 3 },
    ],
  ],
  [
    'conv2 of the series',
    series,
    'conv2',
    [
      { row: 0, column: 0 },
      { row: 17, column: 9 },
    ],
  ],
  ['conv3 of the series', series, 'conv3', [{ row: 4, column: 4 }]],
  [
    'relu4 of the series',
    series,
    'relu4',
    [
      { row: 0, column: 0 },
      { row: 3, column: 6 },
    ],
  ],
  ['a branch of points', branching, 'points', [{ row: 5, column: 6 }]],
  ['the branches together', branching, 'joined', [{ row: 5, column: 6 }]],
  ['what follows the branches', branching, 'last', [{ row: 1, column: 2 }]],
  [
    'windows with a stride',
    strided,
    'wide',
    [
      { row: 0, column: 8 },
      { row: 4, column: 4 },
    ],
  ],
  [
    'a pooling with padding',
    strided,
    'pool',
    [
      { row: 0, column: 0 },
      { row: 2, column: 2 },
    ],
  ],
  [
    'a dilated convolution',
    strided,
    'dilated',
    [
      { row: 0, column: 0 },
      { row: 2, column: 2 },
    ],
  ],
];

for (const [name, model, choice, places] of CASES) {
  test(`receptiveField() holds just the pixels that matter: ${name}`, () => {
    for (const place of places) {
      assert.deepEqual(
        onPicture(model, receptiveField(model, choice, place)),
        triedField(model, choice, place),
      );
    }
  });
}

test('receptiveField() reaches over the edge where padding was added', () => {
  assert.deepEqual(receptiveField(series, 'conv1', { row: 0, column: 19 }), {
    top: -1,
    left: 18,
    height: 3,
    width: 3,
  });
});

test('receptiveField() refuses places that are not there, layers without maps and layers that it does not know', () => {
  assert.throws(() => receptiveField(series, 'conv1', { row: 20, column: 0 }), {
    name: 'RangeError',
    message: "The maps of layer 'conv1' are 20 x 20, so they have no place at row 20, column 0",
  });
  assert.throws(() => receptiveField(series, 'dense1', { row: 0, column: 0 }), {
    name: 'TypeError',
    message: /not maps/,
  });
  const turned = tf.sequential({
    layers: [tf.layers.permute({ name: 'turn', dims: [2, 1, 3], inputShape: [4, 4, 3] })],
  });
  assert.throws(() => receptiveField(turned, 0, { row: 0, column: 0 }), {
    name: 'TypeError',
    message: "Which pixels layer 'turn' (Permute) looks at is not known; choose a layer before it",
  });
  turned.dispose();
});

test('cropImage() cuts out the patch, without what lies over the edge', () => {
  const image = countingImage([4, 5, 3]);
  const at = (row: number, column: number) =>
    [0, 1, 2].map((channel) => (row * 5 + column) * 3 + channel);
  assert.deepEqual(cropImage(image, { top: 1, left: 2, height: 2, width: 2 }), {
    data: Uint8Array.from([...at(1, 2), ...at(1, 3), ...at(2, 2), ...at(2, 3)]),
    shape: [2, 2, 3],
  });
  assert.deepEqual(cropImage(image, { top: -1, left: 4, height: 2, width: 3 }), {
    data: Uint8Array.from(at(0, 4)),
    shape: [1, 1, 3],
  });
  assert.deepEqual(cropImage(image, { top: -2, left: -2, height: 9, width: 9 }), image);
  assert.throws(() => cropImage(image, { top: 4, left: 0, height: 3, width: 3 }), {
    name: 'RangeError',
    message: 'The patch (top 4, left 0, 3 x 3) lies outside the picture of 4 x 5 pixels',
  });
});

test('receptiveField() needs no known sizes where the stride is 1', () => {
  const anySize = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 1, kernelSize: 5, padding: 'same', inputShape: [null, null, 3] }),
    ],
  });
  assert.deepEqual(receptiveField(anySize, 0, { row: 9, column: 9 }), {
    top: 7,
    left: 7,
    height: 5,
    width: 5,
  });
  anySize.dispose();
  const strides = tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'leap',
        filters: 1,
        kernelSize: 5,
        strides: 2,
        padding: 'same',
        inputShape: [null, null, 3],
      }),
    ],
  });
  assert.throws(() => receptiveField(strides, 0, { row: 9, column: 9 }), {
    name: 'TypeError',
    message: /^How much padding layer 'leap' adds depends on the size of the picture/,
  });
  strides.dispose();
});
