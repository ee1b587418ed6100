import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { seededRandom } from '../../src/data/random';
import { replaceFile } from '../../src/files/replaceFile';
import { withZip, zipped } from '../../src/files/zip';
import { runPython, temporaryFolder } from './fixtures';

const folder = temporaryFolder();
const TEXT = 'one cat, two dogs, three birds\n'.repeat(1000);

before(async () => {
  await runPython('files/makeZips.py', ['write', folder]);
});

const archive = (name: string): string => join(folder, `${name}.zip`);

/** The text of every entry. */
function readTexts(path: string): Promise<Record<string, string>> {
  return withZip(path, async ({ entries, withEntry }) => {
    const texts: Record<string, string> = {};
    for (const entry of entries) {
      await withEntry(entry, async (source) => {
        const bytes = Buffer.alloc(source.remaining);
        // In two parts, since it is a source that is read on and on
        await source.fill(bytes.subarray(0, bytes.length / 3));
        await source.fill(bytes.subarray(bytes.length / 3));
        texts[entry.name] = bytes.toString();
      });
    }
    return texts;
  });
}

test("withZip() reads stored, deflated, empty and zip64 entries of Python's archives", async () => {
  assert.deepEqual(await readTexts(archive('sound')), {
    'stored.txt': TEXT,
    'deep/ネコ.txt': TEXT,
    empty: '',
    zip64: TEXT,
  });
  assert.deepEqual(await readTexts(archive('empty')), {});
});

test('withZip() reads the beginning of an entry alone, and an entry again', async () => {
  const starts = await withZip(archive('sound'), async ({ entries, withEntry }) => {
    const start = Buffer.alloc(7);
    const read = () => withEntry(entries[1], (source) => source.fill(start));
    await read();
    await read();
    return start.toString();
  });
  assert.equal(starts, 'one cat');
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  no: /^It is no zip archive, or it is cut short$/,
  nothing: /^It is no zip archive, or it is cut short$/,
  cut: /^It is no zip archive, or it is cut short$/,
  longer: /^It is a damaged zip archive/,
  up: /^It holds an entry named "\.\.\/\.\.\/etc\/passwd", which leads out of the archive$/,
  absolute: /^It holds an entry named "\/etc\/passwd", which leads out of the archive$/,
  drive: /^It holds an entry named "C:\/windows", which leads out of the archive$/,
  long: /^It holds an entry with the impossible name "a{60}…"$/,
  method: /^It is packed by method 12 of the zip format; stored and deflated entries are read$/,
  encrypted: /^It is encrypted: save it without a password$/,
  strong: /^It is encrypted: save it without a password$/,
  many: /^It claims 60000 entries; at most 10000 are read$/,
  shorter: /^It is shorter than the archive says$/,
  lying: /^It is longer than the archive says$/,
  huge: /^Its entry "a" claims to unfold from \d+ into 4294967280 bytes, which is impossible$/,
  storedHuge: /^It is a damaged zip archive/,
  far: /^Its entry "a" reaches into what follows/,
  farDirectory: /^It is cut short or damaged$/,
  checksum: /^It is damaged: its checksum/,
  broken: /^It is damaged: it cannot be unpacked/,
  twice: /^It holds two entries named "a": which one counts\?$/,
  bomb: /^It unfolds into 150000000 bytes, more than 200 times/,
  overlapping: /^Its entry "\d+" reaches into what follows/,
  far64: /^It is cut short or damaged$/,
};

test('withZip() refuses archives that are damaged, lie, or are made to do harm', async () => {
  for (const [name, message] of Object.entries(REFUSED))
    await assert.rejects(readTexts(archive(name)), { name: 'Error', message }, name);
  await assert.rejects(readTexts(archive('none')), { code: 'ENOENT' });
  await assert.rejects(readTexts(folder), { message: 'It is a folder' });
});

test('withZip() ends in a sentence or in the very contents, whatever has happened to the bytes', async () => {
  const random = seededRandom(1);
  const below = (end: number): number => Math.floor(random() * end);
  const whole = await readFile(archive('sound'));
  const texts = await readTexts(archive('sound'));
  const file = archive('damaged');
  let numRefused = 0;
  for (let round = 0; round < 400; round++) {
    const bytes = Buffer.from(round % 7 ? whole : whole.subarray(0, below(whole.length)));
    // The texts fill most of the file; what describes them is at its end
    const place = () => (round % 2 ? bytes.length - 1 - below(500) : below(bytes.length));
    for (let change = 0; change <= round % 4; change++)
      if (bytes.length > 500) bytes[place()] = below(256);
    await writeFile(file, bytes);
    const result = await readTexts(file).catch((error: unknown) => error as Error);
    if (result instanceof Error) {
      numRefused++;
      assert.match(result.message, /^[A-Z][^\n]{10,300}$/);
    } else {
      for (const text of Object.values(result)) assert.ok(text === '' || text === TEXT);
      assert.ok(Object.keys(result).length <= Object.keys(texts).length);
    }
  }
  assert.ok(numRefused > 100);
});

test('zipped() makes archives that Python reads, stored and deflated, the same ones each time', async () => {
  const bytes = Buffer.from(TEXT);
  const items = [
    { name: 'ネコ.txt', numBytes: bytes.length, content: [bytes] },
    {
      name: 'deep/pieces',
      numBytes: 900_000,
      content: [new Uint8Array(500_000).fill(7), new Uint8Array(400_000).fill(7)],
    },
    { name: 'empty', numBytes: 0, content: [] },
  ];
  await replaceFile(archive('oursStored'), zipped(items));
  await replaceFile(archive('oursDeflated'), zipped(items, { compress: true }));
  await replaceFile(archive('oursNone'), zipped([]));
  const start = bytes.subarray(0, 20).toString('hex');
  const read = JSON.parse(await runPython('files/makeZips.py', ['read', folder]));
  const expected = (method: number) => ({
    'ネコ.txt': [bytes.length, method, start],
    'deep/pieces': [900_000, method, '07'.repeat(20)],
    empty: [0, method, ''],
  });
  assert.deepEqual(read, {
    'oursDeflated.zip': expected(8),
    'oursStored.zip': expected(0),
    'oursNone.zip': {},
  });
  assert.equal((await readTexts(archive('oursDeflated')))['ネコ.txt'], TEXT);
  const first = await readFile(archive('oursDeflated'));
  await replaceFile(archive('oursDeflated'), zipped(items, { compress: true }));
  assert.deepEqual(await readFile(archive('oursDeflated')), first);
});

test('zipped() fails where an item does, and leaves no file', async () => {
  const failing = async function* (): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(10);
    throw new Error('The source is gone');
  };
  const cases = [
    [{ name: 'a', numBytes: 20, content: failing() }, /The source is gone/],
    [{ name: 'a', numBytes: 20, content: [new Uint8Array(10)] }, /unexpected number of bytes/],
  ] as const;
  for (const [item, message] of cases)
    await assert.rejects(replaceFile(archive('failed'), zipped([item])), message);
  await assert.rejects(
    replaceFile(archive('failed'), zipped([{ name: '../a', numBytes: 0, content: [] }])),
    /relative path/,
  );
  await assert.rejects(readFile(archive('failed')), { code: 'ENOENT' });
});
