import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { seededRandom } from '../../src/data/random';
import { loadPhoto } from '../../src/files/photo';
import { temporaryFolder } from './fixtures';
import { plainPicture, ramp, rampPicture, writeFiles } from './samplePhotos';

const folder = temporaryFolder();

async function load(name: string, bytes: Buffer | string, imageSize = 4): Promise<Uint8Array> {
  await writeFiles(folder, { [name]: bytes });
  const { data, shape } = await loadPhoto(join(folder, name), { imageSize });
  assert.deepEqual([shape, data.length], [[imageSize, imageSize, 3], imageSize * imageSize * 3]);
  return data;
}

/** The square in the middle of a ramp, picked pixel by pixel. */
function middleOfRamp(width: number, height: number): Uint8Array {
  const size = Math.min(width, height);
  const left = Math.round((width - size) / 2);
  const top = Math.round((height - size) / 2);
  const pixels = ramp(width, height);
  const middle = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      for (let channel = 0; channel < 3; channel++) {
        middle[(row * size + column) * 3 + channel] =
          pixels[((top + row) * width + left + column) * 3 + channel];
      }
    }
  }
  return middle;
}

function assertColor(pixels: Uint8Array, color: readonly number[], tolerance: number): void {
  for (let i = 0; i < pixels.length; i++) {
    assert.ok(
      Math.abs(pixels[i] - color[i % 3]) <= tolerance,
      `value ${i} is ${pixels[i]}, not ${color[i % 3]}`,
    );
  }
}

test('loadPhoto() cuts out the square in the middle, like a loop over its pixels', async () => {
  for (const [width, height] of [
    [160, 100],
    [161, 100],
    [100, 173],
    [100, 100],
  ]) {
    assert.deepEqual(
      await load('ramp.png', await rampPicture(width, height).png().toBuffer(), 100),
      middleOfRamp(width, height),
      `${width}x${height}`,
    );
  }
});

test('loadPhoto() makes each pixel of a shrunk picture from the place it covers', async () => {
  const pixels = await load('shrunk.png', await rampPicture(240, 200).png().toBuffer(), 20);
  for (let row = 1; row < 19; row++) {
    for (let column = 1; column < 19; column++) {
      const [red, green] = pixels.subarray((row * 20 + column) * 3);
      assert.ok(Math.abs(red - (20 + column * 10 + 4.5)) <= 1, `column ${column} is ${red}`);
      assert.ok(Math.abs(green - (row * 10 + 4.5)) <= 1, `row ${row} is ${green}`);
    }
  }
});

test('loadPhoto() turns a photo upright as its EXIF orientation says', async () => {
  // Orientation 6: what is stored must be turned a quarter to the right
  const stored = await rampPicture(100, 100).png().toBuffer();
  const turned = await sharp(stored).withMetadata({ orientation: 6 }).png().toBuffer();
  const pixels = await load('turned.png', turned, 100);
  const original = ramp(100, 100);
  for (let row = 0; row < 100; row++) {
    for (let column = 0; column < 100; column++) {
      const from = ((99 - column) * 100 + row) * 3;
      assert.deepEqual(
        pixels.slice((row * 100 + column) * 3, (row * 100 + column) * 3 + 3),
        new Uint8Array(original.subarray(from, from + 3)),
      );
    }
  }
});

test('loadPhoto() reads JPEG, PNG, WebP, GIF and AVIF by their contents, whatever the name', async () => {
  const red = plainPicture('#e02040');
  const formats = {
    jpeg: red.clone().jpeg(),
    png: red.clone().png(),
    webp: red.clone().webp(),
    gif: red.clone().gif(),
    avif: red.clone().avif(),
  };
  for (const [format, picture] of Object.entries(formats)) {
    const bytes = await picture.toBuffer();
    for (const name of [`red.${format}`, `red_${format}.txt`])
      assertColor(await load(name, bytes), [0xe0, 0x20, 0x40], 4);
  }
});

