import { basename, join } from 'node:path';
import { oneLine } from '../../check';
import { emptyImages } from '../../data/arrays';
import { countByClass, type Dataset } from '../../data/dataset';
import type { Features } from '../../network/transfer/computeFeatures';
import { plural } from '../../plural';
import { readPhotos, readTestPhotos, type PhotoList, type ReadOptions } from './readPhotos';
import { describeTwins, type KnownPhoto } from './twins';

/** What a pretrained network makes of photos, with the class of each: pixels are not kept. */
export interface FeatureSet {
  readonly features: Features;
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
  /** The absolute path of each photo. */
  readonly files: readonly string[];
  /** What the network's own thousand classes say of each, where it knows the classes: a name. */
  readonly ownNames: readonly (string | undefined)[];
}

/** What is made of some photos as they are read. */
export interface PartFeatures {
  readonly features: Features;
  readonly ownNames: readonly (string | undefined)[];
}

/** The photos that a run works on. */
export interface PhotoSets {
  readonly photos: FeatureSet;
  readonly testSet?: FeatureSet;
  /** How many photos there are of what, a line for each folder. */
  readonly counts: readonly string[];
  /** What was left out, and which photos are there more than once: a sentence each. */
  readonly notes: readonly string[];
}

export interface ReadSetsOptions {
  readonly folder: string;
  readonly test?: string;
  /** How many pixels wide photos are read. */
  readonly imageSize: number;
  /** Makes features of some photos. */
  readonly extract: (photos: Dataset) => Promise<PartFeatures>;
  /** Is told how many files are still to be read. */
  readonly onProgress: (numLeft: number) => void;
}

/** Reads the photos to learn from, and those to measure with if they have a folder of their own. */
export async function readSets(options: ReadSetsOptions): Promise<PhotoSets> {
  const { folder, test } = options;
  const learned = await readFeatures(folder, options, (read) => readPhotos(folder, read));
  const { classNames } = learned.set;
  const measured =
    test === undefined
      ? undefined
      : await readFeatures(test, options, (read) => readTestPhotos(test, { ...read, classNames }));
  const all = measured ? [learned, measured] : [learned];
  const known = all.flatMap(({ list, name }) => knownPhotos(list, measured ? `${name}/` : ''));
  return {
    photos: learned.set,
    testSet: measured?.set,
    counts: all.map(describeFolder),
    notes: [...all.flatMap(({ list }) => list.notes), ...describeTwins(known)],
  };
}

interface ReadFolder {
  readonly name: string;
  readonly list: PhotoList;
  readonly set: FeatureSet;
}

async function readFeatures(
  folder: string,
  { imageSize, extract, onProgress }: ReadSetsOptions,
  read: (options: ReadOptions) => Promise<PhotoList>,
): Promise<ReadFolder> {
  const parts: PartFeatures[] = [];
  const onPart: ReadOptions['onPart'] = async (photos, numLeft) => {
    parts.push(await extract(photos));
    onProgress(numLeft);
  };
  const list = await read({ imageSize, onPart });
  const { labels, classNames, files } = list;
  const set = {
    features: joinRows(parts.map(({ features }) => features)),
    labels,
    classNames,
    files: files.map((file) => join(folder, file)),
    ownNames: parts.flatMap(({ ownNames }) => ownNames),
  };
  return { name: basename(folder), list, set };
}

/** With two folders, their names stand before the paths inside them. */
function knownPhotos({ hashes, files, labels }: PhotoList, before: string): KnownPhoto[] {
  return hashes.map((hash, index) => ({
    hash,
    file: `${before}${files[index]}`,
    label: labels[index],
  }));
}

function describeFolder({ name, set }: ReadFolder): string {
  const counts = countByClass(withoutPixels(set));
  const classes = set.classNames.map((each, label) => `${oneLine(each)} ${counts[label]}`);
  return `${oneLine(name)}: ${plural(set.labels.length, 'photo')} in ${set.classNames.length} classes (${classes.join(', ')})`;
}

/** Returns a data set of the same labels, for what looks at these alone. */
export function withoutPixels({ labels, classNames }: FeatureSet): Dataset {
  return { images: emptyImages([labels.length, 0, 0, 3]), labels, classNames };
}

/** Returns some of the photos, in the order of `indices`. */
export function pickPhotos(set: FeatureSet, indices: readonly number[]): FeatureSet {
  const { features, labels, classNames, files, ownNames } = set;
  const [, numFeatures] = features.shape;
  const data = new Float32Array(indices.length * numFeatures);
  for (const [position, index] of indices.entries())
    data.set(
      features.data.subarray(index * numFeatures, (index + 1) * numFeatures),
      position * numFeatures,
    );
  return {
    features: { data, shape: [indices.length, numFeatures] },
    labels: Uint8Array.from(indices, (index) => labels[index]),
    classNames,
    files: indices.map((index) => files[index]),
    ownNames: indices.map((index) => ownNames[index]),
  };
}

/** Returns rows of the same length one below the other. */
export function joinRows(parts: readonly Features[]): Features {
  const numRows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
  const [, numColumns] = parts[0].shape;
  const data = new Float32Array(numRows * numColumns);
  let start = 0;
  for (const part of parts) {
    data.set(part.data, start);
    start += part.data.length;
  }
  return { data, shape: [numRows, numColumns] };
}
