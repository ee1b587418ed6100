import { between, pick, type Random } from './random';
import { mixColors } from './colors';
import { bar, blades, circle, cloud, land, scatter, stone, type Spot } from './sceneryShapes';
import { svg } from './svg';

/** Where a creature is, in hundredths of the picture. */
export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface CoverOptions {
  readonly creature: Bounds;
  readonly color: string;
}

const covers = {
  grass,
  weed,
  stone: bigStone,
  bush,
  mound,
  wave,
  cloud: bigCloud,
  bubbles,
  leaf,
  cushion,
};

export type CoverName = keyof typeof covers;

/** SVG elements of one thing in front of a creature; it hides a corner or the lower edge and leaves the rest to be seen. */
export function drawCover(
  random: Random,
  { name, ...options }: CoverOptions & { readonly name: CoverName },
): string {
  return covers[name](random, options);
}

function grass(random: Random, { creature: { left, right, bottom }, color }: CoverOptions): string {
  const draw = (spot: Spot): string => blades(random, { ...spot, color, height: 1.5 });
  return scatter(random, {
    count: 4,
    x: [left, right],
    y: [bottom + 3, bottom + 7],
    size: [8, 11],
    draw,
  });
}

function weed(random: Random, { creature, color }: CoverOptions): string {
  const middle = (creature.top + creature.bottom) / 2;
  return blades(random, {
    x: side(random, creature),
    y: 102,
    size: 11,
    color,
    height: (104 - middle) / 12,
  });
}

function bigStone(random: Random, { creature, color }: CoverOptions): string {
  const gray = mixColors(color, '#8d8a86', { share: 0.7 });
  return stone(random, {
    x: side(random, creature),
    y: creature.bottom + 5,
    size: between(random, [12, 17]),
    color: gray,
  });
}

function bush(random: Random, { creature, color }: CoverOptions): string {
  const [x, { bottom }] = [side(random, creature), creature];
  const draw = (spot: Spot): string =>
    circle({ ...spot, fill: mixColors(color, '#ffffff', { share: between(random, [0, 0.14]) }) });
  return scatter(random, {
    count: 6,
    x: [x - 9, x + 9],
    y: [bottom - 5, bottom + 4],
    size: [6, 9],
    draw,
  });
}

function mound(random: Random, { creature: { top, bottom }, color }: CoverOptions): string {
  return land(random, { y: bottom - 0.14 * (bottom - top), swing: 2.5, fill: color });
}

function wave(random: Random, { creature: { top, bottom }, color }: CoverOptions): string {
  const water = mixColors(color, '#7fc0d6', { share: 0.75 });
  return `<g opacity=".85">${land(random, { y: bottom - 0.18 * (bottom - top), swing: 3, fill: water })}</g>`;
}

function bigCloud(random: Random, { creature }: CoverOptions): string {
  return cloud({
    x: side(random, creature),
    y: creature.bottom - 4,
    size: between(random, [15, 20]),
    opacity: 0.95,
  });
}

function bubbles(random: Random, { creature: { left, right, top, bottom } }: CoverOptions): string {
  return scatter(random, {
    count: 6,
    x: [left, right],
    y: [top, bottom],
    size: [1.5, 3.6],
    draw: bubble,
  });
}

function bubble({ x, y, size }: Spot): string {
  const paint =
    'fill="#ffffff" fill-opacity=".35" stroke="#ffffff" stroke-opacity=".8" stroke-width=".6"';
  return svg`<circle cx="${x}" cy="${y}" r="${size}" ${paint}/>`;
}

/** Broad leaves that reach into the picture from a lower corner. */
function leaf(random: Random, { creature, color }: CoverOptions): string {
  const inward = side(random, creature) < 50 ? 1 : -1;
  const [x, y] = [inward === 1 ? -3 : 103, between(random, [96, 103])];
  return [
    oneLeaf({
      x,
      y,
      angle: inward * 62,
      size: between(random, [30, 40]),
      fill: mixColors(color, '#ffffff', { share: 0.12 }),
    }),
    oneLeaf({ x, y, angle: inward * 34, size: between(random, [34, 46]), fill: color }),
    oneLeaf({
      x,
      y,
      angle: inward * 10,
      size: between(random, [26, 36]),
      fill: mixColors(color, '#ffffff', { share: 0.2 }),
    }),
  ].join('');
}

function oneLeaf({
  x,
  y,
  size,
  angle,
  fill,
}: Spot & { readonly angle: number; readonly fill: string }): string {
  const blade = svg`<path fill="${fill}" d="M0 0Q-9 ${-size / 2} 0 ${-size}Q9 ${-size / 2} 0 0Z"/>`;
  const vein = svg`<path stroke="#ffffff" stroke-opacity=".35" stroke-width=".8" d="M0 0V${-size * 0.9}"/>`;
  return svg`<g transform="translate(${x} ${y}) rotate(${angle})">${blade}${vein}</g>`;
}

function cushion(random: Random, { creature, color }: CoverOptions): string {
  const [x, size] = [side(random, creature), between(random, [15, 19])];
  const y = creature.bottom + 4 - size * 0.95;
  const shine = {
    x: x - size * 0.7,
    y: y + size * 0.16,
    width: size * 1.1,
    height: size * 0.2,
    round: size * 0.1,
  };
  const body = bar({
    x: x - size,
    y,
    width: 2 * size,
    height: size,
    round: size * 0.42,
    fill: color,
  });
  return body + bar({ ...shine, fill: '#ffffff', opacity: 0.22 });
}

/** A place near the left or the right edge of the creature. */
function side(random: Random, { left, right }: Bounds): number {
  const inset = 0.12 * (right - left);
  return pick(random, [left + inset, right - inset]);
}
