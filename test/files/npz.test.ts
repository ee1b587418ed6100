import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { NdArray } from '../../src/data/arrays';
import { seededRandom } from '../../src/data/random';
import { loadNpy, saveNpy } from '../../src/files/npy';
import { loadNpz, saveNpz } from '../../src/files/npz';
import { isNdArray } from '../../src/files/numpy/npyReader';
import type { NpyArray } from '../../src/files/numpy/npyWriter';
import { inProject, venvProgram } from '../../src/project';
import { described, fromPython, runPython, temporaryFolder } from './fixtures';

const folder = temporaryFolder();
const written = join(folder, 'written');
const advised = join(folder, 'advised');
let expected: Record<string, any>;

before(async () => {
  for (const made of [written, advised]) mkdirSync(made);
  await runPython('files/makeNpzFixtures.py', ['write', folder]);
  expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8'));
});

const inFolder = (name: string): string => join(folder, name);

function describedAll(arrays: Readonly<Record<string, any>>): unknown {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, content]) => [name, described(content)]),
  );
}

function fromPythonAll(arrays: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(arrays).map(([name, said]) => [name, fromPython(said)]));
}

test('loadNpz() reads what numpy.savez and savez_compressed write, by any name, words and objects too', async () => {
  for (const name of ['stored', 'deflated', 'unnamed', 'objects'].map((each) => `${each}.npz`))
    assert.deepEqual(describedAll(await loadNpz(inFolder(name))), fromPythonAll(expected[name]));
});

test('loadNpz() with holds gives arrays of numbers, or names what is none', async () => {
  const { arr_0, arr_1 } = await loadNpz(inFolder('unnamed.npz'), { holds: 'arrays' });
  assert.deepEqual([arr_0.shape, arr_1.shape], [[3], [2, 2]]);
  await assert.rejects(loadNpz(inFolder('stored.npz'), { holds: 'arrays' }), {
    name: 'TypeError',
    message: /^words in .*stored\.npz is no array of numbers/,
  });
});

test('arrays of any type, shape and order go from NumPy and back to it, alone and in archives', async () => {
  const names = Object.keys(expected).filter((name) => name.startsWith('random'));
  assert.equal(names.length, 150);
  const arrays: Record<string, NdArray> = {};
  for (const name of names) {
    const array = await loadNpy(inFolder(name), { holds: 'array' });
    assert.deepEqual(described(array), fromPython(expected[name]), name);
    arrays[name] = array;
    await saveNpy(join(written, name), array);
  }
  const words = ['dogs', 'ネコ', '🐒🐵', 'عصفور', ''];
  const all: Record<string, NpyArray> = { ...arrays, words, none: [] };
  await saveNpz(join(written, 'stored.npz'), all);
  await saveNpz(join(written, 'deflated.npz'), all, { compress: true });
  await saveNpz(join(written, 'empty.npz'), {});
  await saveNpy(join(written, 'words.npy'), words);
  const read = JSON.parse(await runPython('files/makeNpzFixtures.py', ['read', written]));
  for (const name of names) assert.deepEqual(fromPython(read[name]), described(arrays[name]), name);
  for (const archive of ['stored.npz', 'deflated.npz']) {
    assert.deepEqual(fromPythonAll(read[archive]), describedAll(all));
    assert.deepEqual(describedAll(await loadNpz(join(written, archive))), describedAll(all));
  }
  assert.deepEqual(read['empty.npz'], {});
  assert.deepEqual(read['words.npy'], words);
});

