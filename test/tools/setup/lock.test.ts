import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withLock } from '../../../src/tools/setup/lock.cjs';
import { temporaryFolder } from '../../files/fixtures';

const folder = temporaryFolder();

function place(name: string): { file: string; log: string } {
  return { file: join(folder, `${name}.lock`), log: join(folder, `${name}.log`) };
}

function startHolder({ file, log }: { file: string; log: string }, how = ''): ChildProcess {
  return fork(join(__dirname, 'lockHolder.js'), [file, log, how], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

const linesOf = (log: string): string[] => readFileSync(log, 'utf8').trimEnd().split('\n');

async function kill(holder: ChildProcess): Promise<void> {
  holder.kill('SIGKILL');
  await once(holder, 'exit');
}

test('withLock() lets one process after the other work, and leaves no file', async () => {
  const { file, log } = place('turns');
  const holders = [1, 2, 3, 4].map(() => startHolder({ file, log }));
  await Promise.all(holders.map((holder) => once(holder, 'exit')));
  const lines = linesOf(log);
  assert.equal(lines.length, 8);
  for (let turn = 0; turn < 8; turn += 2)
    assert.equal(lines[turn].replace('begin', 'end'), lines[turn + 1]);
  assert.ok(!existsSync(file));
});

test('withLock() goes on when its holder was killed, with several processes waiting', async () => {
  const { file, log } = place('killed');
  const first = startHolder({ file, log }, 'forever');
  await once(first, 'message');
  const waiting = [1, 2, 3].map(() => startHolder({ file, log }));
  await kill(first);
  await Promise.all(waiting.map((holder) => once(holder, 'exit')));
  const [begin, ...lines] = linesOf(log);
  assert.equal(begin, `begin ${first.pid}`);
  for (let turn = 0; turn < 6; turn += 2)
    assert.equal(lines[turn].replace('begin', 'end'), lines[turn + 1]);
  assert.ok(!existsSync(file));
});

test('withLock() waits for what a killed process has started', async () => {
  const { file, log } = place('child');
  const first = startHolder({ file, log }, 'child');
  await once(first, 'message');
  await once(first, 'message');
  await kill(first);
  await withLock(file, () => {
    assert.deepEqual(linesOf(log), [`begin ${first.pid}`, 'child ends']);
    return Promise.resolve();
  });
});

test('withLock() gives back the lock when the work fails, and its result when not', async () => {
  const { file } = place('fails');
  await assert.rejects(
    withLock(file, () => Promise.reject(new Error('Power cut'))),
    /Power cut/,
  );
  assert.equal(await withLock(file, () => Promise.resolve(7)), 7);
});

test('withLock() takes a process of another machine for gone after a minute without a sign of life', async () => {
  const { file } = place('elsewhere');
  writeFileSync(file, '00000000-1-1\n');
  const longAgo = Date.now() / 1000 - 61;
  utimesSync(file, longAgo, longAgo);
  assert.equal(await withLock(file, () => Promise.resolve('done')), 'done');
});
