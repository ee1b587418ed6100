import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flopPerImage } from '../../../src/tools/bench/flops';
import { buildNetwork } from '../../../src/network/buildNetwork';
import { tf } from '../../../src/network/tensorflow';

test('flopPerImage() counts 1.44 billion operations for a training step at 100 pixels, a third of them forward', () => {
  const model = buildNetwork({ imageSize: 100 });
  const [training, predicting] = [flopPerImage(model, 'train'), flopPerImage(model, 'predict')];
  assert.ok(Math.abs(training / 1.44e9 - 1) < 0.03, `${training}`);
  assert.ok(Math.abs(predicting / 0.48e9 - 1) < 0.03, `${predicting}`);
  model.dispose();
});

test('flopPerImage() is two for each weight of a dense layer, and nine times that for nine places of a convolution', () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 4, kernelSize: 2, inputShape: [4, 4, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 5 }),
    ],
  });
  const [convolution, dense] = [2 * 9 * (2 * 2 * 1 * 4), 2 * 36 * 5];
  assert.equal(flopPerImage(model, 'predict'), convolution + dense);
  assert.equal(flopPerImage(model, 'train'), 2 * convolution + 3 * dense);
  model.dispose();
});
