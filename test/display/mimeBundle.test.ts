import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownParts, toMimeBundles } from '../../src/display/mimeBundle';
import { figure } from '../../src/figures/parts/figure';
import { jupyterDisplay } from '../../src/figures/parts/displayable';

const picture = (text: string) => ({
  [jupyterDisplay]: () => ({ 'text/html': `<b>${text}</b>`, 'text/plain': text }),
});
const curve = figure({ data: [], alt: 'a curve' });

test('toMimeBundles() puts neighboring pictures side by side and nothing else', () => {
  const bundles = toMimeBundles([picture('dog'), picture('cat'), curve, picture('bird'), 'words']);
  assert.deepEqual(
    bundles.map((bundle) => bundle['text/plain']),
    ['dog\ncat', 'a curve', 'bird', 'words'],
  );
  assert.match(String(bundles[0]['text/html']), /<b>dog<\/b>\n<b>cat<\/b>/);
});

test('toMimeBundles() sends bytes as base64', () => {
  const [bundle] = toMimeBundles([
    { [jupyterDisplay]: () => ({ 'image/png': Uint8Array.of(1, 2, 3) }), alt: 'three bytes' },
  ]);
  assert.deepEqual(bundle, { 'image/png': 'AQID', 'text/plain': 'three bytes' });
});

test('toMimeBundles() falls back to text for a value that fails to draw itself', () => {
  const failing = {
    name: 'x',
    [jupyterDisplay]: () => {
      throw new Error('no');
    },
  };
  const empty = { name: 'y', [jupyterDisplay]: () => undefined as never };
  assert.deepEqual(toMimeBundles([failing]), [{ 'text/plain': "{ name: 'x' }" }]);
  assert.deepEqual(toMimeBundles([empty]), [{ 'text/plain': "{ name: 'y' }" }]);
});

test('shownParts() takes apart only arrays of things that draw themselves', () => {
  assert.equal(shownParts([curve, curve]).length, 2);
  const mixed = [curve, 1];
  assert.deepEqual(shownParts(mixed), [mixed]);
  assert.deepEqual(shownParts([]), [[]]);
});
