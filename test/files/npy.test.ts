import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { NdArray } from '../../src/data/arrays';
import { seededRandom } from '../../src/data/random';
import { loadNpy, saveNpy } from '../../src/files/npy';
import { isNdArray } from '../../src/files/numpy/npyReader';
import { saveImage } from '../../src/files/saveImage';
import { described, fromPython, runPython, temporaryFolder } from './fixtures';
import { fullDisk, noFullDisk } from './fullDisk';

const folder = temporaryFolder();
let expected: Record<string, unknown>;

before(async () => {
  await runPython('files/makeNpyFixtures.py', ['write', folder]);
  expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8'));
});

const named = (pattern: RegExp): string[] => {
  const names = Object.keys(expected).filter((name) => pattern.test(name));
  assert.notEqual(names.length, 0);
  return names;
};

async function assertReadAsNumpyDoes(name: string): Promise<void> {
  assert.deepEqual(described(await loadNpy(join(folder, name))), fromPython(expected[name]), name);
}

test('loadNpy() reads every number type, shape, axis order and byte order as NumPy does', async () => {
  const names = named(/^[uifb][1248]_/);
  assert.equal(names.length, 12 * 7 * 4);
  for (const name of names) await assertReadAsNumpyDoes(name);
});

test('loadNpy() reads the three versions of the format', async () => {
  for (const name of named(/^version/)) await assertReadAsNumpyDoes(name);
});

test('loadNpy() returns the list of arrays in an object array, for every pickle protocol, of old and new NumPy', async () => {
  const names = named(/^(series|long)_protocol/);
  assert.equal(names.length, 20);
  for (const name of names) await assertReadAsNumpyDoes(name);
});

test('loadNpy() returns lists, words, numbers and dictionaries that an object array holds', async () => {
  for (const name of named(/^(mixed_protocol|dictionary)/)) await assertReadAsNumpyDoes(name);
});

test('loadNpy() gives an array that occurs twice in a list once', async () => {
  const values = await loadNpy(join(folder, 'mixed_protocol4.npy'));
  assert.ok(!isNdArray(values));
  const arrays = values.filter(isNdArray);
  assert.equal(arrays[0], arrays[1]);
});

test('loadNpy() leaves the pixels of an object array where they lie, so that they are in memory once', async () => {
  const [trainImages, testImages] = await loadNpy(join(folder, 'animals_u1_numbers.npy'), {
    holds: 'arrays',
  });
  assert.equal(trainImages.data.buffer, testImages.data.buffer);
});

test('loadNpy() with holds gives what it names, or says how to load it', async () => {
  const list = join(folder, 'animals_u1_numbers.npy');
  const array = join(folder, 'f4_2x3x4_C.npy');
  const [trainImages, , , testLabels] = await loadNpy(list, { holds: 'arrays' });
  assert.deepEqual([trainImages.shape, testLabels.shape], [[12, 4, 4, 3], [6]]);
  assert.deepEqual((await loadNpy(array, { holds: 'array' })).shape, [2, 3, 4]);
  await assert.rejects(loadNpy(list, { holds: 'array' }), {
    name: 'TypeError',
    message: /holds a list of 4 values, not one array: load it with \{ holds: 'arrays' \}/,
  });
  await assert.rejects(loadNpy(array, { holds: 'arrays' }), {
    name: 'TypeError',
    message: /holds one array of shape \(2, 3, 4\), not a list/,
  });
  await assert.rejects(loadNpy(join(folder, 'mixed_protocol4.npy'), { holds: 'arrays' }), {
    name: 'TypeError',
    message: /not everything is an array/,
  });
});

test('loadNpy() refuses a pickle that calls a function, and names the function', async () => {
  for (let protocol = 0; protocol <= 5; protocol++) {
    await assert.rejects(
      loadNpy(join(folder, `trap${protocol}.npy`)),
      /trap\d\.npy: It asks for (posix|nt|os)\.system\. Nothing is run from a file/,
    );
  }
});

