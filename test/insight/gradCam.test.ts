import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gradCam } from '../../src/insight/gradCam';
import { predict } from '../../src/insight/predict';
import { tf } from '../../src/network/tensorflow';
import { disposeNetwork, largestDifference, sampleNetwork } from '../network/sampleData';
import { BRANCHING_SIZE, branchingNetwork, noisePicture } from './networks';
import { assertFreesTensors } from '../tensors';

const model = sampleNetwork({ seed: 4 });
const image = noisePicture(12);
const branching = branchingNetwork();
after(() => [model, branching].forEach(disposeNetwork));

test('gradCam() computes by hand-sized numbers what its definition says', () => {
  // A picture of 1 x 2 gray pixels, two filters that multiply a pixel by 1 and by -2, and two classes
  const small = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 1, useBias: false, inputShape: [1, 2, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2, useBias: false, activation: 'softmax' }),
    ],
  });
  const filters = [1, -2];
  /** `rows[pixel][filter][class]` */
  const rows = [
    [
      [3, 1],
      [0, -1],
    ],
    [
      [1, -5],
      [2, -1],
    ],
  ];
  tf.tidy(() =>
    small.setWeights([tf.tensor4d(filters, [1, 1, 1, 2]), tf.tensor2d(rows.flat(2), [4, 2])]),
  );
  const pixels = [64, 192];
  for (const classIndex of [0, 1]) {
    const weights = filters.map(
      (_, filter) => (rows[0][filter][classIndex] + rows[1][filter][classIndex]) / 2,
    );
    const sums = pixels.map((pixel) =>
      Math.max(
        0,
        weights[0] * filters[0] * (pixel / 256) + weights[1] * filters[1] * (pixel / 256),
      ),
    );
    const { heatmap } = gradCam(small, { data: Uint8Array.from(pixels), shape: [1, 2, 1] }, 0, {
      classIndex,
    });
    const expected = sums.map((sum) => sum / (Math.max(...sums) || 1));
    assert.ok(
      largestDifference(heatmap.data, expected) < 1e-6,
      `${heatmap.data.join()} and ${expected.join()}`,
    );
    assert.deepEqual(heatmap.shape, [1, 2]);
  }
  small.dispose();
});

test("gradCam() asks for the network's own answer unless told otherwise, and scales to 0-1", () => {
  const answer = predict(model, image, { classNames: ['a', 'b', 'c'] })[0].classIndex;
  const { heatmap, classIndex } = gradCam(model, image, 'relu3');
  assert.equal(classIndex, answer);
  assert.deepEqual(heatmap.shape, [5, 5]);
  assert.equal(Math.max(...heatmap.data), 1);
  assert.ok(Math.min(...heatmap.data) >= 0);
  assert.deepEqual(gradCam(model, image, 'relu3', { classIndex: answer }), {
    heatmap,
    classIndex,
  });
  assert.notDeepEqual(
    gradCam(model, image, 'relu3', { classIndex: (answer + 1) % 3 }).heatmap,
    heatmap,
  );
});

test('gradCam() gives nothing but 0 where no place speaks for the class', () => {
  const blind = sampleNetwork();
  tf.tidy(() => blind.getLayer('dense2').setWeights([tf.zeros([512, 3]), tf.zeros([3])]));
  const { heatmap } = gradCam(blind, image, 'conv4', { classIndex: 0 });
  assert.ok(heatmap.data.every((value) => value === 0));
  disposeNetwork(blind);
});

test('gradCam() refuses a layer without maps, a class that is not there, and a picture of another size', () => {
  assert.throws(() => gradCam(model, image, 'dense1'), {
    name: 'TypeError',
    message: /not maps/,
  });
  assert.throws(() => gradCam(model, image, 'conv4', { classIndex: 3 }), {
    name: 'RangeError',
    message: 'classIndex must be a class from 0 to 2, but is 3',
  });
  assert.throws(() => gradCam(model, noisePicture(16), 'conv4'), {
    name: 'TypeError',
    message: /takes images of 12 x 12 x 3, but the picture has/,
  });
});

test('gradCam() leaves no tensors behind', async () => {
  await assertFreesTensors(() => {
    gradCam(model, image, 'conv4');
    gradCam(branching, noisePicture(BRANCHING_SIZE), 'points', { classIndex: 1 });
  });
});
