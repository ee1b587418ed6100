import type { Recolored } from './recolor';
import { tintMatrix, type ColorMatrix } from './colors';

/** The SVG filter `#scene-creature`: color change or filled gaps, then a rim, then a soft shadow as of cut paper. */
export function creatureFilter({
  tint,
  gapColor,
  rim,
}: Pick<Recolored, 'tint' | 'gapColor'> & { readonly rim?: string }): string {
  const steps = [
    gapColor ? filledGaps(gapColor) : recolored(tint ?? unchanged),
    rim ? rimAround(rim) : '',
    shadow,
  ];
  const area = 'filterUnits="userSpaceOnUse" x="-10" y="-10" width="120" height="120"';
  return `<filter id="scene-creature" ${area} color-interpolation-filters="sRGB">${steps.join('')}</filter>`;
}

const unchanged = tintMatrix({ hue: 0, saturation: 1, brightness: 1 });

function recolored(matrix: ColorMatrix): string {
  const rows = [
    ...matrix.map((row) => [...row.map((value) => value.toFixed(4)), 0, 0]),
    [0, 0, 0, 1, 0],
  ];
  return `<feColorMatrix in="SourceGraphic" type="matrix" values="${rows.flat().join(' ')}" result="creature"/>`;
}

/** Grows the shape and shrinks it again: gaps narrower than twice the radius stay closed and get their own color. */
function filledGaps(color: string): string {
  return [
    '<feMorphology in="SourceAlpha" operator="dilate" radius="2" result="grown"/>',
    '<feMorphology in="grown" operator="erode" radius="2.2" result="closed"/>',
    flooded({ color, shape: 'closed', result: 'gaps' }),
    merged(['gaps', 'SourceGraphic']),
  ].join('');
}

function rimAround(color: string): string {
  return [
    '<feMorphology in="creature" operator="dilate" radius="1" result="wide"/>',
    '<feGaussianBlur in="wide" stdDeviation=".45" result="soft"/>',
    flooded({ color, opacity: 0.85, shape: 'soft', result: 'rim' }),
    merged(['rim', 'creature']),
  ].join('');
}

/** Written out in steps: librsvg's own `feDropShadow` takes the untouched drawing, whatever its `in` says. */
const shadow = [
  '<feGaussianBlur in="creature" stdDeviation="1" result="blurred"/>',
  '<feOffset in="blurred" dx=".4" dy="1" result="below"/>',
  flooded({ color: '#20243a', opacity: 0.35, shape: 'below', result: 'shadow' }),
  merged(['shadow', 'creature']),
].join('');

interface FloodOptions {
  readonly color: string;
  readonly opacity?: number;
  readonly shape: string;
  readonly result: string;
}

function flooded({ color, opacity = 1, shape, result }: FloodOptions): string {
  const flood = `<feFlood flood-color="${color}" flood-opacity="${opacity}"/>`;
  return `${flood}<feComposite in2="${shape}" operator="in" result="${result}"/>`;
}

function merged(layers: readonly string[]): string {
  return `<feMerge result="creature">${layers.map((layer) => `<feMergeNode in="${layer}"/>`).join('')}</feMerge>`;
}
