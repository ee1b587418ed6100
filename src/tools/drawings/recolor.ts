import type { ClassName } from '../../data/classNames';
import { between, pick, type Random } from './random';
import {
  applyMatrix,
  colorDistance,
  lightnessOf,
  mixColors,
  nearColor,
  parseHex,
  tintMatrix,
  type ColorMatrix,
  type Rgb,
} from './colors';
import type { Drawing } from './drawing';
import type { Scene } from './scene';
import { gradient } from './sceneryShapes';

/** A drawing with its final colors. */
export interface Recolored {
  /** SVG elements. */
  readonly body: string;
  /** The gradient that `body` is filled with, if any. */
  readonly defs: string;
  /** The mean color as it will be seen. */
  readonly color: Rgb;
  /** What changes the colors of `body`. */
  readonly tint?: ColorMatrix;
  /** What fills narrow gaps and eyes. */
  readonly gapColor?: string;
}

/** A color for drawings that have none of their own, with a lighter one for gaps and eyes, or between ink lines. */
type Coat = readonly [string, string];

const furs: readonly Coat[] = [
  ['#6b4a35', '#d9b48c'],
  ['#8c5a34', '#edc58f'],
  ['#3c3a41', '#a9a4ab'],
  ['#6a6670', '#d6d0cf'],
  ['#a8612f', '#f5c987'],
  ['#d9a066', '#fbe7c6'],
  ['#8f8a94', '#f1ede6'],
];

/** Feathers and scales come in these colors besides those of fur. */
const feathersAndScales: readonly Coat[] = [
  ...furs,
  ['#3f6b52', '#b5d39a'],
  ['#5c7a3a', '#d3dd8f'],
  ['#3b5c80', '#a9cbe0'],
  ['#c58a3a', '#fae0a0'],
  ['#a5483f', '#f0b9a0'],
];

const furryClasses: readonly ClassName[] = ['dogs', 'cats', 'monkeys'];

/** From how many colors drawn by chance the clearest against the background is taken. */
const coatChoices = 4;

/** Distance between colors below which a creature would melt into the background. */
const clearDistance = 32;

interface RecolorOptions {
  readonly className: ClassName;
  readonly random: Random;
  readonly scene: Scene;
}

/** Gives a drawing its colors: its own, a little changed, or a coat where it has none. */
export function recolor(drawing: Drawing, options: RecolorOptions): Recolored {
  return drawing.kind === 'colored' ? tinted(drawing, options) : inCoat(drawing, options);
}

function tinted({ body, color }: Drawing, { random }: RecolorOptions): Recolored {
  const tint = tintMatrix({
    hue: between(random, [-14, 14]),
    saturation: between(random, [0.65, 1.25]),
    brightness: between(random, [0.88, 1.1]),
  });
  return { body, defs: '', color: applyMatrix(tint, color), tint };
}

/** The darker color of a coat for a silhouette, the lighter between ink lines: one that stands out from the scene. */
function inCoat({ body, kind }: Drawing, { className, random, scene }: RecolorOptions): Recolored {
  const coats = furryClasses.includes(className) ? furs : feathersAndScales;
  const choices = Array.from({ length: coatChoices }, () => pick(random, coats));
  const side = kind === 'silhouette' ? 0 : 1;
  const clearness = (choice: Coat): number => distanceTo(scene, parseHex(choice[side]));
  const chosen = choices.reduce((best, choice) =>
    clearness(choice) > clearness(best) ? choice : best,
  );
  const color = nearColor(random, chosen[side], { spread: 8 });
  return {
    body: `<g fill="url(#scene-coat)">${body.replace(/ fill="currentColor"/g, '')}</g>`,
    defs: gradient('coat', [mixColors(color, chosen[1], { share: 0.3 }), color]),
    color: parseHex(color),
    gapColor: kind === 'silhouette' ? chosen[1] : undefined,
  };
}

/** The color of a thin rim that sets a creature off from a background of its own color; none where it is clear already. */
export function rimColor(color: Rgb, { scene }: { readonly scene: Scene }): string | undefined {
  if (distanceTo(scene, color) > clearDistance) return undefined;
  return lightnessOf(color) > 55 ? '#3b3a4a' : '#fffdf4';
}

function distanceTo({ tones }: Scene, color: Rgb): number {
  return Math.min(...tones.map((tone) => colorDistance(color, parseHex(tone))));
}
