import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelSteps } from '../../src/figures/kernelSteps';
import { sliderFigure } from '../../src/figures/sliderFigure';
import { kernelGrid } from '../../src/figures/weightGrids';
import type { Figure } from '../../src/figures/parts/figure';
import { decodeImages, tracesOf } from './samples';

/** Two kernels of one pixel on RGB. */
const state = (...values: number[]) => ({ data: Float32Array.from(values), shape: [1, 1, 3, 2] });

/** The pixels of the PNG in a figure, as the HTML of a picture would carry it. */
function pixelsOf(figure: Figure) {
  const [{ source }] = tracesOf(figure, 'image');
  return decodeImages(`<img src="${source}">`)[0];
}

test('kernelSteps() holds the pixels that kernelGrid() draws, one for each weight', () => {
  const weights = {
    data: Float32Array.from({ length: 3 * 3 * 3 * 10 }, (_, index) => Math.sin(index)),
    shape: [3, 3, 3, 10],
  };
  const [{ figure }] = kernelSteps([weights]);
  const { width, height, pixels } = pixelsOf(figure);
  // The scale 4 makes the gap one pixel, and the PNG 4 times as large
  const grid = decodeImages(kernelGrid(weights, { scale: 4 }).html)[0];
  assert.deepEqual([width, height], [31, 7]);
  assert.deepEqual(
    pixels,
    Array.from(
      { length: width * height },
      (_, pixel) => grid.pixels[Math.floor(pixel / width) * 4 * 4 * width + (pixel % width) * 4],
    ),
  );
});

test('kernelSteps() shows whole sheets with square pixels, the first row on top', () => {
  const [{ figure }] = kernelSteps([state(0, 0, 1, 0, 0, -1)]);
  const { xaxis, yaxis } = figure.layout;
  assert.deepEqual(
    [xaxis?.range, yaxis?.range, yaxis?.scaleanchor],
    [[-0.5, 2.5], [0.5, -0.5], 'x'],
  );
});

test('kernelSteps() draws all states on one scale, and tells how far the weights have moved', () => {
  const steps = kernelSteps([state(0, 0, 0.5, 0, 0, 0), state(1, 0, 0.5, 0, 0, -0.5)], {
    title: { en: 'Filters', ja: 'フィルター' },
  });
  assert.deepEqual(
    steps.map(({ label }) => label),
    ['0', '1'],
  );
  assert.deepEqual(
    steps.map((step) => pixelsOf(step.figure).pixels),
    [
      [
        [128, 192, 128, 255],
        [0, 0, 0, 0],
        [128, 128, 128, 255],
      ],
      [
        [255, 192, 128, 255],
        [0, 0, 0, 0],
        [128, 128, 65, 255],
      ],
    ],
  );
  assert.deepEqual(
    steps.map(({ figure }) => figure.layout.xaxis?.title?.text),
    [
      'average change since the start: 0.0000<br>最初からの変化の平均: 0.0000',
      'average change since the start: 0.2500<br>最初からの変化の平均: 0.2500',
    ],
  );
  assert.match(
    steps[1].figure.alt,
    /^Filters: 2 kernels of 1 x 1 in color; .* bright is up to 1\.00, .*; average change since the start: 0\.2500 \/ フィルター: カーネル 2 個/,
  );
});

test('kernelSteps() makes steps that a slider takes, and each frame is small', () => {
  const random = Float32Array.from({ length: 3 * 3 * 3 * 32 }, (_, index) =>
    Math.sin(index * index),
  );
  const history = Array.from({ length: 17 }, (_, epoch) => ({
    data: random.map((weight) => weight * (1 + epoch / 50)),
    shape: [3, 3, 3, 32],
  }));
  const { frames = [] } = sliderFigure(kernelSteps(history), {
    name: { en: 'Epoch', ja: 'エポック' },
  });
  assert.equal(frames.length, 17);
  const sources = new Set(frames.map(({ data }) => data?.[0].source));
  assert.equal(sources.size, 17);
  assert.ok(
    JSON.stringify(frames).length < 17 * 3000,
    `${JSON.stringify(frames).length} characters`,
  );
});

test('kernelSteps() refuses other axes, states of other kernels, and none at all', () => {
  const weights = state(1, 2, 3, 4, 5, 6);
  assert.throws(() => kernelSteps([{ data: new Float32Array(4), shape: [4] }]), {
    name: 'TypeError',
    message: /^State 0 of kernelSteps\(\) must be an array \[kernelHeight/,
  });
  assert.throws(() => kernelSteps([]), { name: 'TypeError', message: /at least one state/ });
  assert.throws(() => kernelSteps([weights, { ...weights, shape: [1, 1, 2, 3] }]), {
    name: 'TypeError',
    message: /the first are 1 x 1 x 3 x 2 and others 1 x 1 x 2 x 3/,
  });
});
