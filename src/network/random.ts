import { checkSeed, seededRandom } from '../data/random';

/**
 * Makes everything that follows repeatable, like Keras's `keras.utils.set_random_seed`: `Math.random`, from which
 * TensorFlow.js draws first weights, dropout and the order of the pictures, gives the same numbers for the same seed.
 *
 * @example
 * setRandomSeed(1);
 * const first = Math.random();
 * setRandomSeed(1);
 * Math.random() === first //=> true
 */
export function setRandomSeed(seed: number): void {
  checkSeed(seed);
  Math.random = seededRandom(seed);
}

/** Runs with `random` in place of `Math.random` and puts that back, also after an error. Returns what `run` returns. */
export function withRandom<Result>(random: () => number, run: () => Result): Result {
  const before = Math.random;
  const restore = () => {
    Math.random = before;
  };
  let waits = false;
  Math.random = random;
  try {
    const result = run();
    waits = result instanceof Promise;
    return waits ? ((result as Promise<unknown>).finally(restore) as Result) : result;
  } finally {
    if (!waits) restore();
  }
}

/** Runs with `Math.random` seeded and puts the unseeded one back. Without a seed it just runs. Returns what `run` returns. */
export function withRandomSeed<Result>(seed: number | undefined, run: () => Result): Result {
  if (seed === undefined) return run();
  checkSeed(seed);
  return withRandom(seededRandom(seed), run);
}
