import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveCurves } from '../../src/display/liveCurves';
import type { TrainingProgress } from '../../src/training/train';
import { endCell, printedBy, shownBy } from './outputs';

/** How a training of two epochs of two batches stands when so many epochs are finished and one batch more is done. */
function progress({
  epoch,
  batch,
  numFinished,
}: {
  epoch: number;
  batch: number;
  numFinished: number;
}): TrainingProgress {
  const values = Array.from({ length: numFinished }, (_, index) => 1 / (index + 1));
  const history = { loss: values, acc: values, val_loss: [], val_acc: [] };
  return { epoch, epochs: 2, batch, numBatches: 2, loss: 1, acc: 0.5, history, secondsLeft: 60 };
}

test('liveCurves() ends with the curves of all epochs, whatever the time since the last drawing', (t) => {
  const printed = printedBy(t);
  const draw = liveCurves();
  draw(progress({ epoch: 1, batch: 1, numFinished: 0 }));
  draw(progress({ epoch: 1, batch: 2, numFinished: 1 }));
  draw(progress({ epoch: 2, batch: 2, numFinished: 2 }));
  assert.match(String(printed().at(-1)), /^Over 2 epochs/);
  const numPrinted = printed().length;
  endCell();
  assert.equal(printed().length, numPrinted);
});

test('liveCurves() draws the last state of a training that was stopped, without the time left', (t) => {
  const shown = shownBy(t);
  const draw = liveCurves();
  draw(progress({ epoch: 1, batch: 2, numFinished: 1 }));
  draw(progress({ epoch: 2, batch: 1, numFinished: 1 }));
  endCell();
  const [first, last] = shown().map(({ data }) =>
    JSON.stringify(data['application/vnd.plotly.v1+json']),
  );
  assert.match(first, /60 s left/);
  assert.match(last, /Stopped in epoch 2 of 2/);
  assert.doesNotMatch(last, /60 s left/);
  assert.equal(shown().length, 2);
});
