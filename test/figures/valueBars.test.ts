import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { valueBars, type ValueBarsOptions } from '../../src/figures/valueBars';
import { tracesOf } from './samples';

function draw(values: readonly number[], options?: ValueBarsOptions) {
  const drawn = valueBars(
    values.map((value, index) => ({ name: `v${index}`, value })),
    options,
  );
  return { bars: tracesOf(drawn, 'bar')[0], layout: drawn.layout };
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
    const [one, other] = [draw([1, 2]).bars, draw([1, -2]).bars].map(
      ({ marker }) => marker?.color as string[],
    );
    assert.equal(one[0], one[1]);
    assert.notEqual(other[0], other[1]);
    assert.equal(one[0], other[1]);
  });

  it('valueBars() keeps 0 in view and leaves room for the numbers', () => {
    assert.deepEqual(draw([10, 50]).layout.xaxis?.range, [0, 57]);
    assert.deepEqual(draw([-50, -10]).layout.xaxis?.range, [-57, 0]);
    assert.deepEqual(draw([-50, 50]).layout.xaxis?.range, [-64, 64]);
    assert.deepEqual(draw([0]).layout.xaxis?.range, [0, 0.14]);
    assert.deepEqual(draw([3], { xRange: [-1, 9] }).layout.xaxis?.range, [-1, 9]);
  });

  it('valueBars() names the six classes, and describes itself, in both languages', () => {
    const drawn = valueBars(
      [
        { name: 'dogs', value: 0.25 },
        { name: { en: 'rest', ja: '残り' }, value: -1 },
      ],
      { title: { en: 'Votes', ja: '票' } },
    );
    assert.deepEqual(drawn.layout.yaxis?.ticktext, ['dogs / 犬', 'rest / 残り']);
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
    assert.deepEqual(tracesOf(drawn, 'bar')[0].y, [0, 1]);
  });

  it('valueBars() does not change its input', () => {
    const values = Object.freeze([Object.freeze({ name: 'dogs', value: 1 })]);
    const xRange = Object.freeze([0, 2] as const);
    valueBars(values, { xRange });
    assert.deepEqual(values, [{ name: 'dogs', value: 1 }]);
  });

  it('valueBars() tells what is no finite number, and draws infinity as long as the longest', () => {
    const { bars, layout } = draw([2, NaN, Infinity, -Infinity]);
    assert.deepEqual(bars.text, ['2', 'NaN', '∞', '−∞']);
    assert.deepEqual(bars.x, [2, 0, 2, -1]);
    assert.ok(layout.xaxis?.range?.every(Number.isFinite));
  });

  it('valueBars() refuses no values, and more than can be read', () => {
    assert.throws(() => valueBars([]), { name: 'TypeError', message: /at least one/ });
    assert.throws(() => draw(new Array<number>(200_000).fill(1)), {
      name: 'RangeError',
      message: 'valueBars() draws at most 1000 values, but got 200000',
    });
  });
});
