import { pick, type Random } from './random';
import { desert, forest, garden, meadow, room, snow } from './landScenes';
import type { Scene } from './scene';
import { beach, dusk, night, pond, sky, underwater } from './skyAndWaterScenes';

/**
 * Every place, by name. All classes are put in all places with the same chance, a fish on sand and a lizard in the
 * snow too: otherwise a network could tell the class by the background and never look at the creature.
 *
 * @internal
 */
export const scenes: Readonly<Record<string, (random: Random) => Scene>> = {
  sky,
  meadow,
  garden,
  forest,
  underwater,
  pond,
  beach,
  desert,
  snow,
  dusk,
  night,
  room,
};

/** A place chosen by chance, the same for every class. */
export function pickScene(random: Random): Scene & { readonly name: string } {
  const name = pick(random, Object.keys(scenes));
  return { name, ...scenes[name](random) };
}
