import { between, pick, type Random } from './random';
import { mixColors, nearColor } from './colors';
import { svg } from './svg';

/** Where a shape stands and how large it is, in hundredths of the picture. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** The whole picture filled from top to bottom with a gradient. */
export function backdrop(colors: readonly string[]): string {
  return `${gradient('backdrop', colors)}<rect width="100" height="100" fill="url(#scene-backdrop)"/>`;
}

/** A gradient from top to bottom to fill shapes with: `url(#scene-NAME)`. */
export function gradient(name: string, colors: readonly string[]): string {
  const stops = colors.map(
    (color, index) => svg`<stop offset="${index / (colors.length - 1)}" stop-color="${color}"/>`,
  );
  return `<linearGradient id="scene-${name}" x1="0" y1="0" x2="0" y2="1">${stops.join('')}</linearGradient>`;
}

/** Land with a softly waved upper edge, filled down to the lower edge of the picture. */
export function land(
  random: Random,
  { y, swing, fill }: { readonly y: number; readonly swing: number; readonly fill: string },
): string {
  const points = [-10, 20, 50, 80, 110].map(
    (x) => [x + between(random, [-8, 8]), y + between(random, [-swing, swing])] as const,
  );
  return `<path fill="${fill}" d="${softLine(points)}V101H-12Z"/>`;
}

/** A line that passes softly near the points: quadratic curves from middle to middle. */
function softLine(points: readonly (readonly [number, number])[]): string {
  const [[firstX, firstY]] = points;
  const curves = points.slice(1, -1).map(([x, y], index) => {
    const [nextX, nextY] = points[index + 2];
    return svg`Q${x} ${y} ${(x + nextX) / 2} ${(y + nextY) / 2}`;
  });
  const [lastX, lastY] = points[points.length - 1];
  return svg`M-12 ${firstY}H${firstX}${curves.join('')}L${lastX} ${lastY}H112`;
}

/** A filled circle; `size` is its radius. */
export function circle({
  x,
  y,
  size,
  fill,
  opacity = 1,
}: Spot & { readonly fill: string; readonly opacity?: number }): string {
  return svg`<circle cx="${x}" cy="${y}" r="${size}" fill="${fill}" opacity="${opacity}"/>`;
}

interface Paint {
  readonly color?: string;
  readonly opacity?: number;
}

interface BarOptions {
  readonly x?: number;
  readonly y: number;
  readonly width?: number;
  readonly height: number;
  readonly fill: string;
  readonly round?: number;
  readonly opacity?: number;
}

/** A filled rectangle; as wide as the picture unless told. */
export function bar({
  x = 0,
  y,
  width = 100,
  height,
  fill,
  round = 0,
  opacity = 1,
}: BarOptions): string {
  const place = svg`x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"`;
  return `<rect ${place} fill="${fill}" opacity="${opacity}"/>`;
}

/** A round, flat-bottomed cloud. */
export function cloud({ x, y, size, color = '#ffffff', opacity = 0.85 }: Spot & Paint): string {
  const puff = (dx: number, dy: number, radius: number): string =>
    circle({ x: x + dx * size, y: y + dy * size, size: radius * size, fill: color });
  const base = bar({
    x: x - size,
    y: y - 0.05 * size,
    width: 2 * size,
    height: 0.4 * size,
    round: 0.2 * size,
    fill: color,
  });
  return svg`<g opacity="${opacity}">${base}${puff(-0.45, -0.05, 0.38)}${puff(0.1, -0.25, 0.5)}${puff(0.55, 0, 0.32)}</g>`;
}

/** Sun or moon with a soft glow. */
export function disc({ x, y, size, color }: Spot & { readonly color: string }): string {
  const glow = [2.2, 1.6].map((scale) =>
    circle({ x, y, size: size * scale, fill: color, opacity: 0.18 }),
  );
  return glow.join('') + circle({ x, y, size, fill: color });
}

/** A tree with a round crown; `y` is where it stands. */
export function roundTree(
  random: Random,
  {
    x,
    y,
    size,
    leaf,
    trunk = '#7a5a44',
  }: Spot & { readonly leaf: string; readonly trunk?: string },
): string {
  const crown = nearColor(random, leaf, { spread: 8 });
  return [
    bar({
      x: x - size * 0.07,
      y: y - size * 0.5,
      width: size * 0.14,
      height: size * 0.5,
      fill: trunk,
    }),
    circle({ x, y: y - size * 0.75, size: size * 0.36, fill: crown }),
    circle({
      x: x - size * 0.12,
      y: y - size * 0.85,
      size: size * 0.17,
      fill: mixColors(crown, '#ffffff', { share: 0.12 }),
    }),
  ].join('');
}

