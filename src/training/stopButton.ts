import { setImmediate as nextTurn } from 'node:timers/promises';

const TRAINING_STOP = Symbol('training stop');

/**
 * Runs a training that the stop button (the interrupt signal) ends gently: `isStopped()` turns true, and the training
 * looks at it after each batch. A second press does what it did before. Returns what `run` returns.
 *
 * @throws Error when a training runs already
 */
export async function withStopButton<Result>(
  run: (isStopped: () => boolean) => Promise<Result>,
): Promise<Result> {
  // The kernel listens for the button itself from the moment a cell has begun; only after that can its listener be set aside
  await nextTurn();
  const before = process.rawListeners('SIGINT') as NodeJS.SignalsListener[];
  if (before.some((listener) => TRAINING_STOP in listener)) {
    throw new Error(
      'A training runs already; put `await` before train(…) and let it end before the next one starts',
    );
  }
  let stopped = false;
  const stop = Object.assign(
    () => {
      stopped = true;
      putBack();
    },
    { [TRAINING_STOP]: true },
  );
  const putBack = () => {
    if (!process.listeners('SIGINT').includes(stop)) return;
    process.off('SIGINT', stop);
    for (const listener of before) process.on('SIGINT', listener);
  };
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', stop);
  try {
    return await run(() => stopped);
  } finally {
    putBack();
  }
}
