import type { Shape } from 'plotly.js';
import { mixHex } from '../parts/colors';
import { roundTo } from '../parts/numbers';

interface Cuboid {
  /** Where the body stands on the drawing's plane; all lengths are screen pixels from there, to the right and up. */
  readonly anchor: number;
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
  /** How far it reaches back, drawn to the left and up. */
  readonly depth: number;
}

interface CuboidStyle {
  readonly color: string;
  readonly tone: 'full' | 'pale';
  readonly name: string;
}

type Point = readonly [number, number];

/** Returns the three faces of a body that are seen from the front, the left and above. It keeps its size on wider pages. */
export function cuboid(
  { anchor, left, bottom, width, height, depth }: Cuboid,
  { color, tone, name }: CuboidStyle,
): Shape[] {
  const [right, top] = [left + width, bottom + height];
  const toned = (shade: string) => (tone === 'full' ? shade : mixHex(shade, '#FFFFFF', 0.82));
  const face = (side: string, points: readonly Point[], fill: string): Shape => ({
    type: 'path',
    name: `${name} ${side}`,
    path: pathOf(points),
    xsizemode: 'pixel',
    xanchor: anchor,
    fillcolor: toned(fill),
    line: { color: toned(mixHex(color, '#000000', 0.4)), width: 0.8 },
  });
  return [
    face(
      'top',
      [
        [left, top],
        [right, top],
        [right - depth, top + depth],
        [left - depth, top + depth],
      ],
      mixHex(color, '#FFFFFF', 0.4),
    ),
    face(
      'side',
      [
        [left, bottom],
        [left - depth, bottom + depth],
        [left - depth, top + depth],
        [left, top],
      ],
      mixHex(color, '#000000', 0.18),
    ),
    face(
      'front',
      [
        [left, bottom],
        [right, bottom],
        [right, top],
        [left, top],
      ],
      color,
    ),
  ];
}

function pathOf(points: readonly Point[]): string {
  return `M${points.map((point) => point.map((length) => roundTo(length, 2)).join(',')).join('L')}Z`;
}
