import vm from 'node:vm';
import { parentPort } from 'node:worker_threads';

/** Milliseconds between two looks at whether the process that started this one still runs. */
const INTERVAL = 2_000;
const parent = process.ppid;

const sleeping = new Int32Array(new SharedArrayBuffer(4));
const globals = globalThis as { [key: symbol]: (() => void) | undefined };
const [WAIT, WATCH] = [Symbol.for('creatures.wait'), Symbol.for('creatures.watch')];

const wait = new vm.Script("globalThis[Symbol.for('creatures.wait')]()");
const watch = new vm.Script("globalThis[Symbol.for('creatures.watch')]()");

globals[WAIT] = () => {
  parentPort?.postMessage('watching');
  do endWithParent();
  while (Atomics.wait(sleeping, 0, 0, INTERVAL) === 'timed-out');
};
globals[WATCH] = () => {
  for (;;) {
    try {
      wait.runInThisContext({ breakOnSigint: true });
    } catch {
      // The signal has come, or it was meant for the thread that runs cells
    }
  }
};
/** A runner that was killed leaves no kernel behind, not even one that is busy. */
function endWithParent(): void {
  // Windows keeps the number of a parent that is gone
  if (process.platform !== 'win32' && process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}

// Around it, so that the signal is watched for without a gap
watch.runInThisContext({ breakOnSigint: true });
