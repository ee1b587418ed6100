import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Layout } from 'plotly.js';
import { valueBars, type ValueBarsOptions } from '../../src/figures/valueBars';

interface Bars {
  readonly x: readonly number[];
  readonly text: readonly string[];
  readonly marker: { readonly color: readonly string[] };
}

function draw(values: readonly number[], options?: ValueBarsOptions) {
  const drawn = valueBars(
    values.map((value, index) => ({ name: `v${index}`, value })),
    options,
  );
  return { bars: drawn.data[0] as unknown as Bars, layout: drawn.layout as Required<Layout> };
}

describe('valueBars', () => {
  it('valueBars() draws a bar for each value in the order given, with its number', () => {
    const { bars } = draw([1.792, 4.605, 0]);
    assert.deepEqual(bars.x, [1.792, 4.605, 0]);
    assert.deepEqual(bars.text, ['1.79', '4.61', '0']);
  });

  it('valueBars() parts thousands and uses a true minus sign', () => {
    assert.deepEqual(draw([17334784, -3078], { digits: 0 }).bars.text, ['17,334,784', '−3,078']);
  });

  it('valueBars() colors signs apart only where some values are negative', () => {
    const [one, other] = [draw([1, 2]).bars, draw([1, -2]).bars].map(({ marker }) => marker.color);
    assert.equal(one[0], one[1]);
    assert.notEqual(other[0], other[1]);
    assert.equal(one[0], other[1]);
  });

  it('valueBars() keeps 0 in view and leaves room for the numbers', () => {
    assert.deepEqual(draw([10, 50]).layout.xaxis.range, [0, 57]);
    assert.deepEqual(draw([-50, -10]).layout.xaxis.range, [-57, 0]);
    assert.deepEqual(draw([-50, 50]).layout.xaxis.range, [-64, 64]);
    assert.deepEqual(draw([0]).layout.xaxis.range, [0, 0.14]);
    assert.deepEqual(draw([3], { xRange: [-1, 9] }).layout.xaxis.range, [-1, 9]);
  });

  it('valueBars() names the six classes, and describes itself, in both languages', () => {
    const drawn = valueBars(
      [
        { name: 'dogs', value: 0.25 },
        { name: { en: 'rest', ja: '残り' }, value: -1 },
      ],
      { title: { en: 'Votes', ja: '票' } },
    );
    assert.deepEqual((drawn.layout as Required<Layout>).yaxis.ticktext, [
      'dogs / 犬',
      'rest / 残り',
    ]);
    assert.deepEqual(drawn.altWords, {
      en: 'Votes: dogs 0.25, rest −1',
      ja: '票: 犬 0.25、残り −1',
    });
  });

  it('valueBars() keeps apart two bars of the same name', () => {
    const drawn = valueBars([
      { name: 'dogs', value: 1 },
      { name: 'dogs', value: 2 },
    ]);
    assert.deepEqual((drawn.data[0] as { y: number[] }).y, [0, 1]);
  });

  it('valueBars() does not change its input', () => {
    const values = Object.freeze([Object.freeze({ name: 'dogs', value: 1 })]);
    const xRange = Object.freeze([0, 2] as const);
    valueBars(values, { xRange });
    assert.deepEqual(values, [{ name: 'dogs', value: 1 }]);
  });

  it('valueBars() refuses no values, and what is not finite', () => {
    assert.throws(() => valueBars([]), { name: 'TypeError', message: /at least one/ });
    assert.throws(() => draw([1, Infinity]), { name: 'TypeError', message: /'v1' is Infinity/ });
  });
});
