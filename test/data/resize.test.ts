import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resizeImages } from '../../src/data/resize';
import { tf } from '../../src/network/tensorflow';

const images = {
  data: Uint8Array.from({ length: 2 * 5 * 4 * 3 }, (_, i) => (i * 53) % 256),
  shape: [2, 5, 4, 3] as const,
};

test("resizeImages() gives what TensorFlow's bilinear resizing gives", () => {
  for (const imageSize of [3, 5, 11]) {
    const resized = resizeImages(images, { imageSize });
    const reference = tf.tidy(() =>
      tf.image
        .resizeBilinear(
          tf.tensor4d(Float32Array.from(images.data), [2, 5, 4, 3]),
          [imageSize, imageSize],
          false,
          true,
        )
        .dataSync(),
    );
    assert.deepEqual(resized.shape, [2, imageSize, imageSize, 3]);
    assert.ok(
      resized.data.every((value, i) => Math.abs(value - reference[i]) <= 0.51),
      `size ${imageSize}`,
    );
  }
});

test('resizeImages() keeps a picture of the same size, and its input', () => {
  const square = { data: images.data.slice(0, 48), shape: [1, 4, 4, 3] as const };
  const before = square.data.slice();
  assert.deepEqual(resizeImages(square, { imageSize: 4 }).data, before);
  resizeImages(square, { imageSize: 9 });
  assert.deepEqual(square.data, before);
});

test('resizeImages() refuses sizes that are no number of pixels', () => {
  for (const imageSize of [0, 2.5, 5000])
    assert.throws(() => resizeImages(images, { imageSize }), {
      name: 'RangeError',
      message: /^imageSize must be a whole number from 1 to 4096, but is /,
    });
});