/** A fir of three tiers; `y` is where it stands. */
export function fir(
  random: Random,
  { x, y, size, leaf }: Spot & { readonly leaf: string },
): string {
  const color = nearColor(random, leaf, { spread: 7 });
  const tier = (bottom: number, width: number): string => {
    const [half, low, tip] = [size * width, y - size * bottom, y - size * (bottom + 0.42)];
    return svg`M${x - half} ${low}L${x} ${tip}L${x + half} ${low}Z`;
  };
  const trunk = bar({
    x: x - size * 0.05,
    y: y - size * 0.14,
    width: size * 0.1,
    height: size * 0.14,
    fill: '#74563f',
  });
  return `${trunk}<path fill="${color}" d="${tier(0.12, 0.3)}${tier(0.35, 0.24)}${tier(0.58, 0.17)}"/>`;
}

interface BladesOptions extends Spot {
  readonly color: string;
  readonly count?: number;
  readonly height?: number;
}

/** Blades of grass (or weed, the higher `height` is) that grow from one place. */
export function blades(
  random: Random,
  { x, y, size, color, count = 5, height = 1 }: BladesOptions,
): string {
  const blade = (index: number): string => {
    const side = (index / Math.max(1, count - 1) - 0.5) * 2;
    const [foot, tip] = [x + side * size * 0.35, x + side * size * between(random, [0.6, 0.9])];
    const top = y - size * height * between(random, [0.7, 1.1]);
    const [half, middle] = [size * 0.1, (y + top) / 2];
    return svg`M${foot - half} ${y}Q${foot} ${middle} ${tip} ${top}Q${foot + 2 * half} ${middle} ${foot + half} ${y}Z`;
  };
  return `<path fill="${color}" d="${Array.from({ length: count }, (_, index) => blade(index)).join('')}"/>`;
}

/** A flower of five petals. */
export function flower({ x, y, size, color }: Spot & { readonly color: string }): string {
  const petals = [0, 1, 2, 3, 4].map((index) => {
    const angle = (index * 2 * Math.PI) / 5 - Math.PI / 2;
    return circle({
      x: x + Math.cos(angle) * size * 0.6,
      y: y + Math.sin(angle) * size * 0.6,
      size: size * 0.5,
      fill: color,
    });
  });
  return petals.join('') + circle({ x, y, size: size * 0.4, fill: '#ffd65c' });
}

/** A rounded stone; `y` is where it lies. */
export function stone(
  random: Random,
  { x, y, size, color }: Spot & { readonly color: string },
): string {
  const [left, right] = [between(random, [0.55, 0.8]), between(random, [0.5, 0.75])];
  const path = (grow: number, up: number): string => {
    const [west, east, top] = [x - size * grow, x + size * grow, y - size * up];
    const leftHalf = svg`M${west} ${y}C${west} ${y - size * left * up} ${x - size * 0.35} ${top} ${x} ${y - size * 0.85 * up}`;
    return svg`${leftHalf}S${east} ${y - size * right * up} ${east} ${y}Z`;
  };
  return `<path fill="${color}" d="${path(1, 1)}"/><path fill="#ffffff" opacity=".16" d="${path(0.62, 0.86)}"/>`;
}

/** The lowest and the highest number of those that chance chooses from. */
export type Range = readonly [number, number];

interface ScatterOptions {
  readonly count: number;
  readonly x: Range;
  readonly y: Range;
  readonly size: Range;
  readonly draw: (spot: Spot) => string;
}

/** Several of a shape at places drawn by chance, one after the other. */
export function scatter(random: Random, { count, x, y, size, draw }: ScatterOptions): string {
  const spots = Array.from({ length: count }, () => ({
    x: between(random, x),
    y: between(random, y),
    size: between(random, size),
  }));
  return spots.map((spot) => draw(spot)).join('');
}

/** One of the colors, a little varied. */
export function pickColor(random: Random, colors: readonly string[]): string {
  return nearColor(random, pick(random, colors));
}
