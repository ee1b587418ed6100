import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Calls the function whenever the stop button sends its signal (SIGINT) while no code is stopped by it at once. Ends
 * when the signal is being watched for.
 *
 * Node's own listeners lose signals: they are taken away and put back around all code that a signal can stop, and
 * they are only called from the event loop. A thread of its own sees every signal.
 */
export async function watchStopSignal(onStop: () => void): Promise<void> {
  const worker = new Worker(join(__dirname, 'watchingThread.js'), { stdout: true, stderr: true });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  worker.on('message', onStop);
  worker.unref();
  // Code of a cell that listens to the signal in Node's way takes it from the thread
  const ensureOurs = () => {
    if (!process.listeners('SIGINT').includes(onStop)) process.on('SIGINT', onStop);
  };
  process.on('newListener', (event, listener) => {
    if (event === 'SIGINT' && listener !== onStop) setImmediate(ensureOurs);
  });
}