test('loadNpy() refuses complex numbers, dates and records, and says how to save them', async () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    [
      'complex',
      /values of type '<c8'; .*In Python, save its parts apart: array\.real and array\.imag$/,
    ],
    ['dates', /values of type '<M8\[D\]'; .*In Python, save dates as words, array\.astype\(str\)/],
    [
      'spans',
      /values of type '<m8\[D\]'; .*In Python, save it as numbers: array\.astype\('int64'\)$/,
    ],
    ['long', /values of type '<f16'; .*In Python, convert it first: array\.astype\('float64'\)$/],
    ['records', /records with named fields/],
  ];
  for (const [name, message] of refused)
    await assert.rejects(loadNpy(join(folder, `${name}.npy`)), message);
});

test('loadNpy() reads words, alone and among arrays, and dates that were made words', async () => {
  const texts = named(/^(words|text_protocol)/);
  assert.equal(texts.length, 17);
  for (const name of texts) {
    assert.deepEqual(
      described(await loadNpy(join(folder, name))),
      fromPython(expected[name]),
      name,
    );
  }
});

test('loadNpy() tells when a file is larger than the memory', async () => {
  const file = join(folder, 'huge.npy');
  for (const [descr, shape, numBytes] of [
    ['|u1', '(1099511627000,)', 1099511627000],
    ['<U4', '(1000000, 100)', 16e8],
    ['<U999999999', '(1000,)', 1000 * 4 * 999999999],
  ] as const) {
    const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }\n`;
    const start = Buffer.from('\x93NUMPY\x01\x00\0\0', 'latin1');
    start.writeUInt16LE(header.length, 8);
    await writeFile(file, Buffer.concat([start, Buffer.from(header)]));
    await truncate(file, start.length + header.length + numBytes);
    await assert.rejects(loadNpy(file), {
      name: 'Error',
      message:
        /^Cannot read .*huge\.npy: (Its \d+ bytes (are more than this version of Node can hold|do not fit into the memory)|It holds more than 1000000 values|Shape .* needs \d+ bytes)/,
    });
  }
});

test('loadNpy() ends in a sentence whatever has happened to the bytes, soon and within 500 MB', async () => {
  const random = seededRandom(1);
  const below = (end: number): number => Math.floor(random() * end);
  const names = ['mixed_protocol4', 'series_protocol2', 'text_protocol5', 'words', 'f4_2x3x4_F'];
  const file = join(folder, 'damaged.npy');
  for (const name of names) {
    const whole = await readFile(join(folder, `${name}.npy`));
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change <= round % 4; change++)
        bytes[below(round % 2 ? Math.min(300, bytes.length) : bytes.length)] = below(256);
      await writeFile(file, bytes);
      const error = await loadNpy(file).then(
        () => undefined,
        (reason: unknown) => reason as Error,
      );
      if (error === undefined) continue;
      assert.match(String(error), /^Error: Cannot read .*damaged\.npy: [A-Z][^\n]{10,500}$/);
      assert.doesNotMatch(
        String(error),
        /Cannot read propert|is not a (function|constructor)|Invalid|out of range/,
      );
    }
  }
  assert.ok(process.memoryUsage().rss < 500e6);
});

test(
  'loadNpy() refuses what is no file, and does not wait for a pipe or an endless device',
  { timeout: 5000 },
  async () => {
    await assert.rejects(
      loadNpy(join(folder, 'none.npy')),
      /Cannot read .*none\.npy: There is no such file/,
    );
    await assert.rejects(loadNpy(folder), /It is a folder/);
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [join(folder, 'pipe.npy')]);
    await assert.rejects(loadNpy(join(folder, 'pipe.npy')), /no ordinary file/);
    await assert.rejects(loadNpy('/dev/zero'), /no ordinary file/);
  },
);

test('loadNpy() refuses headers that are damaged or claim the impossible', async () => {
  const file = join(folder, 'header.npy');
  const withHeader = async (
    text: string,
    { version = 1, length = text.length } = {},
  ): Promise<void> => {
    const start = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\x00`, 'latin1');
    const size = Buffer.alloc(version === 1 ? 2 : 4);
    if (version === 1) size.writeUInt16LE(length);
    else size.writeUInt32LE(length);
    await writeFile(file, Buffer.concat([start, size, Buffer.from(text), Buffer.alloc(24)]));
  };
  const fails = (message: RegExp): Promise<void> => assert.rejects(loadNpy(file), message);
  const shaped = (shape: string): string =>
    `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`;

  await withHeader(shaped('(2, 3)'));
  assert.deepEqual((await loadNpy(file, { holds: 'array' })).shape, [2, 3]);
  await withHeader(`{"descr": '<f4'}`);
  await fails(/header is not one that NumPy writes/);
  await withHeader(`${shaped('(2, 3)').trim().slice(0, -1)} 'extra': 1}`);
  await fails(/header is not one that NumPy writes/);
  await withHeader(shaped('(2, 4)'));
  await fails(
    /Shape \(2, 4\) of type '<f4' needs 32 bytes, and 24 are there: the file is cut short or damaged/,
  );
  await withHeader(shaped('(99999999999999, 99999999999999)'));
  await fails(/claims the impossible shape/);
  await withHeader(shaped('(-2, -3)'));
  await fails(/header is not one that NumPy writes/);
  await withHeader(shaped(`(${'0, '.repeat(65)})`));
  await fails(/claims the impossible shape/);
  await withHeader(shaped('(2, 3)'), { length: 5000 });
  await fails(/ends in the middle of its header/);
  await withHeader(shaped('(2, 3)'), { version: 2, length: 0xffffffff });
  await fails(/header claims 4294967295 bytes/);
  await withHeader(shaped('(2, 3)'), { version: 4 });
  await fails(/format 4\.0/);
  await writeFile(file, 'PK\x03\x04 an .npz file is a zip file');
  await fails(/not an \.npy file/);
  await writeFile(file, '');
  await fails(/not an \.npy file/);
});

