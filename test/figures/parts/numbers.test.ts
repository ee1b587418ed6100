import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longNumber, percent, rangeOf, shortNumber } from '../../../src/figures/parts/numbers';

test('shortNumber() keeps two digits and never writes a negative zero', () => {
  assert.deepEqual([1, 0.756, -0.001, -2.5].map(shortNumber), ['1', '0.76', '0', '−2.5']);
  assert.deepEqual([NaN, Infinity, -Infinity, -0].map(shortNumber), ['NaN', '∞', '−∞', '0']);
});

test('longNumber() parts thousands, and percent() keeps a digit of small shares', () => {
  assert.deepEqual([longNumber(17_334_784), longNumber(-1.256, 2)], ['17,334,784', '−1.26']);
  assert.deepEqual([0.96, 0.04, 0.0001, NaN].map(percent), ['96%', '4.0%', '0%', 'NaN']);
});

test('rangeOf() leaves out what is no finite number, however many there are', () => {
  assert.deepEqual(rangeOf([3, NaN, -1, Infinity, null]), [-1, 3]);
  assert.deepEqual(rangeOf([NaN]), [0, 0]);
  assert.deepEqual(rangeOf(new Float32Array(1_000_000).fill(2)), [2, 2]);
});
