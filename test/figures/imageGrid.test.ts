import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASS_NAMES } from '../../src/data/classNames';
import { imageGrid } from '../../src/figures/imageGrid';
import { launchBrowser, noBrowser } from '../browser';
import { countingImage, decodeImages } from './samples';

test('imageGrid() puts pictures without captions on one sheet, in rows, with see-through gaps', () => {
  const images = { data: countingImage([1, 1, 9]).data, shape: [3, 1, 1, 3] as const };
  const shown = imageGrid(images, { columns: 2, scale: 8 });
  const found = decodeImages(shown.html);
  assert.equal(found.length, 1);
  assert.deepEqual([found[0].width, found[0].height], [24, 24]);
  const at = (x: number, y: number) => found[0].pixels[y * 24 + x];
  assert.deepEqual(
    [at(0, 0), at(16, 0), at(0, 16)],
    [
      [0, 1, 2, 255],
      [3, 4, 5, 255],
      [6, 7, 8, 255],
    ],
  );
  assert.deepEqual([at(8, 0)[3], at(16, 16)[3]], [0, 0]);
  assert.equal(shown.alt, '3 pictures / 画像 3 枚');
});

test('imageGrid() gives each picture with a caption an image of its own', () => {
  const tiles = [countingImage([2, 2, 3]), countingImage([2, 2, 3], 50)];
  const shown = imageGrid(tiles, {
    captions: ['dogs', '<cats>'],
    columns: 1,
    scale: 4,
    title: 'Two',
    alt: 'A dog & a cat',
  });
  const found = decodeImages(shown.html);
  assert.deepEqual(
    found.map(({ pixels }) => pixels[0]),
    [
      [0, 1, 2, 255],
      [50, 51, 52, 255],
    ],
  );
  assert.match(found[1].tag, /alt="&lt;cats&gt;"/);
  assert.match(shown.html, /<figcaption>&lt;cats&gt;<\/figcaption>/);
  assert.match(
    shown.html,
    /^<figure style="margin: 0; max-width: \d+px" aria-label="A dog &amp; a cat"><div><strong>Two<\/strong><\/div>/,
  );
  assert.equal(shown.alt, 'A dog & a cat');
  assert.equal(
    imageGrid(tiles, { captions: ['dogs', 'cats'], title: 'Two' }).alt,
    'Two: 2 pictures: dogs, cats / Two: 画像 2 枚: 犬、猫',
  );
});

test('imageGrid() names the classes of the series in both languages', () => {
  const { html } = imageGrid([countingImage([1, 1, 3]), countingImage([1, 1, 3])], {
    captions: ['lizards', 'teapots'],
  });
  assert.match(html, /alt="lizards \/ トカゲ"/);
  assert.match(html, /<span lang="en">lizards<\/span><br><span lang="ja">トカゲ<\/span>/);
  assert.match(html, /<figcaption>teapots</);
});

test('imageGrid() shows pictures of several sizes', () => {
  const found = decodeImages(imageGrid([countingImage([2, 2, 3]), countingImage([3, 1, 3])]).html);
  assert.deepEqual(
    found.map(({ width, height }) => [width, height]),
    [
      [2, 2],
      [1, 3],
    ],
  );
});

test('imageGrid() refuses no pictures, uneven captions and columns that are no number', () => {
  assert.throws(() => imageGrid([]), {
    name: 'TypeError',
    message: 'imageGrid() takes at least one picture, but got none',
  });
  assert.throws(() => imageGrid([countingImage([1, 1, 3])], { captions: [] }), {
    name: 'TypeError',
    message: 'Each picture needs one caption, but there are 1 picture and 0 captions',
  });
  assert.throws(() => imageGrid([countingImage([1, 1, 3])], { columns: 0 }), {
    name: 'RangeError',
    message: 'columns must be a positive whole number, but is 0',
  });
});

test('imageGrid() keeps captions of small pictures apart', { skip: noBrowser }, async () => {
  const { html } = imageGrid(
    CLASS_NAMES.map(() => countingImage([32, 32, 3])),
    { captions: CLASS_NAMES, columns: 6 },
  );
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent(`<body style="font: 14px sans-serif">${html}</body>`);
    // The text itself, which may stick out of its cell
    const texts: { left: number; right: number; top: number }[] = await page.evaluate(`
      [...document.querySelectorAll('figcaption')].map((caption) => {
        const range = document.createRange();
        range.selectNodeContents(caption);
        const { left, right, top } = range.getBoundingClientRect();
        return { left, right, top };
      })`);
    assert.equal(new Set(texts.map(({ top }) => top)).size, 1, 'all in one row');
    for (const [index, { left }] of texts.entries())
      assert.ok(index === 0 || left > texts[index - 1].right + 2, CLASS_NAMES[index]);
  } finally {
    await browser.close();
  }
});
