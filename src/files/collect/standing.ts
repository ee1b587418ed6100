import { LEFT_OUT, type LeftOut } from './collectClass';
import type { Collection } from './collection';
import type { Settings } from './options';

/** What was left out and why, in words; an empty text where nothing was. */
export function leftOutText(leftOut: LeftOut): string {
  const parts = (Object.keys(LEFT_OUT) as (keyof LeftOut)[])
    .filter((reason) => leftOut[reason] > 0)
    .map((reason) => `${leftOut[reason]} ${LEFT_OUT[reason]}`);
  return parts.length === 0 ? '' : `Left out: ${parts.join(', ')}`;
}

/** What is there of what was wanted, and to whom it is owed. */
export function standingText(
  { classes, perClass, access }: Settings,
  collection: Collection,
): string {
  const counts = classes.map(({ className }) => `${className} ${collection.count(className)}`);
  const isFull = classes.every(({ className }) => collection.count(className) >= perClass);
  const wanted = isFull ? '' : `, of ${perClass} wanted`;
  const { title, home } = access.service;
  return (
    `The folder has ${counts.join(', ')}${wanted}. ` +
    `Photos provided by ${title} (${home}); credits.json names who took each, and its license`
  );
}
