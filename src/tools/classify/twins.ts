import { createHash } from 'node:crypto';
import { oneLine } from '../../check';
import { imageAt, type Dataset } from '../../data/dataset';

/** Returns a name for the pixels of each picture: pictures of the same pixels have the same. */
export function pixelHashes({ images }: Pick<Dataset, 'images'>): string[] {
  return Array.from({ length: images.shape[0] }, (_, index) =>
    createHash('sha256').update(imageAt(images, index).data).digest('base64'),
  );
}

/** A photo with what tells it from others. */
export interface KnownPhoto {
  readonly hash: string;
  readonly file: string;
  readonly label: number;
}

const SHOWN = 10;

/**
 * Returns a sentence for each photo that is there more than once. In two classes one of them must be wrong; in one class
 * the network is measured with what it has learned from.
 */
export function describeTwins(photos: readonly KnownPhoto[]): string[] {
  const byHash = new Map<string, KnownPhoto[]>();
  for (const photo of photos) byHash.set(photo.hash, [...(byHash.get(photo.hash) ?? []), photo]);
  const groups = [...byHash.values()].filter(({ length }) => length > 1);
  const isOfOneClass = (group: readonly KnownPhoto[]): boolean =>
    group.every(({ label }) => label === group[0].label);
  // Wrong labels do more harm, so they are told first
  const [torn, same] = [
    groups.filter((group) => !isOfOneClass(group)),
    groups.filter(isOfOneClass),
  ];
  const sentences = [
    ...torn.map((group) => `One photo is in two classes, so one must be wrong: ${namesOf(group)}`),
    ...same.map(
      (group) =>
        `One photo is there more than once, which makes the accuracy look better: ${namesOf(group)}`,
    ),
  ];
  const rest = sentences.length - SHOWN;
  return rest > 0
    ? [...sentences.slice(0, SHOWN), `${rest} more photos are there more than once`]
    : sentences;
}

function namesOf(group: readonly KnownPhoto[]): string {
  return group.map(({ file }) => oneLine(file)).join(', ');
}