test('loadPhoto() gives three channels of 0-255 for gray, 16-bit, CMYK and transparent pictures', async () => {
  const gray = plainPicture('#808080');
  assertColor(
    await load('gray.png', await gray.clone().toColourspace('b-w').png().toBuffer()),
    [128, 128, 128],
    0,
  );
  assertColor(
    await load('gray.jpg', await gray.clone().toColourspace('b-w').jpeg().toBuffer()),
    [128, 128, 128],
    1,
  );
  assertColor(
    await load('gray16.png', await gray.clone().toColourspace('grey16').png().toBuffer()),
    [128, 128, 128],
    0,
  );
  assertColor(
    await load(
      'orange16.png',
      await plainPicture('#ff8000').toColourspace('rgb16').png().toBuffer(),
    ),
    [255, 128, 0],
    1,
  );
  const cmyk = await plainPicture('#ff0000').toColourspace('cmyk').jpeg().toBuffer();
  assert.equal((await sharp(cmyk).metadata()).space, 'cmyk');
  assertColor(await load('cmyk.jpg', cmyk), [240, 0, 0], 15);
  const seeThrough = sharp({
    create: { width: 30, height: 20, channels: 4, background: { r: 0, g: 0, b: 255, alpha: 0 } },
  });
  assertColor(await load('clear.png', await seeThrough.png().toBuffer()), [255, 255, 255], 0);
});

test('loadPhoto() takes the first picture of an animated GIF', async () => {
  const both = Buffer.concat([Buffer.alloc(16 * 16 * 3, 255), Buffer.alloc(16 * 16 * 3)]);
  const animated = await sharp(both, {
    raw: { width: 16, height: 32, channels: 3, pageHeight: 16 },
  })
    .gif({ delay: [100, 100] })
    .toBuffer();
  assert.equal((await sharp(animated).metadata()).pages, 2);
  assertColor(await load('animated.gif', animated, 16), [255, 255, 255], 0);
});

test('loadPhoto() enlarges tiny pictures and copes with long thin ones', async () => {
  assertColor(
    await load(
      'dot.png',
      await plainPicture('#104080', { width: 1, height: 1 }).png().toBuffer(),
      100,
    ),
    [0x10, 0x40, 0x80],
    0,
  );
  assertColor(
    await load(
      'line.png',
      await plainPicture('#104080', { width: 5000, height: 10 }).png().toBuffer(),
      100,
    ),
    [0x10, 0x40, 0x80],
    0,
  );
});

test('loadPhoto() notices when the file has changed', async () => {
  assertColor(
    await load('same.png', await plainPicture('#ff0000').png().toBuffer()),
    [255, 0, 0],
    0,
  );
  assertColor(
    await load('same.png', await plainPicture('#00ff00').png().toBuffer()),
    [0, 255, 0],
    0,
  );
});

test('loadPhoto() refuses what is no whole picture, and says why', async () => {
  const jpeg = await rampPicture(200, 200).jpeg().toBuffer();
  const png = await rampPicture(200, 200).png().toBuffer();
  const avif = await rampPicture(64, 64).avif().toBuffer();
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>';
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0', 'latin1');
  const onlyRead = 'JPEG, PNG, WebP, GIF and AVIF are read';
  const wrong: readonly (readonly [string, Buffer | string, string])[] = [
    ['cut.jpg', jpeg.subarray(0, jpeg.length / 2), 'The JPEG picture is damaged: it is cut off'],
    ['head.jpg', jpeg.subarray(0, 20), 'The JPEG picture is damaged: it is cut off'],
    [
      'cut.png',
      png.subarray(0, png.length / 2),
      'The PNG picture is damaged: it is cut off, or the length of its part IDAT is wrong',
    ],
    ['cut.avif', avif.subarray(0, avif.length - 20), 'The AVIF picture is damaged: it is cut off'],
    ['empty.jpg', '', 'The file is empty'],
    ['notes.jpg', 'a list of dogs', 'It is no JPEG, PNG, WebP, GIF or AVIF picture'],
    ['drawing.png', svg, `It is in the format SVG; ${onlyRead}`],
    [
      'scan.jpg',
      await plainPicture('#fff').tiff().toBuffer(),
      `It is in the format TIFF; ${onlyRead}`,
    ],
    [
      'phone.heic',
      heic,
      `It is in the format HEIC; ${onlyRead}; export it as JPEG, or let the camera save JPEG`,
    ],
  ];
  for (const [name, bytes, reason] of wrong) {
    await assert.rejects(load(name, bytes), {
      name: 'Error',
      message: `Cannot read the photo ${join(folder, name)}: ${reason}`,
    });
  }
  await assert.rejects(loadPhoto(join(folder, 'none.jpg')), /There is no such file or folder/);
  await assert.rejects(
    loadPhoto(folder),
    /: It is a folder; give the path of one photo, or load a folder of class folders with loadPhotos\(\)$/,
  );
});

