import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveDisplay } from '../../src/display/liveDisplay';
import { endCell, printedBy, shownBy } from './outputs';

test('update() draws the first value at once, then no more than one in each interval, and the last', (t) => {
  const printed = printedBy(t);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(performance, 'now', () => now);
  let now = 0;
  const board = liveDisplay({ interval: 500 });
  while (now <= 1200) {
    board.update(now);
    now += 100;
    t.mock.timers.tick(100);
  }
  t.mock.timers.tick(500);
  assert.deepEqual(printed(), ['0', '400', '900', '1200']);
});

test('the last value is drawn when the cell ends, and only once', (t) => {
  const printed = printedBy(t);
  const board = liveDisplay();
  board.update('first');
  board.update('last');
  endCell();
  endCell();
  assert.deepEqual(printed(), ['first', 'last']);
});

test('finish() draws at once and leaves nothing to be drawn later', (t) => {
  const printed = printedBy(t);
  const board = liveDisplay();
  board.update('first');
  board.update('never drawn');
  board.finish('last');
  endCell();
  assert.deepEqual(printed(), ['first', 'last']);
});

test('outside a notebook, a text that has not changed is not printed again', (t) => {
  const printed = printedBy(t);
  const board = liveDisplay({ interval: 0 });
  for (const text of ['epoch 1', 'epoch 1', 'epoch 2']) board.update(text);
  assert.deepEqual(printed(), ['epoch 1', 'epoch 2']);
});

test('in a notebook, every drawing but the first draws over the same output', (t) => {
  const shown = shownBy(t);
  const board = liveDisplay({ interval: 0 });
  for (const text of ['one', 'two', 'three']) board.update(text);
  assert.deepEqual(
    shown().map(({ data, update }) => [data['text/plain'], update]),
    [
      ['one', false],
      ['two', true],
      ['three', true],
    ],
  );
  assert.equal(new Set(shown().map(({ transient }) => transient.display_id)).size, 1);
});
