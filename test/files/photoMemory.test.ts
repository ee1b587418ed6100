import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { temporaryFolder } from './fixtures';

const folder = temporaryFolder();

const plain = (width: number, height: number): Sharp =>
  sharp({
    create: { width, height, channels: 3, background: '#3060c0' },
    limitInputPixels: false,
  });

interface Peak {
  /** Bytes. */
  readonly peak: number;
  readonly messages: readonly string[];
}

/** What becomes of several copies of a picture that another process reads at once. */
async function readAtOnce(name: string, picture: Sharp, copies: number): Promise<Peak> {
  const bytes = await picture.toBuffer();
  const files = Array.from({ length: copies }, (_, copy) => join(folder, `${copy}-${name}`));
  for (const file of files) await writeFile(file, bytes);
  const program = join(__dirname, 'peakMemory.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...files]);
  return JSON.parse(stdout);
}

test('loadPhoto() reads small files of very many pixels within 500 MB, however many at once', async () => {
  const pictures: readonly (readonly [string, Sharp])[] = [
    ['wide.png', plain(15_800, 15_800).png()],
    ['progressive.jpg', plain(6000, 6000).jpeg({ progressive: true, chromaSubsampling: '4:4:4' })],
    ['plain.jpg', plain(15_800, 15_800).jpeg({ quality: 40 })],
    ['interlaced.png', plain(7000, 7000).png({ progressive: true })],
  ];
  for (const [name, picture] of pictures) {
    const { peak, messages } = await readAtOnce(name, picture, 4);
    assert.deepEqual(new Set(messages), new Set(['read']), name);
    assert.ok(peak < 500e6, `${name}: ${Math.round(peak / 1e6)} MB`);
  }
});

test('loadPhoto() refuses a picture that would take more memory than it gives, before it unfolds it', async () => {
  const pictures: readonly (readonly [string, Sharp])[] = [
    ['progressive.jpg', plain(12_000, 12_000).jpeg({ progressive: true, quality: 40 })],
    ['long.png', plain(250_000, 900).png()],
  ];
  for (const [name, picture] of pictures) {
    const { peak, messages } = await readAtOnce(name, picture, 2);
    for (const message of messages)
      assert.match(
        message,
        /pixels take \d+ MB of memory while they are read, and at most 250 MB are given; save it smaller$/,
      );
    assert.ok(peak < 150e6, `${name}: ${Math.round(peak / 1e6)} MB`);
  }
});
