import assert from 'node:assert/strict';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { replaceFolder, type ReplaceFolderOptions } from '../../src/files/replaceFolder';
import { temporaryFolder } from './fixtures';

const base = temporaryFolder();

/** Fills a folder with one file of a text, in a folder of its own. */
function put(folder: string, text: string, options: Partial<ReplaceFolderOptions> = {}) {
  const fill = async (fresh: string): Promise<void> => {
    await mkdir(join(fresh, 'deep'));
    await writeFile(join(fresh, 'deep', 'file'), text);
  };
  return replaceFolder(folder, { purpose: 'test', fill, ...options });
}

const textIn = (folder: string): Promise<string> => readFile(join(folder, 'deep', 'file'), 'utf8');

async function emptyFolder(name: string): Promise<string> {
  await mkdir(join(base, name));
  return join(base, name);
}

test('replaceFolder() replaces what it filled, keeps its rights, and fills an empty or missing folder', async () => {
  const home = await emptyFolder('fills');
  const folder = join(home, 'new', 'place');
  await put(folder, 'first');
  await mkdir(join(home, 'plain'));
  assert.equal((await stat(folder)).mode, (await stat(join(home, 'plain'))).mode);
  await chmod(folder, 0o750);
  await put(folder, 'second');
  assert.equal(await textIn(folder), 'second');
  assert.equal((await stat(folder)).mode & 0o777, 0o750);
  await mkdir(join(home, 'empty'));
  await put(join(home, 'empty'), 'third');
  assert.equal(await textIn(join(home, 'empty')), 'third');
  await symlink(folder, join(home, 'link'));
  await put(join(home, 'link'), 'fourth');
  assert.equal(await textIn(folder), 'fourth');
  assert.deepEqual(await readdir(join(home, 'new')), ['place']);
});

test('replaceFolder() leaves the siblings of its place alone', async () => {
  const home = await emptyFolder('siblings');
  const siblings = ['.old', '.new', '.partial', '.tmp', '.old-1'].map((end) => `place${end}`);
  for (const name of siblings) await mkdir(join(home, name));
  for (const name of siblings) await writeFile(join(home, name, 'precious.txt'), name);
  for (const text of ['first', 'second']) await put(join(home, 'place'), text);
  for (const name of siblings)
    assert.equal(await readFile(join(home, name, 'precious.txt'), 'utf8'), name);
  assert.deepEqual((await readdir(home)).sort(), ['place', ...siblings].sort());
});

const CHANGES: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  'a file of its own in it': (folder) => writeFile(join(folder, 'deep', 'mine.txt'), 'mine'),
  'a file in it that was changed': (folder) => writeFile(join(folder, 'deep', 'file'), 'changed'),
  'a link in it': (folder) => symlink(base, join(folder, 'link')),
  'a marker that is damaged': (folder) =>
    writeFile(join(folder, '.made-by-creatures.json'), '{"purpose": "test"}'),
};

for (const [name, change] of Object.entries(CHANGES)) {
  test(`replaceFolder() refuses a folder with ${name}, and deletes nothing`, async () => {
    const home = await emptyFolder(name);
    const folder = join(home, 'place');
    await put(folder, 'first');
    await change(folder);
    const before = await readdir(folder, { recursive: true });
    await assert.rejects(put(folder, 'second'), {
      message: /holds files that were not made here: .*; move them away or name another folder$/,
    });
    assert.deepEqual(await readdir(folder, { recursive: true }), before);
    assert.deepEqual(await readdir(home), ['place']);
  });
}

test('replaceFolder() refuses a folder of another purpose, of somebody else, and a file', async () => {
  const home = await emptyFolder('others');
  await put(join(home, 'other'), 'first', { purpose: 'another' });
  await assert.rejects(put(join(home, 'other'), 'second'), /not made here/);
  await mkdir(join(home, 'own'));
  for (const file of ['manifest.json', 'plotly.min.js', 'a', 'b'])
    await writeFile(join(home, 'own', file), '{}');
  await assert.rejects(put(join(home, 'own'), ''), /a, b, manifest\.json and 1 more; move/);
  await writeFile(join(home, 'file'), '');
  await assert.rejects(put(join(home, 'file'), ''), { code: 'ENOTDIR' });
  assert.deepEqual((await readdir(home)).sort(), ['file', 'other', 'own']);
});

test('replaceFolder() that fails, or finds a new file of somebody at its end, leaves the older folder', async () => {
  const home = await emptyFolder('fails');
  const folder = join(home, 'place');
  await put(folder, 'first');
  const fails = async (): Promise<void> => {
    throw new Error('Power cut');
  };
  await assert.rejects(put(folder, '', { fill: fails }), /Power cut/);
  const meanwhile = (): Promise<void> => writeFile(join(folder, 'mine.txt'), 'mine');
  await assert.rejects(put(folder, '', { fill: meanwhile }), /not made here: mine\.txt;/);
  assert.equal(await textIn(folder), 'first');
  assert.equal(await readFile(join(folder, 'mine.txt'), 'utf8'), 'mine');
  assert.deepEqual(await readdir(home), ['place']);
});

test("replaceFolder() can put a folder with somebody's files aside", async () => {
  const home = await emptyFolder('aside');
  const folder = join(home, 'place');
  assert.deepEqual(await put(folder, 'first', { foreign: 'put aside' }), { putAside: undefined });
  await writeFile(join(folder, 'mine.txt'), 'mine');
  const { putAside = '' } = await put(folder, 'second', { foreign: 'put aside' });
  assert.match(putAside, /place\.old-[0-9a-f]{8}$/);
  assert.equal(await readFile(join(putAside, 'mine.txt'), 'utf8'), 'mine');
  assert.equal(await textIn(folder), 'second');
});

test('replaceFolder() does not mind what the desktop puts into folders', async () => {
  const folder = join(base, 'desktop');
  await put(folder, 'first');
  await writeFile(join(folder, 'deep', '.DS_Store'), '');
  await put(folder, 'second');
  assert.deepEqual(await readdir(join(folder, 'deep')), ['file']);
});

test('replaceFolder() many times at once leaves one whole folder and nothing else', async () => {
  const home = await emptyFolder('at once');
  const texts = ['a', 'b', 'c', 'd', 'e', 'f'];
  await Promise.all(texts.map((text) => put(join(home, 'place'), text)));
  assert.ok(texts.includes(await textIn(join(home, 'place'))));
  assert.deepEqual(await readdir(home), ['place']);
  await rename(join(home, 'place'), join(home, 'moved'));
  await put(join(home, 'moved'), 'next');
});
