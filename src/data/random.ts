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
