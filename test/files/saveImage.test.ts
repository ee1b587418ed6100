import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadPhoto } from '../../src/files/photo';
import { saveImage } from '../../src/files/saveImage';

const folder = mkdtempSync(join(tmpdir(), 'save-image-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const image = {
  data: Uint8Array.from({ length: 12 * 12 * 3 }, (_, i) => (i * 37) % 256),
  shape: [12, 12, 3] as const,
};

test('saveImage() makes the folders and loses nothing', async () => {
  const file = join(folder, 'dogs', 'new', '1.png');
  await saveImage(file, image);
  assert.deepEqual((await loadPhoto(file, { imageSize: 12 })).data, image.data);
});

test('saveImage() writes gray pictures', async () => {
  const file = join(folder, 'gray.PNG');
  await saveImage(file, { data: new Uint8Array(16 * 16).fill(90), shape: [16, 16, 1] });
  assert.deepEqual(new Set((await loadPhoto(file, { imageSize: 16 })).data), new Set([90]));
});

test('saveImage() refuses other formats, data that does not fit, and places where nothing can be written', async () => {
  await assert.rejects(saveImage(join(folder, 'a.jpg'), image), {
    name: 'RangeError',
    message: /must end in \.png, but it is '.*a\.jpg'/,
  });
  await assert.rejects(saveImage(join(folder, 'a.png'), { ...image, shape: [12, 12, 1] }), {
    name: 'TypeError',
    message: /has 432 numbers for the shape \[12, 12, 1\]/,
  });
  writeFileSync(join(folder, 'file'), '');
  await assert.rejects(saveImage(join(folder, 'file', 'a.png'), image), {
    name: 'Error',
    message: /Cannot write the picture .*a\.png/,
  });
});