test('loadNpy() refuses a huge file of nothing without reading it', { timeout: 5000 }, async () => {
  const file = join(folder, 'sparse.npy');
  await writeFile(file, '');
  await truncate(file, 2 ** 40);
  await assert.rejects(loadNpy(file), /not an \.npy file/);
});

test('loadNpy() ends in an Error wherever a file is cut off', { timeout: 20_000 }, async () => {
  for (const name of ['f4_2x3x4_C.npy', 'dictionary.npy']) {
    const whole = await readFile(join(folder, name));
    const file = join(folder, 'cut.npy');
    for (let length = 0; length < whole.length; length++) {
      await writeFile(file, whole.subarray(0, length));
      await assert.rejects(
        loadNpy(file),
        { name: 'Error', message: /^Cannot read .*cut\.npy: / },
        `${name} cut to ${length} bytes`,
      );
    }
  }
});

test('saveNpy() writes what NumPy reads: every type of array, and lists of them', async () => {
  const written = join(folder, 'written');
  await mkdir(written);
  const bytes = Uint8Array.from({ length: 48 }, (_, i) => (i * 37) % 128);
  const arrays: NdArray[] = [
    { data: bytes, shape: [2, 4, 6] },
    { data: new Int8Array(bytes.buffer), shape: [48] },
    { data: new Uint16Array(bytes.buffer), shape: [4, 6] },
    { data: new Int16Array(bytes.buffer), shape: [24, 1] },
    { data: new Uint32Array(bytes.buffer), shape: [12] },
    { data: new Int32Array(bytes.buffer), shape: [3, 4] },
    { data: new BigUint64Array(bytes.buffer), shape: [6] },
    { data: new BigInt64Array(bytes.buffer), shape: [2, 3] },
    { data: new Float32Array(bytes.buffer), shape: [3, 4] },
    { data: new Float64Array([0.1, -Infinity, NaN]), shape: [3] },
    { data: new Float32Array([2.5]), shape: [] },
    { data: new Float32Array(0), shape: [0, 5] },
    { data: Buffer.from(bytes).subarray(3, 9), shape: [6] },
  ];
  for (const [index, array] of arrays.entries())
    await saveNpy(join(written, `array${index}.npy`), array);
  await saveNpy(join(written, 'list.npy'), arrays);
  await saveNpy(join(written, 'one.npy'), [arrays[0]]);
  await saveNpy(join(written, 'same.npy'), [arrays[0], arrays[0]]);
  await saveNpy(join(written, 'empty.npy'), []);

  const read = JSON.parse(await runPython('files/makeNpyFixtures.py', ['read', written]));
  const asWritten = arrays.map((array) =>
    described({
      ...array,
      data: Buffer.isBuffer(array.data) ? new Uint8Array(array.data) : array.data,
    }),
  );
  for (const [index, array] of asWritten.entries())
    assert.deepEqual(fromPython(read[`array${index}.npy`]), array);
  assert.deepEqual(fromPython(read['list.npy']), asWritten);
  assert.deepEqual(fromPython(read['one.npy']), [asWritten[0]]);
  assert.deepEqual(fromPython(read['same.npy']), [asWritten[0], asWritten[0]]);
  assert.deepEqual(read['empty.npy'], []);
  assert.deepEqual(described(await loadNpy(join(written, 'list.npy'))), asWritten);
});

