import { linesOf, type Words } from './words';

/** Screen pixels across that a figure has on a narrow page. */
export const PAGE_WIDTH = 676;

/**
 * Returns about how many screen pixels a line of text takes, rather too many than too few. Letters of Japanese are as
 * wide as they are high; those of a code font are all equally wide.
 */
export function textWidth(text: string, size: number, font: 'words' | 'code' = 'words'): number {
  return [...text].reduce((sum, letter) => sum + letterWidth(letter, font), 0) * size;
}

/** Returns about how many screen pixels the longest line of some words takes; 0 without words. */
export function wordsWidth(words: Words | undefined, size: number): number {
  if (!words) return 0;
  return Math.max(...linesOf(words).map((line) => textWidth(line, size)));
}

/** As in DejaVu Sans, the widest of the fonts that the figures may get. */
function letterWidth(letter: string, font: 'words' | 'code'): number {
  if (letter >= '\u2E80') return 1;
  if (font === 'code') return 0.605;
  if (/[ijlI.,:;'| ]/.test(letter)) return 0.33;
  if (/[tfr()[\]"/-]/.test(letter)) return 0.42;
  if (/[MWmw%+@]/.test(letter)) return 0.92;
  return /[a-z]/.test(letter) ? 0.61 : 0.64;
}
