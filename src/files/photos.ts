import { availableParallelism } from 'node:os';
import { join, posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { forEachAtOnce } from './concurrently';
import { filesIn, findClassFolders, type ClassFolder } from './classFolders';
import { checkOptions, checkText, describe, oneLine } from '../check';
import { emptyImages } from '../data/arrays';
import { countByClass, type Dataset } from '../data/dataset';
import { reasonOf, resolvePath } from '../project';
import { checkImageSize } from '../data/resize';
import { readPhoto } from './photo';
import { checkMemory } from './resizePixels';

/** A file that could not be read as a photo. */
export interface SkippedFile {
  /** The path inside the folder of photos, as in `dogs/broken.jpg`. */
  readonly file: string;
  readonly reason: string;
}

/** The photos of a folder, and what was left out. */
export interface PhotoDataset extends Dataset {
  readonly sources: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

export interface PhotoOptions {
  /** Edge of the pictures in pixels; 100 unless told. */
  readonly imageSize?: number;
  /** The classes in label order; unless told, the series' six, or the names of the folders. */
  readonly classNames?: readonly string[];
}

/**
 * The photos in a folder of class folders, upright, cut to the square in their middle and resized.
 * Each class folder may hold JPEG, PNG, WebP, GIF and AVIF files of any size and any name.
 * A file that cannot be read is named, left out, and listed in `skipped`. The order is the same on every machine:
 * class by class in label order, in each the files by name.
 *
 * Folders of the series' six classes (dogs or Dog, cats, ...), all or some, give those classes in the order of the series.
 * Folders of any other names give a data set of those classes, in alphabetical order; `classNames` says which.
 *
 * @param folder relative to the working folder, or with `~` for the home folder
 * @returns images uint8 `[numImages, imageSize, imageSize, 3]`, 0-255; `sources` are the files inside the folder
 * @throws Error when the folder or a class folder is missing, or a class has no photo that can be read
 * @throws RangeError when `imageSize` is not a whole number from 1 to 4096
 * @example
 * const photos = await loadPhotos('~/Pictures/animals', { imageSize: 100 });
 * photos.classNames //=> [ 'dogs', 'cats' ]
 */
export async function loadPhotos(
  folder: string,
  options: PhotoOptions = {},
): Promise<PhotoDataset> {
  checkText('folder', folder, "the path of a folder of class folders, such as 'photos'");
  checkOptions('The options of loadPhotos()', options, '{ imageSize: 100 }');
  const { imageSize = 100, classNames } = options;
  if (classNames !== undefined) checkNames(classNames);
  checkImageSize(imageSize);
  const opened = await openPhotos(folder, { imageSize, classNames });
  const photos = await opened.read(0, opened.numFiles);
  report(photos.skipped, opened.numFiles);
  opened.checkCounts(countByClass(photos));
  return photos;
}

/** The photos of a folder, to be read some at a time. */
export interface OpenedPhotos {
  readonly classNames: readonly string[];
  /** How many files there are, photos or not. */
  readonly numFiles: number;
  /** Reads the files from `start` up to but not including `end`. */
  readonly read: (start: number, end: number) => Promise<PhotoDataset>;
  /** Throws an Error when a class has no photo, once all were read and counted. */
  readonly checkCounts: (counts: readonly number[]) => void;
}

/**
 * Lists the photos that `loadPhotos` reads, for those who cannot hold all of them at once. Nothing is printed.
 *
 * @throws Error when the folder or a class folder is missing
 */
export async function openPhotos(
  folder: string,
  { imageSize, classNames }: Required<Pick<PhotoOptions, 'imageSize'>> & PhotoOptions,
): Promise<OpenedPhotos> {
  const root = resolvePath(folder);
  const classFolders = await findClassFolders(root, classNames).catch((error: unknown) => {
    throw new Error(`Cannot load photos from ${folder}: ${reasonOf(error)}`, { cause: error });
  });
  const files = await listFiles(root, classFolders);
  const names = classFolders.map(({ className }) => className);
  return {
    classNames: names,
    numFiles: files.length,
    read: (start, end) =>
      readAll(root, { files: files.slice(start, end), imageSize, classNames: names }),
    checkCounts: (counts) => checkClasses(folder, counts, classFolders),
  };
}

function checkNames(classNames: unknown): void {
  if (isListOfText(classNames) && new Set(classNames).size === classNames.length) return;
  throw new TypeError(
    `classNames must be a list of different names, such as ['dogs', 'cats'], but is ${describe(classNames)}`,
  );
}

function isListOfText(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')
  );
}

interface ListedFile {
  readonly file: string;
  readonly label: number;
}

async function listFiles(
  root: string,
  classFolders: readonly ClassFolder[],
): Promise<ListedFile[]> {
  const lists = await Promise.all(
    classFolders.map(async ({ folder }, label) => {
      const names = await filesIn(join(root, folder));
      return names.map((name) => ({ file: posix.join(folder, name), label }));
    }),
  );
  return lists.flat();
}

interface Reading {
  readonly files: readonly ListedFile[];
  readonly imageSize: number;
  readonly classNames: readonly string[];
}

async function readAll(
  root: string,
  { files, imageSize, classNames }: Reading,
): Promise<PhotoDataset> {
  const imageBytes = imageSize * imageSize * 3;
  checkMemory(files.length, imageSize);
  const { data } = emptyImages([files.length, imageSize, imageSize, 3]);
  const reasons = new Map<number, string>();
  await forEachAtOnce(files, READ_AT_ONCE, async ({ file }, index) => {
    try {
      data.set(await readPhoto(join(root, file), imageSize), index * imageBytes);
    } catch (error) {
      reasons.set(index, reasonOf(error));
    }
    await setImmediate(); // Where a picture needs no other thread, nothing else would hear of an interrupt
  });
  const kept = Array.from(files.keys()).filter((index) => !reasons.has(index));
  for (const [position, index] of kept.entries()) {
    if (position < index)
      data.copyWithin(position * imageBytes, index * imageBytes, (index + 1) * imageBytes);
  }
  const images = {
    data: data.subarray(0, kept.length * imageBytes),
    shape: [kept.length, imageSize, imageSize, 3],
  } as const;
  const labels = Uint8Array.from(kept, (index) => files[index].label);
  const skipped = [...reasons]
    .sort(([first], [second]) => first - second)
    .map(([index, reason]) => ({ file: files[index].file, reason }));
  const sources = kept.map((index) => files[index].file);
  return { images, labels, classNames, sources, skipped };
}

/** While some files are read, others are unfolded in Node's threads; fewer would leave processors idle in between. */
const READ_AT_ONCE = Math.max(8, availableParallelism());

function report(skipped: readonly SkippedFile[], numFiles: number): void {
  for (const { file, reason } of skipped) console.log(`Skipped ${oneLine(file)}: ${reason}`);
  if (skipped.length > 0) console.log(`Skipped ${skipped.length} of ${numFiles} files`);
}

function checkClasses(
  folder: string,
  counts: readonly number[],
  classFolders: readonly ClassFolder[],
): void {
  const empty = counts.flatMap((count, label) => (count === 0 ? [classFolders[label].folder] : []));
  if (empty.length > 0)
    throw new Error(
      `There is no photo that can be read in ${empty.map((name) => posix.join(folder, name)).join(', ')}: each class folder needs JPEG, PNG, WebP, GIF or AVIF files`,
    );
}