test('loadPhoto() says of every damaged picture what is wrong with it, or reads it', async () => {
  const random = seededRandom(1);
  const below = (end: number): number => Math.floor(random() * end);
  /** Cut off anywhere, or with up to four other bytes, half of them among the first. */
  const damaged = (whole: Buffer, round: number): Buffer => {
    if (round % 5 === 0) return whole.subarray(0, 1 + below(whole.length - 1));
    const bytes = Buffer.from(whole);
    for (let change = 0; change <= round % 4; change++)
      bytes[below(round % 2 ? Math.min(120, bytes.length) : bytes.length)] = below(256);
    return bytes;
  };
  const picture = rampPicture(60, 40);
  const wholes: readonly (readonly [Buffer, number])[] = [
    [await picture.clone().png().toBuffer(), 400],
    [await picture.clone().png({ progressive: true }).toBuffer(), 200],
    [await picture.clone().png({ palette: true }).toBuffer(), 200],
    [await picture.clone().jpeg().toBuffer(), 100],
    [await picture.clone().webp().toBuffer(), 100],
    [await picture.clone().gif().toBuffer(), 100],
    [await picture.clone().avif().toBuffer(), 100],
  ];
  for (const [whole, rounds] of wholes) {
    for (let round = 0; round < rounds; round++) {
      const failure = await load('damaged', damaged(whole, round), 8).then(
        () => undefined,
        (error: unknown) => (error as Error).message,
      );
      if (failure === undefined) continue;
      assert.match(failure, /damaged: ((It|Its|The) [^\n]{10,200})$/);
      assert.doesNotMatch(failure, /unknown error|input buffer|vips|seek|_buffer/i);
    }
  }
});

test('loadPhoto() refuses what is no path and no options', async () => {
  const wrong = JSON.parse('{ "number": 7, "text": "100", "nothing": null }');
  await assert.rejects(loadPhoto(wrong.number), {
    name: 'TypeError',
    message: "file must be the path of a photo, such as 'photos/dog.jpg', but is 7",
  });
  await assert.rejects(loadPhoto('a.jpg', wrong.nothing), {
    name: 'TypeError',
    message: 'The options of loadPhoto() must be an object such as { imageSize: 100 }, but is null',
  });
  await assert.rejects(loadPhoto('a.jpg', { imageSize: wrong.text }), {
    name: 'TypeError',
    message: "imageSize must be a whole number from 1 to 4096, but is the text '100'",
  });
});

test('loadPhoto() does not draw an SVG that begins like a photo', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>';
  for (const start of ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF89a', 'RIFF\x60\0\0\0WEBP']) {
    await assert.rejects(
      load('disguised.jpg', Buffer.from(start + svg, 'latin1')),
      /Cannot read the photo .*disguised\.jpg: /,
    );
  }
});

test(
  'loadPhoto() refuses a small file of too many pixels without unfolding it',
  { timeout: 5000 },
  async () => {
    const png = await plainPicture('#fff', { width: 16, height: 16 }).png().toBuffer();
    png.writeUInt32BE(40_000, 16);
    png.writeUInt32BE(40_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    await assert.rejects(
      load('bomb.png', png),
      /40000 x 40000 pixels, more than 250 million; save it smaller/,
    );
  },
);

test('loadPhoto() refuses an image size that is none', async () => {
  for (const imageSize of [0, -1, 1.5, NaN, 5000]) {
    await assert.rejects(loadPhoto(join(folder, 'dot.png'), { imageSize }), {
      name: 'RangeError',
      message: /^imageSize must be a whole number from 1 to 4096, but is /,
    });
  }
});

/** The checksum that PNG keeps of each part of a file. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
