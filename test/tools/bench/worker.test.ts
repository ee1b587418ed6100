import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askOnce, withWorkers, type Task } from '../../../src/tools/bench/worker';
import { MARK } from '../../../src/tools/bench/workers/protocol';

/** Tells its process id and then waits for ever. */
const waiting = task(
  `console.log(${JSON.stringify(MARK)} + process.pid); setInterval(() => {}, 1000);`,
);

function task(code: string): Task {
  return { name: 'the fake', command: [process.execPath, '-e', code] };
}

test('askOnce() finds the answer within noise, even behind a text without a line end', async () => {
  const noisy = task(
    `console.log("noise"); process.stdout.write("more " + ${JSON.stringify(`${MARK}{"seconds":2}`)} + "\\n");`,
  );
  assert.deepEqual(await askOnce(noisy), { seconds: 2 });
});

test('askOnce() names a program that cannot be started', async () => {
  await assert.rejects(
    askOnce({ name: 'the ghost', command: ['no-such-program-at-all'] }),
    /the ghost could not start \(.*ENOENT/,
  );
});

test('withWorkers() ends its workers when something fails', async () => {
  const seen: number[] = [];
  const use = async ([worker]: readonly { next(): Promise<unknown> }[]) => {
    seen.push((await worker.next()) as number);
    throw new Error('meant');
  };
  await assert.rejects(withWorkers([waiting], { use }), /meant/);
  assertGone(seen[0]);
});

test('withWorkers() ends its workers when it is stopped', async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  const use = async ([worker]: readonly { next(): Promise<unknown> }[]) => {
    seen.push((await worker.next()) as number);
    controller.abort();
    await worker.next();
  };
  await assert.rejects(
    withWorkers([waiting], { use, signal: controller.signal }),
    /the fake was ended by SIGKILL/,
  );
  assertGone(seen[0]);
});

function assertGone(pid: number): void {
  assert.ok(pid > 0);
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
}
