import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../src/data/random';
import { viridis } from '../../src/figures/parts/colors';
import { overlayHeatmap } from '../../src/figures/heatmapOverlay';
import { tf } from '../../src/network/tensorflow';
import { countingImage } from './samples';

function randomHeatmap(height: number, width: number) {
  const random = seededRandom(3);
  return {
    data: Float32Array.from({ length: height * width }, random),
    shape: [height, width] as const,
  };
}

test('overlayHeatmap() enlarges the map as TensorFlow does', () => {
  for (const [map, size] of [
    [
      [3, 4],
      [13, 10],
    ],
    [
      [23, 23],
      [100, 100],
    ],
    [
      [1, 1],
      [5, 4],
    ],
    [
      [7, 5],
      [4, 3],
    ],
  ] as const) {
    const heatmap = randomHeatmap(map[0], map[1]);
    const heat = tf.tidy(() =>
      tf.image
        .resizeBilinear(
          tf.tensor3d(heatmap.data, [map[0], map[1], 1]),
          [size[0], size[1]],
          false,
          true,
        )
        .dataSync(),
    );
    const overlaid = overlayHeatmap(countingImage([size[0], size[1], 3]), heatmap, { opacity: 1 });
    const expected = Array.from(heat).flatMap((value) => viridis(value));
    // A number between two colors may be rounded either way
    overlaid.data.forEach((level, index) =>
      assert.ok(
        Math.abs(level - expected[index]) <= 1,
        `${index}: ${level} and ${expected[index]}`,
      ),
    );
  }
});

test('overlayHeatmap() lays the colors over the picture in gray, as strongly as the opacity says', () => {
  const image = { data: Uint8Array.from([255, 0, 0, 10, 20, 30]), shape: [1, 2, 3] as const };
  const heatmap = { data: Float32Array.from([0, 1]), shape: [1, 2] as const };
  const grays = [0.2126 * 255, 0.2126 * 10 + 0.7152 * 20 + 0.0722 * 30];
  const colors = [
    [68, 1, 84],
    [253, 231, 37],
  ];
  for (const opacity of [0, 0.65, 1]) {
    const expected = colors.flatMap((color, pixel) =>
      color.map((level) => Math.round(grays[pixel] * (1 - opacity) + level * opacity)),
    );
    assert.deepEqual(overlayHeatmap(image, heatmap, { opacity }), {
      data: Uint8Array.from(expected),
      shape: [1, 2, 3],
    });
  }
  assert.deepEqual(
    overlayHeatmap(image, heatmap),
    overlayHeatmap(image, heatmap, { opacity: 0.65 }),
  );
});

test('overlayHeatmap() takes gray pictures, draws numbers outside 0-1 as the ends, and changes no input', () => {
  const image = { data: Uint8Array.from([0, 100]), shape: [1, 2, 1] as const };
  const heatmap = { data: Float32Array.from([-3, 7]), shape: [1, 2] as const };
  assert.deepEqual(overlayHeatmap(image, heatmap, { opacity: 0.5 }), {
    data: Uint8Array.from([34, 1, 42, 177, 166, 69]),
    shape: [1, 2, 3],
  });
  assert.deepEqual(image.data, Uint8Array.from([0, 100]));
});

test('overlayHeatmap() leaves the picture gray where the map is no number', () => {
  const image = { data: Uint8Array.from([90, 90]), shape: [1, 2, 1] as const };
  const heatmap = { data: Float32Array.from([NaN, NaN]), shape: [1, 2] as const };
  assert.deepEqual([...overlayHeatmap(image, heatmap).data], [90, 90, 90, 90, 90, 90]);
});

test('overlayHeatmap() refuses other shapes and opacities', () => {
  const [image, heatmap] = [countingImage([2, 2, 3]), randomHeatmap(2, 2)];
  assert.throws(() => overlayHeatmap(countingImage([2, 2, 4]), heatmap), {
    name: 'TypeError',
    message:
      'The picture of overlayHeatmap() must be an array [height, width, 1 or 3], but is an array of shape [2, 2, 4] (Uint8Array)',
  });
  assert.throws(() => overlayHeatmap(image, { data: new Float32Array(3), shape: [2, 2] }), {
    name: 'TypeError',
    message:
      /^The heat map of overlayHeatmap\(\) must be an array \[height, width\], but has 3 numbers/,
  });
  assert.throws(
    () => overlayHeatmap(image, { data: new Float32Array(0), shape: [0, 2] }),
    TypeError,
  );
  assert.throws(() => overlayHeatmap(image, heatmap, { opacity: 1.1 }), {
    name: 'RangeError',
    message: 'opacity must be a number from 0 to 1, but is 1.1',
  });
});
