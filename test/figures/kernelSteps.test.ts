import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelFigure, kernelSteps } from '../../src/figures/kernelSteps';
import { sliderFigure } from '../../src/figures/sliderFigure';
import { kernelGrid } from '../../src/figures/weightGrids';
import type { Figure } from '../../src/figures/parts/figure';
import { decodeImages } from './samples';

/** Two kernels of one pixel on RGB. */
const state = (...values: number[]) => ({ data: Float32Array.from(values), shape: [1, 1, 3, 2] });

/** The pixels of the PNG in a figure, as the HTML of a picture would carry it. */
function pixelsOf({ data }: Figure) {
  const [{ source }] = data as { readonly source: string }[];
  return decodeImages(`<img src="${source}">`)[0];
}

const layoutOf = ({ layout }: Figure) =>
  layout as {
    xaxis: { range: number[]; title: { text: string } };
    yaxis: { range: number[]; scaleanchor: string };
    height: number;
  };

test('kernelFigure() holds the pixels that kernelGrid() draws, one for each weight', () => {
  const weights = {
    data: Float32Array.from({ length: 3 * 3 * 3 * 5 }, (_, index) => Math.sin(index)),
    shape: [3, 3, 3, 5],
  };
  const shown = kernelFigure(weights, { columns: 2 });
  const { width, height, pixels } = pixelsOf(shown);
  // The scale 4 makes the gap one pixel, and the PNG 4 times as large
  const grid = decodeImages(kernelGrid(weights, { columns: 2, scale: 4 }).html)[0];
  assert.deepEqual([width, height], [7, 11]);
  assert.deepEqual(
    pixels,
    Array.from(
      { length: 77 },
      (_, pixel) => grid.pixels[Math.floor(pixel / 7) * 4 * 28 + (pixel % 7) * 4],
    ),
  );
  assert.equal(shown.alt, kernelGrid(weights, { columns: 2 }).alt);
});

test('kernelFigure() shows the whole sheet with square pixels, the first row on top', () => {
  const { xaxis, yaxis, height } = layoutOf(kernelFigure(state(0, 0, 1, 0, 0, -1), { scale: 20 }));
  assert.deepEqual([xaxis.range, yaxis.range, yaxis.scaleanchor], [[-0.5, 2.5], [0.5, -0.5], 'x']);
  assert.match(xaxis.title.text, /^2 kernels of 1 x 1 in color; .*<br>カーネル 2 個/);
  assert.equal(layoutOf(kernelFigure(state(0, 0, 1, 0, 0, -1), { scale: 30 })).height, height + 10);
});

test('kernelFigure() keeps to a scale that is given, and refuses one below 0', () => {
  const weights = state(0.5, 0, 0, 0, 0, -2);
  assert.deepEqual(pixelsOf(kernelFigure(weights, { largest: 1 })).pixels, [
    [192, 128, 128, 255],
    [0, 0, 0, 0],
    [128, 128, 1, 255],
  ]);
  assert.throws(() => kernelFigure(weights, { largest: -1 }), {
    name: 'RangeError',
    message: 'largest must be a number of at least 0, but is -1',
  });
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
    steps.map(({ figure }) => layoutOf(figure).xaxis.title.text),
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
  const sources = new Set(
    frames.map((frame) => (frame as { data: { source: string }[] }).data[0].source),
  );
  assert.equal(sources.size, 17);
  assert.ok(
    JSON.stringify(frames).length < 17 * 3000,
    `${JSON.stringify(frames).length} characters`,
  );
});

test('kernelFigure() and kernelSteps() refuse other axes, states of other kernels, and none at all', () => {
  const weights = state(1, 2, 3, 4, 5, 6);
  assert.throws(() => kernelFigure({ data: new Float32Array(4), shape: [4] }), {
    name: 'TypeError',
    message: /^kernelFigure\(\) takes an array \[kernelHeight/,
  });
  assert.throws(() => kernelSteps([]), { name: 'TypeError', message: /at least one state/ });
  assert.throws(() => kernelSteps([weights, { ...weights, shape: [1, 1, 2, 3] }]), {
    name: 'TypeError',
    message: /the first are 1 x 1 x 3 x 2 and others 1 x 1 x 2 x 3/,
  });
});
