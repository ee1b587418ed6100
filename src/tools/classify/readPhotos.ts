import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { oneLine } from '../../check';
import { findClassFolders, foldersOf, subfolders } from '../../files/classFolders';
import { openPhotos, type OpenedPhotos, type PhotoDataset } from '../../files/photos';
import { reasonOf } from '../../project';
import { pixelHashes } from './twins';

/** What is kept of the photos of a folder: all but their pixels. */
export interface PhotoList {
  readonly classNames: readonly string[];
  readonly labels: Uint8Array;
  /** The path of each photo inside the folder. */
  readonly files: readonly string[];
  /** The same for photos of the same pixels. */
  readonly hashes: readonly string[];
  /** What was left out, a sentence each. */
  readonly notes: readonly string[];
}

export interface ReadOptions {
  /** How many pixels wide photos are read. */
  readonly imageSize: number;
  /** Is given all photos, some at a time, and how many files are still to be read. */
  readonly onPart: (photos: PhotoDataset, numLeft: number) => Promise<void>;
}

/** Throws an Error unless a folder holds folders of two classes or more. */
export async function checkClasses(folder: string): Promise<void> {
  const classFolders = await foldersIn(folder, findClassFolders);
  if (classFolders.length < 2)
    throw new Error(
      `${folder} holds one class folder only, ${oneLine(classFolders[0].folder)}: it takes two classes or more to tell apart, each a folder of photos`,
    );
}

/**
 * Reads the photos to learn from.
 *
 * @throws Error when there are not two classes, or one has no photo that can be read
 */
export async function readPhotos(folder: string, options: ReadOptions): Promise<PhotoList> {
  await checkClasses(folder);
  const { imageSize } = options;
  return readParts(folder, await openPhotos(folder, { imageSize }), options);
}

/**
 * Reads the photos to measure with: of all classes or some, by the numbers that they have among `classNames`.
 *
 * @throws Error when a folder is of no class, or holds no photo that can be read
 */
export async function readTestPhotos(
  folder: string,
  { classNames, ...options }: ReadOptions & { readonly classNames: readonly string[] },
): Promise<PhotoList> {
  const found = await foldersIn(folder, subfolders);
  const present = classNames.filter((name) => foldersOf(name, found).length > 0);
  const known = present.flatMap((name) => foldersOf(name, found));
  const strange = found.filter((name) => !known.includes(name));
  if (strange.length > 0 || present.length === 0)
    throw new Error(
      `${folder} must hold class folders with the names of those to learn from (${classNames.map(oneLine).join(', ')}), but holds ${strange.map(oneLine).join(', ') || 'none'}`,
    );
  const { imageSize } = options;
  const opened = await openPhotos(folder, { imageSize, classNames: present });
  const list = await readParts(folder, opened, options);
  const labels = list.labels.map((label) => classNames.indexOf(present[label]));
  return { ...list, labels, classNames };
}

async function foldersIn<Found>(
  folder: string,
  find: (folder: string) => Promise<Found>,
): Promise<Found> {
  const info = await stat(folder).catch(() => undefined);
  if (!info) throw new Error(`There is no folder ${folder}`);
  if (!info.isDirectory())
    throw new Error(
      `${folder} is a file; give the folder that holds one folder of photos for each class`,
    );
  try {
    return await find(folder);
  } catch (error) {
    throw new Error(`Cannot read photos from ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

/** So many photos are in memory at once. */
const PART = 256;

async function readParts(
  folder: string,
  { classNames, numFiles, read, checkCounts }: OpenedPhotos,
  { onPart }: ReadOptions,
): Promise<PhotoList> {
  const labels: number[] = [];
  const [files, hashes, notes]: [string[], string[], string[]] = [[], [], []];
  for (let start = 0; start < numFiles; start += PART) {
    const part = await read(start, start + PART);
    labels.push(...part.labels);
    files.push(...part.sources);
    hashes.push(...pixelHashes(part));
    notes.push(...part.skipped.map(({ file, reason }) => oneLine(`Left out ${file}: ${reason}`)));
    if (part.labels.length > 0) await onPart(part, Math.max(0, numFiles - start - PART));
  }
  checkCounts(classNames.map((_, label) => labels.filter((each) => each === label).length));
  notes.push(...(await findNested(folder, files)));
  return { classNames, labels: Uint8Array.from(labels), files, hashes, notes };
}

/** Photos that lie deeper than the class folders are not read, which nobody would notice. */
async function findNested(folder: string, files: readonly string[]): Promise<string[]> {
  const classFolders = [...new Set(files.map((file) => posix.dirname(file)))];
  const nested = await Promise.all(
    classFolders.map(async (name) => {
      const names = await subfolders(join(folder, name));
      return names.map((inner) => oneLine(posix.join(name, inner)));
    }),
  );
  return nested
    .flat()
    .map((name) => `Left out the folder ${name}: photos lie in the class folders themselves`);
}
