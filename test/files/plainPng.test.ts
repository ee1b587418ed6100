import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { readPlainPng } from '../../src/files/plainPng';
import { seededRandom } from '../../src/data/random';
import { ramp, rampPicture } from './samplePhotos';

/** Smooth here and noisy there, so that no way of packing suits every row. */
function mixedPixels(size: number): Uint8Array {
  const random = seededRandom(size);
  return Uint8Array.from(ramp(size, size), (value, index) =>
    index % 7 < 3 ? value : Math.floor(random() * 256),
  );
}

/** The pixels as a PNG of pngjs, all of whose rows are packed in one way (0 to 4) or each as suits it (-1). */
function packed(pixels: Uint8Array, filterType: number): Buffer {
  const size = Math.sqrt(pixels.length / 3);
  const png = new PNG({ width: size, height: size, colorType: 2, filterType });
  for (let pixel = 0; pixel < size * size; pixel++)
    png.data.set([...pixels.subarray(pixel * 3, pixel * 3 + 3), 255], pixel * 4);
  return PNG.sync.write(png, { colorType: 2, inputColorType: 6, filterType });
}

test('readPlainPng() gives the pixels as sharp does, in whatever way the rows are packed', async () => {
  for (const size of [1, 2, 33, 100]) {
    const pixels = mixedPixels(size);
    for (const filterType of [-1, 0, 1, 2, 3, 4]) {
      const file = packed(pixels, filterType);
      assert.deepEqual(
        new Uint8Array(readPlainPng(file, size) ?? []),
        pixels,
        `${size} pixels, packed in way ${filterType}`,
      );
      assert.deepEqual(new Uint8Array(await sharp(file).raw().toBuffer()), pixels);
    }
  }
});

test('readPlainPng() reads what sharp writes, with its pixels in several parts', async () => {
  const noise = mixedPixels(100);
  const file = await sharp(noise, { raw: { width: 100, height: 100, channels: 3 } })
    .png()
    .toBuffer();
  assert.ok(
    file.toString('latin1').split('IDAT').length > 2,
    'the pixels should be in several parts',
  );
  assert.deepEqual(new Uint8Array(readPlainPng(file, 100) ?? []), noise);
});

test('readPlainPng() leaves every other picture to sharp', async () => {
  const picture = rampPicture(8, 8);
  const others = {
    'another size': await rampPicture(9, 8).png().toBuffer(),
    alpha: await picture.clone().ensureAlpha().png().toBuffer(),
    palette: await picture.clone().png({ palette: true }).toBuffer(),
    gray: await picture.clone().toColourspace('b-w').png().toBuffer(),
    '16 bits': await picture.clone().toColourspace('rgb16').png().toBuffer(),
    interlaced: await picture.clone().png({ progressive: true }).toBuffer(),
    'a color profile': await picture.clone().withIccProfile('p3').png().toBuffer(),
    'an orientation': await picture.clone().withMetadata({ orientation: 6 }).png().toBuffer(),
    jpeg: await picture.clone().jpeg().toBuffer(),
    nothing: Buffer.alloc(0),
  };
  assert.ok(readPlainPng(await picture.clone().png().toBuffer(), 8));
  for (const [name, file] of Object.entries(others))
    assert.equal(readPlainPng(file, 8), undefined, name);
});

test('readPlainPng() leaves damaged files to sharp', async () => {
  const pixels = mixedPixels(8);
  const file = packed(pixels, -1);
  for (let length = 0; length < file.length; length++)
    assert.equal(readPlainPng(file.subarray(0, length), 8), undefined, `cut to ${length} bytes`);
  assert.equal(readPlainPng(Buffer.concat([file, Buffer.alloc(1)]), 8), undefined);
  for (let place = 0; place < file.length; place++) {
    const damaged = Buffer.from(file);
    damaged[place] ^= 0x10;
    const read = readPlainPng(damaged, 8);
    // The checksums of the parts are not looked at: where only one of those is damaged, the pixels are right
    if (read) assert.deepEqual(new Uint8Array(read), pixels, `damaged at byte ${place}`);
  }
});
