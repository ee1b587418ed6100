import type { ClassName } from '../../data/classNames';
import { withProbability, pick, type Random } from './random';
import { recolor, rimColor } from './recolor';
import { mixColors } from './colors';
import { drawCover } from './covers';
import { creatureFilter } from './creatureFilter';
import type { Drawing } from './drawing';
import { placeCreature, type Placement } from './placement';
import type { Scene } from './scene';
import { bar } from './sceneryShapes';
import { pickScene } from './scenes';
import { svg } from './svg';

/** One picture before it is painted. */
export interface ComposedPicture {
  /** A whole SVG document, 100 units wide and high. */
  readonly document: string;
  /** The name of the place that the creature is put in. */
  readonly scene: string;
}

/** How often something stands in front of the creature. */
const coverShare = 0.22;

/** Draws a creature into a place: every choice comes from `random`, and the place is chosen before the creature is looked at. */
export function composePicture(
  drawing: Drawing,
  { className, random }: { readonly className: ClassName; readonly random: Random },
): ComposedPicture {
  const scene = pickScene(random);
  const placement = placeCreature(drawing, { random, floor: scene.floor });
  const creature = recolor(drawing, { className, random, scene });
  const layers = [
    scene.back,
    haze(scene),
    groundShadow(placement, { scene }),
    creature.defs,
    creatureFilter({ ...creature, rim: rimColor(creature.color, { scene }) }),
    place(creature.body, { drawing, placement }),
    withProbability(random, coverShare) ? cover(random, { scene, placement }) : '',
  ];
  const names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
  return {
    scene: scene.name,
    document: `<svg ${names} viewBox="0 0 100 100">${layers.join('')}</svg>`,
  };
}

/** A thin veil over the background that brings its colors together, as the air does, so that the eye goes to the creature. */
function haze({ tones }: Scene): string {
  return bar({ y: 0, height: 100, fill: mixColors(tones[0], '#ffffff'), opacity: 0.38 });
}

/** The dark patch on the ground under a creature. */
function groundShadow(
  { bounds: { left, right, bottom } }: Placement,
  { scene }: { readonly scene: Scene },
): string {
  if (scene.floor === undefined) return '';
  return svg`<ellipse cx="${(left + right) / 2}" cy="${bottom}" rx="${0.42 * (right - left)}" ry="3" fill="#20243a" opacity=".16"/>`;
}

/** Moves, turns, mirrors and scales a drawing to its place; the inner `svg` cuts off what lies outside its viewBox. */
function place(
  body: string,
  { drawing, placement }: { readonly drawing: Drawing; readonly placement: Placement },
): string {
  const { left, top, width, height } = drawing.viewBox;
  const { x, y, angle, scaleX, scaleY } = placement;
  const move = svg`translate(${x} ${y}) rotate(${angle}) scale(${scaleX.toFixed(5)} ${scaleY.toFixed(5)})`;
  const size = `x="${left}" y="${top}" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}"`;
  return `<g filter="url(#scene-creature)"><g transform="${move}"><svg ${size}>${body}</svg></g></g>`;
}

function cover(
  random: Random,
  { scene, placement }: { readonly scene: Scene; readonly placement: Placement },
): string {
  return drawCover(random, {
    name: pick(random, scene.covers),
    creature: placement.bounds,
    color: scene.coverColor,
  });
}
