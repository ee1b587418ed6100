import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { liveCurves } from '../../src/display/liveCurves';
import { progressLine } from '../../src/display/progressLine';
import { tf } from '../../src/network/tensorflow';
import { disposeNetwork } from '../network/sampleData';
import { printedBy, shownBy } from './outputs';

const kernelInitializer = 'zeros';
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer })],
});
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['mae'] });
const points = tf.tensor2d([[0], [1], [2]]);
after(() => {
  disposeNetwork(model);
  points.dispose();
});

test('progressLine() tells each finished epoch in one line outside a notebook', async (t) => {
  const printed = printedBy(t);
  const callbacks = [progressLine()];
  await model.fit(points, points, { epochs: 2, batchSize: 2, verbose: 0, callbacks });
  assert.equal(printed().length, 2);
  assert.match(String(printed()[0]), /^epoch 1 of 2 {2}loss \d\.\d{3} {2}\w+ \d\.\d{3}$/);
  assert.match(String(printed()[1]), /^epoch 2 of 2 /);
});

test('progressLine() redraws one output in a notebook and ends with the last epoch', async (t) => {
  const shown = shownBy(t);
  await model.fit(points, points, { epochs: 3, batchSize: 1, callbacks: [progressLine()] });
  assert.equal(new Set(shown().map(({ transient }) => transient.display_id)).size, 1);
  assert.match(
    String(shown()[0].data['text/plain']),
    /^█+░+ {2}epoch 1 of 3 {2}loss \d+\.\d{3} {2}\d+ s left$/,
  );
  assert.match(String(shown().at(-1)?.data['text/plain']), /^epoch 3 of 3 {2}loss/);
});

test('progressLine() tells where a training was stopped', async (t) => {
  const shown = shownBy(t);
  const stop = {
    onBatchEnd: () => {
      model.stopTraining = true;
    },
  };
  await model.fit(points, points, { epochs: 3, batchSize: 1, callbacks: stop });
  assert.equal(shown().at(-1)?.data['text/plain'], 'stopped in epoch 1 of 3');
});

test('model.fit() shows one progress line by itself, none beside liveCurves(), none when told so, and nothing on stderr', async (t) => {
  const stderr = t.mock.method(process.stderr, 'write', () => true);
  const shown = shownBy(t);
  const outputs = () => new Set(shown().map(({ transient }) => transient.display_id)).size;
  await model.fit(points, points, { epochs: 2 });
  assert.equal(outputs(), 1);
  assert.match(String(shown().at(-1)?.data['text/plain']), /^epoch 2 of 2/);
  await model.fit(points, points, { epochs: 2, verbose: 0 });
  assert.equal(outputs(), 1);
  await model.fit(points, points, { epochs: 2, callbacks: [liveCurves()] });
  assert.equal(outputs(), 2);
  await model.fit(points, points, { epochs: 2, callbacks: [progressLine()] });
  assert.equal(outputs(), 3);
  const written = stderr.mock.calls.map((call) => String(call.arguments[0]));
  stderr.mock.restore();
  assert.deepEqual(written, []);
});
