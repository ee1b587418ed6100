import { between, withProbability, type Random } from './random';
import type { Bounds } from './covers';
import type { Drawing, Point } from './drawing';

/** Where a drawing comes to lie, in hundredths of the picture. */
export interface Placement {
  /** Where the origin of the drawing's own units comes to lie. */
  readonly x: number;
  readonly y: number;
  /** Degrees, clockwise. */
  readonly angle: number;
  /** Picture units for each unit of the drawing; a negative `scaleX` mirrors it. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** The upright rectangle around the turned drawing. */
  readonly bounds: Bounds;
}

/** Side of the square that has the area of the rectangle around a drawing: a long creature gets longer, a round one rounder. */
const sizeRange = [62, 80] as const;

/** A creature never gets wider or higher than this. */
const longest = 92;

/** A creature keeps this far from the edges. */
const margin = 2;

/** Chooses size, angle, side and place of a drawing; what is placed lies inside the picture as a whole. */
export function placeCreature(
  { outline, seenFromAbove }: Pick<Drawing, 'outline' | 'seenFromAbove'>,
  { random, floor }: { readonly random: Random; readonly floor?: number },
): Placement {
  const angle = seenFromAbove ? between(random, [0, 360]) : between(random, [-14, 14]);
  const stretch = between(random, [0.94, 1.06]);
  const mirror = withProbability(random, 0.5) ? -1 : 1;
  const upright = boundsOf(outline);
  const turned = boundsOf(turn(outline, { angle, scaleX: mirror * stretch, scaleY: 1 / stretch }));
  const wanted = between(random, sizeRange) / Math.sqrt(widthOf(upright) * heightOf(upright));
  const scale = Math.min(wanted, longest / Math.max(widthOf(turned), heightOf(turned)));
  const [halfWidth, halfHeight] = [(widthOf(turned) * scale) / 2, (heightOf(turned) * scale) / 2];
  const middleX = clamp(50 + between(random, [-9, 9]), halfWidth);
  const middleY = clamp(
    floor === undefined ? 50 + between(random, [-8, 8]) : floor - halfHeight,
    halfHeight,
  );
  return {
    x: middleX - (scale * (turned.left + turned.right)) / 2,
    y: middleY - (scale * (turned.top + turned.bottom)) / 2,
    angle,
    scaleX: mirror * scale * stretch,
    scaleY: scale / stretch,
    bounds: {
      left: middleX - halfWidth,
      right: middleX + halfWidth,
      top: middleY - halfHeight,
      bottom: middleY + halfHeight,
    },
  };
}

/** The points after scaling and then turning around the origin. */
function turn(
  points: readonly Point[],
  {
    angle,
    scaleX,
    scaleY,
  }: { readonly angle: number; readonly scaleX: number; readonly scaleY: number },
): Point[] {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  return points.map((point) => {
    const [x, y] = [point.x * scaleX, point.y * scaleY];
    return { x: x * cos - y * sin, y: x * sin + y * cos };
  });
}

function boundsOf(points: readonly Point[]): Bounds {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

function widthOf({ left, right }: Bounds): number {
  return right - left;
}

function heightOf({ top, bottom }: Bounds): number {
  return bottom - top;
}

/** The nearest place at which something that reaches `half` to both sides lies inside the picture. */
function clamp(value: number, half: number): number {
  const low = Math.min(50, margin + half);
  return Math.min(100 - low, Math.max(low, value));
}
