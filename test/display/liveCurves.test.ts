import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { liveCurves } from '../../src/display/liveCurves';
import { tf } from '../../src/network/tensorflow';
import { batches } from '../../src/training/batches';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';
import { endCell, printedBy, shownBy } from './outputs';

const model = sampleNetwork();
after(() => disposeNetwork(model));
const trainSet = batches(sampleDataset({ numImages: 8 }), { batchSize: 4, seed: 1 });

interface Shown {
  readonly data: Readonly<Record<string, unknown>>;
}

function plotlyOf({ data }: Shown): string {
  return JSON.stringify(data['application/vnd.plotly.v1+json']);
}

test('liveCurves() ends with the curves of all epochs, whatever the time since the last drawing', async (t) => {
  const printed = printedBy(t);
  await model.fitDataset(trainSet, { epochs: 2, callbacks: [liveCurves()] });
  assert.match(String(printed().at(-1)), /^Over 2 epochs/);
  const numPrinted = printed().length;
  endCell();
  assert.equal(printed().length, numPrinted);
});

test('liveCurves() draws in one output and ends without the time left', async (t) => {
  const shown = shownBy(t);
  await model.fitDataset(trainSet, { epochs: 2, callbacks: [liveCurves()] });
  assert.equal(new Set(shown().map(({ transient }) => transient.display_id)).size, 1);
  assert.match(plotlyOf(shown()[0]), /Epoch 1 of 2 · batch 1 of 2 · \d+ s left/);
  assert.match(plotlyOf(shown().at(-1) as Shown), /"2 epochs/);
  assert.doesNotMatch(plotlyOf(shown().at(-1) as Shown), / s left/);
});

test('liveCurves() draws the last state of a training that was stopped, without the time left', async (t) => {
  const shown = shownBy(t);
  let numBatches = 0;
  const stop = {
    onBatchEnd: () => {
      if (++numBatches === 3) model.stopTraining = true;
    },
  };
  await model.fitDataset(trainSet, { epochs: 3, callbacks: [liveCurves(), stop] as object[] });
  assert.match(plotlyOf(shown()[0]), /s left/);
  assert.match(plotlyOf(shown().at(-1) as Shown), /Stopped in epoch 2 of 3/);
  assert.doesNotMatch(plotlyOf(shown().at(-1) as Shown), / s left/);
});

test('liveCurves() draws the last state of a training that failed', async (t) => {
  const shown = shownBy(t);
  const fail = {
    onBatchEnd: () => {
      throw new Error('no more');
    },
  };
  const callbacks = [liveCurves(), fail] as object[];
  await assert.rejects(model.fitDataset(trainSet, { epochs: 3, callbacks }), /no more/);
  assert.match(plotlyOf(shown().at(-1) as Shown), /Stopped in epoch 1 of 3/);
});

test('liveCurves() draws in a new output in each training, and leaves no listener behind', async (t) => {
  const shown = shownBy(t);
  const warnings: Error[] = [];
  const warn = (warning: Error) => void warnings.push(warning);
  process.on('warning', warn);
  const callback = liveCurves();
  for (let training = 0; training < 12; training++)
    await model.fitDataset(trainSet, { epochs: 1, callbacks: [callback] });
  assert.equal(new Set(shown().map(({ transient }) => transient.display_id)).size, 12);
  const numShown = shown().length;
  endCell();
  assert.equal(shown().length, numShown);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warn);
  assert.deepEqual(warnings, []);
});

test('liveCurves() draws any network, with model.fit too: without accuracy the loss stands alone', async (t) => {
  const shown = shownBy(t);
  const line = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  line.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const points = tf.tensor2d([[0], [1], [2]]);
  await line.fit(points, points, { epochs: 2, callbacks: [liveCurves()] });
  const { layout, data } = JSON.parse(plotlyOf(shown().at(-1) as Shown)) as {
    layout: Record<string, unknown>;
    data: { xaxis: string }[];
  };
  assert.ok(data.length > 0 && data.every(({ xaxis }) => xaxis === 'x'));
  assert.equal(layout.xaxis2, undefined);
  points.dispose();
  disposeNetwork(line);
});
