import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  SetupError,
  adviceFor,
  once,
  requireSpace,
  runStep,
} from '../../../src/tools/setup/step.cjs';

test('adviceFor() names the disk, the registry or the permissions by what a command printed', () => {
  assert.match(adviceFor('npm error code ENOSPC'), /disk is full/);
  assert.match(
    adviceFor('npm error code ENOTFOUND\nnpm error request to … failed'),
    /registry did not answer/,
  );
  assert.match(
    adviceFor('WARNING: Retrying … Temporary failure in name resolution'),
    /registry did not answer/,
  );
  assert.match(
    adviceFor("PermissionError: [Errno 13] Permission denied: '.venv'"),
    /cannot be written/,
  );
});

test('adviceFor() shows the last lines of an output that it does not know, and how to go on', () => {
  const advice = adviceFor('first\nsomething odd happened\n');
  assert.match(advice, /something odd happened/);
  assert.match(advice, /run the same command again/);
});

test('runStep() resolves with what the command printed', async () => {
  const output = await runStep('Saying hello', [
    process.execPath,
    '-e',
    'console.log("hello"); console.error("there")',
  ]);
  assert.match(output, /hello/);
  assert.match(output, /there/);
});

test('runStep() rejects with a SetupError that names the step when the command fails', async () => {
  const failing = runStep('Filling the disk', [
    process.execPath,
    '-e',
    'console.error("No space left on device"); process.exit(3)',
  ]);
  await assert.rejects(
    failing,
    (error: Error) =>
      error instanceof SetupError &&
      /Filling the disk failed. The disk is full/.test(error.message),
  );
});

test('runStep() rejects with a SetupError when the program is not there', async () => {
  await assert.rejects(runStep('Calling a ghost', ['no-such-program-at-all']), SetupError);
});

test('requireSpace() says how much is free and how much is needed', async () => {
  await requireSpace('.', 0.001);
  await assert.rejects(
    requireSpace('.', 1e9),
    (error: Error) =>
      error instanceof SetupError &&
      /Only [\d.]+ GB are free.*needs 1000000000/.test(error.message),
  );
});

test('once() runs a step again only when its inputs change or it did not finish', async () => {
  const stampFile = join(mkdtempSync(join(tmpdir(), 'creatures-once-')), 'stamp');
  let runs = 0;
  const run = (inputs: readonly string[], fail = false) =>
    once(stampFile, inputs, async () => {
      runs++;
      if (fail) throw new SetupError('half-way');
    });
  await assert.rejects(run(['a'], true));
  await run(['a']);
  await run(['a']);
  assert.equal(runs, 2);
  await run(['b']);
  assert.equal(runs, 3);
});

test('runStep() stops the command when this process is asked to stop, and says how to go on', async () => {
  const step = runStep('Waiting', [process.execPath, '-e', 'setTimeout(() => {}, 1e8)']);
  process.emit('SIGTERM');
  await assert.rejects(step, {
    name: 'SetupError',
    message: 'Waiting was stopped; run the same command again: it goes on where it stopped',
    stopped: true,
  });
  assert.equal(process.listenerCount('SIGTERM'), 0);
});
