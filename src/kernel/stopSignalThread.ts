import vm from 'node:vm';
import { parentPort } from 'node:worker_threads';

const sleeping = new Int32Array(new SharedArrayBuffer(4));
const globals = globalThis as { [key: symbol]: (() => void) | undefined };
const [WAIT, WATCH] = [Symbol.for('creatures.wait'), Symbol.for('creatures.watch')];

const wait = new vm.Script("globalThis[Symbol.for('creatures.wait')]()");
const watch = new vm.Script("globalThis[Symbol.for('creatures.watch')]()");

globals[WAIT] = () => {
  parentPort?.postMessage('watching');
  Atomics.wait(sleeping, 0, 0);
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
// Around it, so that the signal is watched for without a gap
watch.runInThisContext({ breakOnSigint: true });
