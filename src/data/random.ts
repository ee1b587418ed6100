import { alea } from 'seedrandom';
import { checkNumber } from '../check';

/**
 * A source of random numbers in [0, 1) that gives the same numbers for the same seed (Johannes Baagøe's Alea).
 *
 * @throws RangeError or TypeError when the seed is not a finite number
 * @example
 * const random = seededRandom(1);
 * [random() < 1, seededRandom(7)() === seededRandom(7)()] //=> [ true, true ]
 */
export function seededRandom(seed: number): () => number {
  checkSeed(seed);
  const generator = alea(String(seed));
  return () => generator.double();
}

/** Throws unless the seed is a finite number. */
export function checkSeed(seed: unknown): void {
  checkNumber('seed', seed, { allowed: true, expected: 'a number such as 1' });
}

/** A seeded source of random numbers whose place in its sequence can be kept, and taken up again. */
export interface Chance {
  readonly seed: number;
  /** The next number, in [0, 1). */
  readonly random: () => number;
  /** Where the sequence is: plain numbers, fit for JSON. */
  readonly state: () => Readonly<Record<string, number>>;
  /** Goes on from a state that was kept. */
  readonly restore: (state: Readonly<Record<string, number>>) => void;
}

/**
 * The numbers of `seededRandom(seed)`, with a state.
 *
 * @example
 * const chance = seededChance(1);
 * const state = chance.state();
 * const first = chance.random();
 * chance.restore(state);
 * chance.random() === first //=> true
 */
export function seededChance(seed: number): Chance {
  checkSeed(seed);
  let generator = alea(String(seed), { state: true });
  return {
    seed,
    random: () => generator.double(),
    state: () => generator.state(),
    restore: (state) => {
      generator = alea('', { state: state as ReturnType<typeof generator.state> });
    },
  };
}

/**
 * The numbers 0 to `length - 1` in random order (the Fisher-Yates shuffle: every order is equally likely).
 *
 * @example
 * shuffledIndices(3, () => 0) //=> [ 1, 2, 0 ]
 */
export function shuffledIndices(length: number, random: () => number): number[] {
  const indices = Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [indices[last], indices[other]] = [indices[other], indices[last]];
  }
  return indices;
}
