import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../src/tools/bench/statistics';

test('summarize() gives the middle number, or the mean of the two in the middle, with both ends', () => {
  assert.deepEqual(summarize([10, 9, 100]), { median: 10, smallest: 9, largest: 100 });
  assert.deepEqual(summarize([4, 1, 2, 3]), { median: 2.5, smallest: 1, largest: 4 });
  assert.deepEqual(summarize([7]), { median: 7, smallest: 7, largest: 7 });
});

test('summarize() does not change its input and refuses an empty list', () => {
  const values = [3, 1, 2];
  summarize(values);
  assert.deepEqual(values, [3, 1, 2]);
  assert.throws(() => summarize([]), RangeError);
});
