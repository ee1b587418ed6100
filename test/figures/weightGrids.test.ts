import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viridis } from '../../src/figures/parts/colors';
import { featureMapGrid, kernelGrid } from '../../src/figures/weightGrids';
import { decodeImages } from './samples';

/** Two maps of 1 x 2: filter 0 is [0, 4], filter 1 is [1, 2]. */
const maps = { data: new Float32Array([0, 1, 4, 2]), shape: [1, 2, 2] };

/** Gray levels of the sheet's first row, with null where it is see-through. */
const firstRow = (html: string) => {
  const [{ pixels, width }] = decodeImages(html);
  return pixels.slice(0, width).map(([red, , , opacity]) => (opacity === 0 ? null : red));
};

test('featureMapGrid() draws all maps on one scale from black to white', () => {
  const shown = featureMapGrid(maps, { columns: 2 });
  assert.deepEqual(firstRow(shown.html), [0, 255, null, null, null, null, 64, 128]);
  assert.equal(
    shown.alt,
    '2 feature maps of 1 x 2; black is 0.00, white is 4.00 / 特徴マップ 2 枚 (1 x 2)。黒は 0.00、白は 4.00',
  );
  assert.match(
    shown.html,
    /<figcaption><span lang="en">2 feature maps of 1 x 2; black is 0\.00, white is 4\.00<\/span><br><span lang="ja">特徴マップ 2 枚/,
  );
});

test('featureMapGrid() keeps to a range that is given, and cuts what lies outside', () => {
  assert.deepEqual(
    firstRow(featureMapGrid(maps, { range: [1, 2] }).html).filter((level) => level !== null),
    [0, 255, 0, 255],
  );
});

test('featureMapGrid() puts the title over the maps and into the alt text', () => {
  const shown = featureMapGrid(maps, { title: 'Before training' });
  assert.match(shown.html, /<strong>Before training<\/strong>/);
  assert.match(shown.alt, /^Before training: 2 feature maps/);
});

test('featureMapGrid() draws maps of nothing but one number in black', () => {
  assert.deepEqual(
    firstRow(featureMapGrid({ data: new Float32Array(2), shape: [1, 2, 1] }).html),
    [0, 0],
  );
});

test('featureMapGrid() refuses an array of other axes', () => {
  assert.throws(() => featureMapGrid({ data: new Float32Array(4), shape: [4] }), {
    name: 'TypeError',
    message:
      'What featureMapGrid() draws must be an array [height, width, filters], but has 4 numbers for the shape [4]',
  });
  assert.throws(() => featureMapGrid({ data: new Float32Array(0), shape: [0, 2, 2] }), TypeError);
});

test('kernelGrid() draws kernels on RGB in color, 0 as mid gray, on one scale for both signs', () => {
  const shown = kernelGrid(
    { data: new Float32Array([0.5, 0, -0.5]), shape: [1, 1, 3, 1] },
    { scale: 1 },
  );
  assert.deepEqual(decodeImages(shown.html)[0].pixels, [[255, 128, 1, 255]]);
  assert.equal(
    shown.alt,
    '1 kernel of 1 x 1 in color; mid gray is 0, bright is up to 0.50, dark down to -0.50 / ' +
      'カーネル 1 個 (1 x 1、カラー)。灰色は 0、明るいほど大きく (最大 0.50)、暗いほど小さい (最小 -0.50)',
  );
});

test('kernelGrid() keeps to a scale that is given, so that grids can be compared', () => {
  const shown = kernelGrid(
    { data: new Float32Array([0.5, 0, -3]), shape: [1, 1, 3, 1] },
    { scale: 1, largest: 1 },
  );
  assert.deepEqual(decodeImages(shown.html)[0].pixels, [[192, 128, 1, 255]]);
  assert.match(shown.alt, /bright is up to 1\.00, dark down to -1\.00/);
});

test('kernelGrid() draws the first input channel of deeper kernels', () => {
  // [1, 1, 2 input channels, 2 filters]
  const weights = { data: new Float32Array([0, 1, -1, 0.5]), shape: [1, 1, 2, 2] };
  const levels = firstRow(kernelGrid(weights, { scale: 4 }).html).filter((level) => level !== null);
  assert.deepEqual(new Set(levels), new Set([128, 255]));
});

test('kernelGrid() and featureMapGrid() leave what is no number see-through, and say how much', () => {
  const data = new Float32Array([NaN, 1, Infinity, 0]);
  const [kernels, drawn] = [
    kernelGrid({ data, shape: [1, 4, 1, 1] }, { scale: 1 }),
    featureMapGrid({ data, shape: [1, 4, 1] }),
  ];
  assert.deepEqual(firstRow(kernels.html), [null, 255, 255, 128]);
  assert.deepEqual(firstRow(drawn.html), [null, 255, 255, 0]);
  for (const { alt } of [kernels, drawn])
    assert.match(alt, /; 1 are NaN, left see-through .*。NaN が 1 個 \(透明\)/);
});

test('viridis() goes from purple to yellow, brighter all the way', () => {
  assert.deepEqual(viridis(0), [68, 1, 84]);
  assert.deepEqual(viridis(2), [253, 231, 37]);
  const brightness = Array.from({ length: 21 }, (_, step) => {
    const [red, green, blue] = viridis(step / 20);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  assert.ok(brightness.every((level, step) => step === 0 || level > brightness[step - 1]));
});
