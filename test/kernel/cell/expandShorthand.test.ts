import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandShorthand } from '../../../src/kernel/cell/expandShorthand';

test('expandShorthand() writes out short properties, nested ones too, and nothing else', () => {
  assert.equal(
    expandShorthand('f({ a, b: { c }, d: 1 });\nconst { e } = g;'),
    'f({ a: a, b: { c: c }, d: 1 });\nconst { e } = g;',
  );
});

test('expandShorthand() keeps the default of an assigned pattern', () => {
  assert.equal(expandShorthand('({ a, b = 2 } = c);'), '({ a: a, b: b = 2 } = c);');
});
