import assert from 'node:assert/strict';
import { test } from 'node:test';
import { show } from '../../src/display/show';
import { printedBy, shownBy } from './outputs';
import { jupyterDisplay } from '../../src/figures/parts/displayable';
import { figure } from '../../src/figures/parts/figure';

test('show() prints the text of each value outside a notebook', (t) => {
  const printed = printedBy(t);
  show('ten dogs', figure({ data: [], alt: 'a curve' }), Uint8Array.of(1, 2));
  assert.deepEqual(printed(), ['ten dogs', 'a curve', 'Uint8Array [2]\n[1, 2]']);
});

test('show() sends the words for a bundle that is no JSON', (t) => {
  const shown = shownBy(t);
  show({ [jupyterDisplay]: () => ({ 'application/json': 1n, 'text/plain': 'words' }) });
  assert.deepEqual(
    shown().map(({ data }) => data),
    [{ 'text/plain': 'words' }],
  );
});

test('show() draws each of a list of figures and pictures', (t) => {
  const shown = shownBy(t);
  const curve = figure({ data: [], alt: 'a curve' });
  show([curve, curve], 'words');
  assert.deepEqual(
    shown().map(({ data }) => data['text/plain']),
    ['a curve', 'a curve', 'words'],
  );
});