test('what loadNpy() and loadNpz() refuse can be saved as they say', async () => {
  const advice: Record<string, string> = {};
  const names = ['complex', 'dates', 'spans', 'long', 'records', 'raw', 'days', 'several'];
  for (const name of names) {
    const error = await loadNpy(inFolder(`${name}.npy`)).catch((reason: unknown) => reason);
    assert.ok(error instanceof Error, name);
    const code = /(?:numpy\.savez|array\.|numpy\.frombuffer).*$/.exec(error.message)?.[0];
    assert.ok(code, error.message);
    advice[name] = code.replace(/ and (array)/, ', $1').replace(/,? (or|and) .*/, '');
  }
  // Of several ways for one kind, the one for this very value
  advice.raw = "numpy.frombuffer(array.tobytes(), 'uint8')";
  const { status, stderr } = spawnSync(
    venvProgram('python'),
    [inProject('test', 'files', 'makeNpzFixtures.py'), 'advise', advised],
    { input: JSON.stringify(advice), encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  const saved: Readonly<Record<string, readonly unknown[]>> = {
    'complex.npz': [[3], [3]],
    'dates.npz': [['2024-02-29']],
    'spans.npz': [[1]],
    'long.npz': [[3]],
    'fields.npz': [[3], [3]],
    'raw.npz': [[6]],
    'days.npz': [['2024-02-29']],
    'arrays.npz': [[3], [2, 2]],
  };
  for (const [name, shapes] of Object.entries(saved)) {
    const contents = Object.values(await loadNpz(join(advised, name)));
    assert.deepEqual(
      contents.map((content) => (isNdArray(content) ? content.shape : content)),
      shapes,
      name,
    );
  }
});

test('loadNpz() refuses bad archives and bad arrays in them, each in a sentence, within 500 MB', async () => {
  const refused: Readonly<Record<string, RegExp>> = {
    complex: /Its entry "value\.npy" is not readable: It holds values of type '<c8'/,
    days: /Its entry "value\.npy" is not readable: It asks for datetime\.date\. Nothing is run/,
    text: /Its entry "readme\.txt" is not readable: It is not an \.npy file/,
    twice: /It holds two arrays named "a"$/,
    nested: /Its entry "inner\.npy" is not readable: It is not an \.npy file but a zip archive/,
    bomb: /It unfolds into 180000\d+ bytes, more than 200 times what it holds/,
    none: /There is no such file/,
  };
  for (const [name, message] of Object.entries(refused)) {
    const whole = new RegExp(`^Cannot read .*${name}\\.npz: ${message.source}`);
    await assert.rejects(loadNpz(inFolder(`${name}.npz`)), { name: 'Error', message: whole });
  }
  await assert.rejects(loadNpz(inFolder('random0.npy')), /It is no zip archive/);
  await assert.rejects(loadNpy(inFolder('stored.npz')), /load an \.npz file with loadNpz\(\)/);
  assert.ok(process.memoryUsage().rss < 500e6);
});

test('loadNpz() ends in a sentence whatever has happened to the bytes', async () => {
  const random = seededRandom(2);
  const below = (end: number): number => Math.floor(random() * end);
  const file = inFolder('damaged.npz');
  for (const name of ['unnamed', 'objects']) {
    const whole = await readFile(inFolder(`${name}.npz`));
    for (let round = 0; round < 200; round++) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change <= round % 3; change++) bytes[below(bytes.length)] = below(256);
      await writeFile(file, bytes);
      const error = await loadNpz(file).then(
        () => undefined,
        (reason: unknown) => reason as Error,
      );
      if (error !== undefined)
        assert.match(String(error), /^Error: Cannot read .*damaged\.npz: Its? [^\n]{10,500}$/);
    }
  }
});

test('saveNpz() refuses what is no array, and names that lead out of the archive', async () => {
  const array: NdArray = { data: new Uint8Array(6), shape: [2, 3] };
  const file = inFolder('wrong.npz');
  const wrong: readonly (readonly [any, RegExp])[] = [
    [{ a: { ...array, shape: [2, 2] } }, /shape \(2, 2\) cannot hold 6 numbers/],
    [{ a: [array] }, /An array to save must be \{ data, shape \}/],
    [{ a: ['dog\0'] }, /word 0 ends in a zero character/],
    [[array], /must be an object/],
  ];
  for (const [arrays, message] of wrong)
    await assert.rejects(saveNpz(file, arrays), { name: 'TypeError', message });
  await assert.rejects(saveNpz(file, { '../up': array }), /^Error: Cannot write .*relative path/);
  await assert.rejects(readFile(file), { code: 'ENOENT' });
});
