import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jupyterDisplay } from '../../../src/figures/parts/displayable';
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
