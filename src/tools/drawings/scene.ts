import type { CoverName } from './covers';

/** A calm place that a creature is put in. Lengths are hundredths of the picture. */
export interface Scene {
  /** SVG elements that fill the picture. */
  readonly back: string;
  /** The main colors behind the middle of the picture. */
  readonly tones: readonly string[];
  /** Where a creature stands; absent in the air and under water. */
  readonly floor?: number;
  /** What may stand in front of a creature here. */
  readonly covers: readonly CoverName[];
  /** The color of what grows or lies in front. */
  readonly coverColor: string;
}
