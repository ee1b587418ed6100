import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { takeOutFolder } from '../../../src/tools/classify/outFolder';
import { temporaryFolder } from '../../files/fixtures';

const root = temporaryFolder();
const write = (text: string) => async (fresh: string) =>
  writeFileSync(join(fresh, 'report.html'), text);

test('takeOutFolder() takes a new name for each run, however many run at once', async () => {
  const parent = join(root, 'classified');
  const folders = await Promise.all(
    [1, 2, 3].map(() => takeOutFolder(undefined, '/home/me/my photos', parent)),
  );
  const names = ['my photos', 'my photos-2', 'my photos-3'];
  assert.deepEqual(
    folders.map(({ path }) => path).sort(),
    names.map((name) => join(parent, name)),
  );
  for (const folder of folders) {
    await folder.fill(write(folder.path));
    await folder.release();
    assert.equal(readFileSync(join(folder.path, 'report.html'), 'utf8'), folder.path);
  }
});

test('takeOutFolder() removes on release what it made, and no more', async () => {
  const parent = join(root, 'released');
  const own = await takeOutFolder(undefined, 'photos', parent);
  await own.release();
  assert.equal(existsSync(own.path), false);

  const filled = await takeOutFolder(undefined, 'photos', parent);
  writeFileSync(join(filled.path, 'letter.txt'), 'mine');
  await assert.rejects(filled.fill(write('')), /holds files that were not made here: letter.txt/);
  await filled.release();
  assert.deepEqual(readdirSync(filled.path), ['letter.txt']);

  const empty = join(root, 'empty');
  mkdirSync(empty);
  const given = await takeOutFolder(empty, 'photos', parent);
  await given.release();
  assert.equal(existsSync(empty), true);
});

test('takeOutFolder() leaves no half of a folder when it cannot be filled', async () => {
  const parent = join(root, 'half');
  const folder = await takeOutFolder(undefined, 'photos', parent);
  const fail = async (fresh: string) => {
    writeFileSync(join(fresh, 'network'), '');
    throw new Error('The disk is full');
  };
  await assert.rejects(folder.fill(fail), /The disk is full/);
  await folder.release();
  assert.deepEqual(readdirSync(parent), []);
});

test('takeOutFolder() refuses a named folder with anything in it, and a file', async () => {
  const used = join(root, 'used');
  const first = await takeOutFolder(used, 'photos');
  await first.fill(write('first'));
  await assert.rejects(takeOutFolder(used, 'photos'), {
    message: `Cannot write into ${used}: There is something in it already, which would be lost; name another folder`,
  });
  const file = join(used, 'report.html');
  await assert.rejects(takeOutFolder(file, 'photos'), /report.html: A part of the path is a file/);
  assert.equal(readFileSync(file, 'utf8'), 'first');
});
