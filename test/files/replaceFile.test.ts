import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { replaceFile, stageFile } from '../../src/files/replaceFile';
import { temporaryPath } from '../../src/files/temporary';
import { fullDisk, noFullDisk } from './fullDisk';

const root = mkdtempSync(join(tmpdir(), 'creatures-replace-'));
after(() => rmSync(root, { recursive: true, force: true }));

function emptyFolder(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

/** A process that writes one of two texts to a file, over and over. */
function startWriter(file: string): ReturnType<typeof fork> {
  return fork(join(__dirname, 'replaceWriter.js'), [file]);
}

test('replaceFile() writes text, bytes and pieces of bytes, and makes folders', async () => {
  const file = join(root, 'deep', 'down', 'file');
  await replaceFile(file, 'text');
  assert.equal(readFileSync(file, 'utf8'), 'text');
  await replaceFile(file, new Uint8Array([1, 2]));
  assert.deepEqual([...readFileSync(file)], [1, 2]);
  await replaceFile(file, [new Uint8Array([1]), new Uint8Array([]), new Uint8Array([2, 3])]);
  assert.deepEqual([...readFileSync(file)], [1, 2, 3]);
  assert.deepEqual(readdirSync(join(root, 'deep', 'down')), ['file']);
});

test('replaceFile() keeps the rights of the file, and a link to it', async () => {
  const folder = emptyFolder('rights');
  writeFileSync(join(folder, 'file'), 'old');
  chmodSync(join(folder, 'file'), 0o640);
  symlinkSync('file', join(folder, 'link'));
  await replaceFile(join(folder, 'link'), 'new');
  assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'new');
  assert.equal(statSync(join(folder, 'file')).mode & 0o777, 0o640);
  assert.deepEqual(readdirSync(folder), ['file', 'link']);
});

test('replaceFile() refuses what is no ordinary file and leaves it', async () => {
  const folder = emptyFolder('odd');
  mkdirSync(join(folder, 'folder'));
  await assert.rejects(replaceFile(join(folder, 'folder'), ''), { message: /is a folder/ });
  assert.equal(spawnSync('mkfifo', [join(folder, 'pipe')]).status, 0);
  await assert.rejects(replaceFile(join(folder, 'pipe'), ''), { message: /no ordinary file/ });
  assert.ok(statSync(join(folder, 'pipe')).isFIFO());
  await assert.rejects(replaceFile(join(folder, ''), ''), { message: /is a folder/ });
  await assert.rejects(replaceFile('', ''), { name: 'TypeError', message: /an empty text/ });
  assert.deepEqual(readdirSync(folder).sort(), ['folder', 'pipe']);
});

test(
  'replaceFile() on a full disk leaves the old file and nothing else',
  { skip: noFullDisk },
  async () => {
    const disk = fullDisk();
    try {
      writeFileSync(join(disk.folder, 'file'), 'old');
      await assert.rejects(replaceFile(join(disk.folder, 'file'), new Uint8Array(2 * disk.bytes)), {
        code: 'ENOSPC',
      });
      assert.equal(readFileSync(join(disk.folder, 'file'), 'utf8'), 'old');
      assert.deepEqual(readdirSync(disk.folder), ['file']);
    } finally {
      disk.remove();
    }
  },
);

test('replaceFile() killed at any moment leaves the old or the new file, and no litter after the next', async () => {
  const folder = emptyFolder('killed');
  const file = join(folder, 'file');
  let killedWhileWriting = 0;
  for (let round = 0; round < 20; round++) {
    const writer = startWriter(file);
    await once(writer, 'message');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    assert.match(readFileSync(file, 'latin1'), /^(a{3000000}|b{3000000})$/);
    if (readdirSync(folder).length > 1) killedWhileWriting++;
  }
  assert.ok(killedWhileWriting > 0);
  await replaceFile(file, 'the next');
  assert.deepEqual(readdirSync(folder), ['file']);
});

test('replaceFile() leaves what a process that runs is writing', async () => {
  const folder = emptyFolder('running');
  const staged = await stageFile(join(folder, 'slow'), 'slow');
  const other = join(folder, `.creatures-00000000-1-1-${'0'.repeat(12)}.tmp`);
  writeFileSync(other, 'of another machine');
  await replaceFile(join(folder, 'quick'), 'quick');
  assert.ok(existsSync(staged.path) && existsSync(other));
  await staged.put();
  assert.equal(readFileSync(join(folder, 'slow'), 'utf8'), 'slow');
  const longAgo = Date.now() / 1000 - 25 * 60 * 60;
  utimesSync(other, longAgo, longAgo);
  await replaceFile(join(folder, 'quick'), 'quick');
  assert.deepEqual(readdirSync(folder).sort(), ['quick', 'slow']);
});

test(
  'a number of a process that was given again is not taken for the process before',
  { skip: process.platform !== 'linux' },
  async () => {
    const folder = emptyFolder('number');
    const startedOnce = temporaryPath(join(folder, 'file')).replace(
      /-\w+-(\w{12})\.tmp$/,
      '-1-$1.tmp',
    );
    writeFileSync(startedOnce, '');
    await replaceFile(join(folder, 'file'), '');
    assert.deepEqual(readdirSync(folder), ['file']);
  },
);

test('replaceFile() by two processes at once leaves one of the two, whole', async () => {
  const file = join(emptyFolder('two'), 'file');
  const writers = [startWriter(file), startWriter(file)];
  await Promise.all(writers.map((writer) => once(writer, 'message')));
  for (let look = 0; look < 50; look++) {
    assert.match(readFileSync(file, 'latin1'), /^(a{3000000}|b{3000000})$/);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const failures = writers.map((writer) => writer.exitCode ?? writer.signalCode);
  for (const writer of writers) writer.kill('SIGKILL');
  assert.deepEqual(failures, [null, null]);
});
