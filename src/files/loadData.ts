import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { subfolders } from './classFolders';
import { checkOptions, checkText, oneLine } from '../check';
import { countByClass, type Dataset } from '../data/dataset';
import { loadNpyDatasets } from './npyDataset';
import { loadNpzDatasets } from './npzDataset';
import { projectRoot, reasonOf, resolvePath } from '../project';
import { checkImageSize } from '../data/resize';
import { loadPhotos, type PhotoOptions } from './photos';
import { readArtworks } from './artworks';
import { splitInPlace, type SplitDataset } from '../data/split';

/** Data to train a network, to test it, and perhaps to test it on drawings in a style it has never met. */
export interface LoadedData extends SplitDataset {
  readonly unseenSet?: Dataset;
}

export interface LoadDataOptions {
  /** Edge of the pictures in pixels; 100 unless told. */
  readonly imageSize?: number;
  /** Decides which photos go into the test, where the source does not; 1 unless told. */
  readonly seed?: number;
  /** The share of each class that goes into the test, where the source does not say; 0.2 unless told. */
  readonly testShare?: number;
}

const DRAWINGS = 'drawings';
const SUBSETS = { training: 'training', test: 'test', unseen: 'unseen-artist' } as const;

/**
 * Pictures with their labels, in a set to train and a set to test. Prints one line that says what came.
 *
 * @param source one of
 * - `'drawings'`: the drawings that `npm run data` makes, with a third set by an artist whom the training never shows;
 * - a folder of class folders with photos of your own, which is split by `testShare` and `seed`; or a folder whose
 *   subfolders `training` and `test` each hold class folders, which is taken as it is;
 * - an `.npy` file of four arrays, X_train, x_test, Y_train, y_test, such as the series makes: pictures as whole numbers
 *   or as floats divided by 256, of any size (they are cut and resized as photos are), labels as numbers or one-hot; a fifth array of words names the classes, where they are
 *   other than the six;
 * - an `.npz` file of the same arrays by name, with `class_names` for other classes, such as `saveData` and Python write.
 *
 * Paths are relative to the working folder, else to the project's folder, or begin with `~` for the home folder.
 * @returns images uint8 `[numImages, imageSize, imageSize, 3]`, 0-255; labels uint8 `[numImages]`; `sources`, the artwork
 * that each drawing shows, or each photo's file inside the folder (arrays of an `.npy` file have none)
 * @throws Error when the source is missing or damaged, or holds one class only
 * @throws TypeError when the arrays of an `.npy` file do not belong together
 * @throws RangeError when an option, a label or a pixel is out of range
 * @example
 * const { trainSet, testSet } = await loadData('drawings', { imageSize: 100 });
 * trainSet.images.shape //=> [ 1440, 100, 100, 3 ]
 */
export async function loadData(source: string, options: LoadDataOptions = {}): Promise<LoadedData> {
  checkText(
    'source',
    source,
    "'drawings', a folder of photos, an .npy file of four arrays, or an .npz file",
  );
  checkOptions('The options of loadData()', options, '{ imageSize: 100 }');
  const { imageSize = 100, seed = 1, testShare = 0.2 } = options;
  checkImageSize(imageSize);
  const path = locateSource(source);
  if (path === undefined) throw new Error(missing(source));
  const data = isFolder(path)
    ? await loadFolder(path, { imageSize, seed, testShare })
    : await (/\.npz$/i.test(path) ? loadNpzDatasets : loadNpyDatasets)(path, { imageSize });
  checkClasses(source, data.trainSet);
  console.log(summary(data, imageSize));
  return data;
}

function checkClasses(source: string, { classNames, labels }: Dataset): void {
  if (labels.length === 0) throw new Error(`${source} holds no pictures to learn from`);
  if (classNames.length > 1) return;
  throw new Error(
    `${source} holds pictures of one class only, ${oneLine(classNames[0])}, and a network learns to tell at least two apart; ` +
      'give the folder in which each class has a folder of its own',
  );
}

/**
 * Returns the absolute path of a source, undefined where there is nothing. A path typed where the commands run, in the
 * project's folder, is found from the folder of the notebooks too.
 */
export function locateSource(source: string): string | undefined {
  const places =
    source === DRAWINGS
      ? [join(projectRoot, 'data', DRAWINGS)]
      : [resolvePath(source), resolve(projectRoot, source)];
  return places.find((place) => existsSync(place));
}

function missing(source: string): string {
  if (source === DRAWINGS)
    return 'There are no drawings yet: make them with "npm run data" in the folder of this project';
  return (
    `There is no file or folder ${oneLine(source)}, neither in the working folder nor in that of the project. ` +
    "A source is 'drawings', a folder with one folder of photos for each class, an .npy file of four arrays, or an .npz file"
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function loadFolder(
  folder: string,
  { imageSize, seed, testShare }: Required<LoadDataOptions>,
): Promise<LoadedData> {
  const found = await foldersIn(folder);
  if (!found.includes(SUBSETS.training) || !found.includes(SUBSETS.test)) {
    return splitInPlace(await loadPhotos(folder, { imageSize }), { testShare, seed });
  }
  const artworks = await readArtworks(folder);
  const load = async (subset: string, options: PhotoOptions): Promise<Dataset> => {
    const dataset = await loadPhotos(join(folder, subset), options);
    return { ...dataset, sources: dataset.sources.map((file) => sourceOf(`${subset}/${file}`)) };
  };
  const sourceOf = (file: string): string => artworks.get(file) ?? file;
  const trainSet = await load(SUBSETS.training, { imageSize });
  const sameClasses = { imageSize, classNames: trainSet.classNames };
  const testSet = await load(SUBSETS.test, sameClasses);
  if (!found.includes(SUBSETS.unseen)) return { trainSet, testSet };
  return { trainSet, testSet, unseenSet: await load(SUBSETS.unseen, sameClasses) };
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    return await subfolders(folder);
  } catch (error) {
    throw new Error(`Cannot load pictures from ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

function summary({ trainSet, testSet, unseenSet }: LoadedData, imageSize: number): string {
  const sets = {
    training: trainSet,
    test: testSet,
    ...(unseenSet && { 'unseen artist': unseenSet }),
  };
  const totals = Object.entries(sets).map(([name, { labels }]) => `${name} ${labels.length}`);
  const counts = Object.values(sets).map(countByClass);
  const classes = trainSet.classNames.map(
    (name, label) => `${oneLine(name)} ${counts.map((count) => count[label]).join(' + ')}`,
  );
  return `${totals.join(', ')} pictures of ${imageSize}x${imageSize}x3 (${classes.join(', ')})`.replace(
    /^t/,
    'T',
  );
}