test('saveNpy() refuses numbers that do not fill the shape, and a path that leads through a file', async () => {
  const array: NdArray = { data: new Uint8Array(5), shape: [2, 3] };
  await assert.rejects(saveNpy(join(folder, 'wrong.npy'), array), {
    name: 'TypeError',
    message: /shape \(2, 3\) cannot hold 5 numbers/,
  });
  await assert.rejects(saveNpy(join(folder, 'wrong.npy'), [array]), {
    name: 'TypeError',
    message: /shape \(2, 3\) cannot hold 5 numbers/,
  });
  const file = join(folder, 'in-the-way');
  await writeFile(file, '');
  await assert.rejects(
    saveNpy(join(file, 'such.npy'), { data: new Uint8Array(6), shape: [2, 3] }),
    /Cannot write .*such\.npy/,
  );
});

test('saveNpy() makes the folder that a file goes to', async () => {
  const file = join(folder, 'new', 'folder', 'array.npy');
  await saveNpy(file, { data: Uint8Array.of(1, 2), shape: [2] });
  assert.deepEqual(await loadNpy(file), { data: Uint8Array.of(1, 2), shape: [2] });
});

/** Gives bytes that no packing makes fewer. */
function seededRandomByte(): () => number {
  const random = seededRandom(1);
  return () => Math.floor(random() * 256);
}

test(
  'saveNpy() and saveImage() on a full disk leave the earlier file and nothing else',
  { skip: noFullDisk },
  async () => {
    const disk = fullDisk();
    try {
      const pixels = new Uint8Array(3 * 1000 * 1000).map(seededRandomByte());
      const [array, picture] = [join(disk.folder, 'a.npy'), join(disk.folder, 'a.png')];
      await saveNpy(array, { data: pixels.slice(0, 8), shape: [8] });
      await saveImage(picture, { data: pixels.slice(0, 12), shape: [2, 2, 3] });
      const earlier = [readFileSync(array), readFileSync(picture)];
      const large = { data: pixels, shape: [1000, 1000, 3] } as const;
      await assert.rejects(saveNpy(array, large), {
        message: /^Cannot write .*: The disk is full$/,
      });
      await assert.rejects(saveImage(picture, large), {
        message: /^Cannot write the picture .*: The disk is full$/,
      });
      assert.deepEqual([readFileSync(array), readFileSync(picture)], earlier);
      assert.deepEqual(readdirSync(disk.folder).sort(), ['a.npy', 'a.png']);
    } finally {
      disk.remove();
    }
  },
);
