import assert from 'node:assert/strict';
import { constants } from 'node:buffer';
import { execFile } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { loadNpy } from '../../src/files/npy';
import { npyHeader } from '../../src/files/numpy/npyWriter';
import { described, fromPython, runPython, temporaryFolder } from './fixtures';

const folder = temporaryFolder();
const GIBIBYTE = 2 ** 30;

before(async () => {
  await runPython('files/makeNpyFixtures.py', ['write', folder]);
});

/** An array of bytes, whose file takes hardly any place on the disk: all are 0 but the last one of each kibi-row named. */
async function writeSparse(
  name: string,
  numRows: number,
  marks: readonly number[],
): Promise<string> {
  const path = join(folder, name);
  const header = npyHeader('|u1', [numRows, 1024, 1024]);
  const file = await open(path, 'w');
  await file.write(header);
  await file.truncate(header.length + numRows * 2 ** 20);
  for (const row of marks)
    await file.write(Uint8Array.of(7), 0, 1, header.length + (row + 1) * 2 ** 20 - 1);
  await file.close();
  return path;
}

interface Rows {
  readonly shape: readonly number[];
  /** The first one and the last. */
  readonly bytes: readonly number[];
  readonly peak: number;
}

async function rowsInChild(path: string, rows: readonly [number, number]): Promise<Rows> {
  const program = join(__dirname, 'hugeArray.js');
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    path,
    ...rows.map(String),
  ]);
  return JSON.parse(stdout);
}

test('loadNpy() reads rows of an array larger than Node can hold, in the memory that they take', async () => {
  const numRows = 5000;
  const path = await writeSparse('huge.npy', numRows, [2999, numRows - 1]);
  for (const end of [3000, numRows]) {
    const { shape, bytes, peak } = await rowsInChild(path, [end - 2, end]);
    assert.deepEqual({ shape, bytes }, { shape: [2, 1024, 1024], bytes: [0, 7] });
    assert.ok(peak < 200e6, `${peak} bytes`);
  }
  if (constants.MAX_LENGTH < numRows * 2 ** 20)
    await assert.rejects(
      loadNpy(path),
      /more than this version of Node can hold .*\{ rows: \[0, 1000\] \}$/,
    );
});

test(
  'loadNpy() reads a whole array of more than 2 gigabytes, once in memory',
  { skip: freemem() < 5 * GIBIBYTE && 'needs 5 gigabytes of free memory' },
  async () => {
    const path = await writeSparse('large.npy', 2100, [2099]);
    const { shape, bytes, peak } = await rowsInChild(path, [0, 2100]);
    assert.deepEqual({ shape, bytes }, { shape: [2100, 1024, 1024], bytes: [0, 7] });
    assert.ok(peak < 2100 * 2 ** 20 + 200e6, `${peak} bytes`);
  },
);

test('loadNpy() with rows gives the same places of the first axis as NumPy', async () => {
  const expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8'));
  const valuesOf = (name: string) => fromPython(expected[name]) as { readonly values: unknown[] };
  for (const name of ['f4_2x3x4_C', 'i8_2x3x4_big', 'f2_2x3x4_C'].map((each) => `${each}.npy`)) {
    const rows = await loadNpy(join(folder, name), { holds: 'array', rows: [1, 2] });
    assert.deepEqual(described(rows), {
      ...valuesOf(name),
      shape: [1, 3, 4],
      values: valuesOf(name).values.slice(12),
    });
  }
  const none = await loadNpy(join(folder, 'f4_5_F.npy'), { holds: 'array', rows: [2, 2] });
  assert.deepEqual([none.shape, none.data.length], [[0], 0]);
  assert.deepEqual(await loadNpy(join(folder, 'words.npy'), { rows: [1, 2] }), [['', 'a']]);
});

test('loadNpy() refuses rows that are not there, or do not lie together', async () => {
  const refused = [
    ['f4_2x3x4_C', [1, 3], 'RangeError', /Its array of shape \(2, 3, 4\) has no rows 1 to 3$/],
    [
      'f4_2x3x4_F',
      [0, 1],
      'TypeError',
      /column by column.* save numpy\.ascontiguousarray\(array\)$/,
    ],
    ['f4_scalar_C', [0, 1], 'TypeError', /no array with rows: load it without "rows"$/],
    ['mixed_protocol4', [0, 1], 'TypeError', /no array with rows: load it without "rows"$/],
    [
      'f4_5_C',
      [-1, 3],
      'RangeError',
      /^The first of the rows must be a whole number of at least 0/,
    ],
    ['f4_5_C', [3, 1], 'RangeError', /^The end of the rows must be/],
    ['f4_5_C', 3, 'TypeError', /^rows must be the first row and the one after the last/],
  ] as const;
  for (const [name, rows, error, message] of refused)
    await assert.rejects(loadNpy(join(folder, `${name}.npy`), { rows: rows as [number, number] }), {
      name: error,
      message,
    });
});
