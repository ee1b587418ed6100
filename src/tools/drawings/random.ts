import { seededRandom } from '../../data/random';

/** Gives numbers in [0, 1). */
export type Random = () => number;

/**
 * A source of random numbers for one purpose, named by its parts: the same parts give the same numbers, and other parts
 * give numbers that have nothing to do with them.
 */
export function randomFor(...parts: readonly (string | number)[]): Random {
  return seededRandom(hash(parts.join('/')));
}

/** FNV-1a: a number in [0, 2^32) made of every character of a text. */
function hash(text: string): number {
  let value = 2166136261;
  for (const character of text)
    value = Math.imul(value ^ Number(character.codePointAt(0)), 16777619);
  return value >>> 0;
}

/** A number in [low, high). */
export function between(random: Random, [low, high]: readonly [number, number]): number {
  return low + random() * (high - low);
}

/** One of the items. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)];
}

/** True with a probability of `share`, 0-1. */
export function withProbability(random: Random, share: number): boolean {
  return random() < share;
}
