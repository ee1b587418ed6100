import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageData } from 'plotly.js';
import { PNG } from 'pngjs';
import { imageFigure } from '../../src/figures/imageFigure';
import { sliderFigure } from '../../src/figures/sliderFigure';
import { countingImage } from './samples';

function pixelsOf({ source = '' }: ImageData): PNG {
  return PNG.sync.read(Buffer.from(source.split(',')[1], 'base64'));
}

test('imageFigure() lays the pictures on one sheet, pixel for pixel', () => {
  const { width, height, data } = pixelsOf(
    imageFigure([countingImage([2, 3, 3]), countingImage([2, 3, 3], 90)], { columns: 2 })
      .data[0] as ImageData,
  );
  assert.deepEqual([width, height], [3 + 4 + 3, 2]);
  assert.deepEqual([...data.subarray(0, 4)], [0, 1, 2, 255]);
  assert.deepEqual([...data.subarray(7 * 4, 8 * 4)], [90, 91, 92, 255]);
  assert.equal(data[3 * 4 + 3], 0, 'the gap is see-through');
});

test('imageFigure() makes steps of a slider', () => {
  const steps = [0, 60].map((start) => ({
    label: String(start),
    figure: imageFigure([countingImage([4, 4, 3], start)], { scale: 3 }),
  }));
  const { frames = [] } = sliderFigure(steps);
  assert.equal(pixelsOf(frames[1].data?.[0]).data[0], 60);
});

test('imageFigure() tells in both languages how many pictures there are', () => {
  assert.equal(
    imageFigure([countingImage([2, 2, 3])], { title: { en: 'One', ja: '一つ' } }).alt,
    'One: 1 picture / 一つ: 画像 1 枚',
  );
});

test('imageFigure() refuses no pictures, several sizes and scales that are no number', () => {
  assert.throws(() => imageFigure([]), { name: 'TypeError', message: /at least one picture/ });
  assert.throws(() => imageFigure([countingImage([2, 2, 3]), countingImage([3, 2, 3])]), {
    name: 'TypeError',
    message: /pictures of one size/,
  });
  assert.throws(() => imageFigure([countingImage([2, 2, 3])], { scale: 0 }), {
    name: 'RangeError',
    message: /scale must be a positive number/,
  });
});
