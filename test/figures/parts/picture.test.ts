import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jupyterDisplay } from '../../../src/figures/parts/displayable';
import { imageGrid } from '../../../src/figures/imageGrid';
import { picture } from '../../../src/figures/parts/picture';
import { encodePng } from '../../../src/data/encodePng';
import { escapeHtml } from '../../../src/figures/parts/words';
import { countingImage, decodeImages } from '../samples';

test('picture() shows itself as HTML with a PNG of the very pixels, and as its alt text', () => {
  const shown = picture(countingImage([2, 2, 3]), { alt: 'four pixels' });
  const bundle = shown[jupyterDisplay]();
  assert.deepEqual(Object.keys(bundle), ['text/html', 'text/plain']);
  assert.equal(bundle['text/plain'], 'four pixels');
  const [image] = decodeImages(bundle['text/html'] as string);
  assert.deepEqual(image.pixels, [
    [0, 1, 2, 255],
    [3, 4, 5, 255],
    [6, 7, 8, 255],
    [9, 10, 11, 255],
  ]);
});

test('picture() draws gray and see-through pictures too', () => {
  assert.deepEqual(decodeImages(picture(countingImage([1, 2, 1], 7), { alt: '' }).html)[0].pixels, [
    [7, 7, 7, 255],
    [8, 8, 8, 255],
  ]);
  assert.deepEqual(decodeImages(picture(countingImage([1, 1, 2], 7), { alt: '' }).html)[0].pixels, [
    [7, 7, 7, 8],
  ]);
  assert.deepEqual(decodeImages(picture(countingImage([1, 1, 4], 7), { alt: '' }).html)[0].pixels, [
    [7, 8, 9, 10],
  ]);
});

test('picture() enlarges each pixel in the PNG itself', () => {
  const [image] = decodeImages(picture(countingImage([1, 2, 1]), { alt: 'x', scale: 2 }).html);
  assert.deepEqual([image.width, image.height], [4, 2]);
  assert.deepEqual(
    image.pixels.map(([level]) => level),
    [0, 0, 1, 1, 0, 0, 1, 1],
  );
  assert.match(image.tag, /width="4" height="2" style="[^"]*image-rendering: pixelated"/);
});

test('picture() makes a picture smaller by its size on the page only', () => {
  const [image] = decodeImages(picture(countingImage([10, 20, 3]), { alt: 'x', scale: 0.5 }).html);
  assert.deepEqual([image.width, image.height], [20, 10]);
  assert.match(image.tag, /width="10" height="5"/);
  assert.doesNotMatch(image.tag, /pixelated/);
});

test('picture() refuses a scale that is not positive', () => {
  assert.throws(() => picture(countingImage([1, 1, 3]), { alt: '', scale: 0 }), {
    name: 'RangeError',
    message: 'scale must be a positive number, but is 0',
  });
});

test('picture() escapes alt text, title and caption', () => {
  const { html } = picture(countingImage([1, 1, 3]), {
    alt: '"><script>',
    title: '<i>',
    caption: "a & 'b'",
  });
  assert.match(html, /alt="&quot;&gt;&lt;script&gt;"/);
  assert.match(html, /<strong>&lt;i&gt;<\/strong>/);
  assert.match(html, /<figcaption>a &amp; &#39;b&#39;<\/figcaption>/);
});

test('picture() marks each language of its title, and names both in the alt text', () => {
  const { html, alt } = picture(countingImage([1, 1, 3]), {
    alt: { en: 'A <dog>', ja: '犬' },
    title: { en: 'Dog', ja: '犬' },
    caption: 'One',
  });
  assert.equal(alt, 'A <dog> / 犬');
  assert.match(html, /alt="A &lt;dog&gt; \/ 犬"/);
  assert.match(html, /<strong><span lang="en">Dog<\/span><br><span lang="ja">犬<\/span><\/strong>/);
  assert.match(html, /<figcaption>One<\/figcaption>/);
});

test('escapeHtml() escapes all five characters', () => {
  assert.equal(
    escapeHtml(`<a href="x">'&'</a>`),
    '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;',
  );
});

test('encodePng() refuses what is no picture', () => {
  assert.throws(() => encodePng({ data: new Uint8Array(5), shape: [1, 1, 5] }), {
    name: 'TypeError',
    message: /got 5 numbers of shape \[1, 1, 5\]/,
  });
  assert.throws(() => encodePng({ data: new Uint8Array(5), shape: [1, 2, 3] }), TypeError);
});

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
    /^<figure style="margin: 0; max-width: 16px" aria-label="A dog &amp; a cat"><div><strong>Two<\/strong><\/div>/,
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
    name: 'RangeError',
    message: 'imageGrid() needs at least one picture, but got none',
  });
  assert.throws(() => imageGrid([countingImage([1, 1, 3])], { captions: [] }), {
    name: 'TypeError',
    message: 'Each picture needs one caption, but there are 1 pictures and 0 captions',
  });
  assert.throws(() => imageGrid([countingImage([1, 1, 3])], { columns: 0 }), {
    name: 'RangeError',
    message: 'columns must be a positive whole number, but is 0',
  });
});
