import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { replaceFolder, type ReplaceFolderOptions } from '../../files/replaceFolder';
import { forEachAtOnce } from '../../files/concurrently';
import { resolvePath } from '../../project';
import { loadCatalog } from './catalog';
import { randomFor } from './random';
import { loadDrawings, type Drawing } from './drawing';
import { composePicture } from './picture';
import { makeFolders, readManifest, writeManifest, type ManifestEntry } from './pictureFolder';
import {
  defaultPicturesPerClass,
  planPictures,
  type PicturesPerClass,
  type PlannedPicture,
} from './plan';
import { drawingsStamp } from './stamp';

/** The seed of the pictures that come with the notebooks. */
export const defaultSeed = 1;

export interface ComposeOptions {
  /** The same seed gives the same pictures, byte for byte; 1 unless told. */
  readonly seed?: number;
  /** Pixels on each side; 100 unless told. */
  readonly imageSize?: number;
  /** 240 to train, 60 to test and 60 by the unseen artist unless told. */
  readonly picturesPerClass?: PicturesPerClass;
  /** Makes the pictures again even if the very same ones seem to be there. */
  readonly anew?: boolean;
  /** What to do with a folder that holds somebody's own files: refuse it unless told. */
  readonly foreign?: ReplaceFolderOptions['foreign'];
  /** Called after every picture. */
  readonly onProgress?: (progress: ComposeProgress) => void;
}

export interface ComposeProgress {
  readonly done: number;
  readonly total: number;
}

export interface ComposeResult {
  /** The absolute path of the folder. */
  readonly folder: string;
  readonly numPictures: number;
  /** True when the pictures were there already and nothing had to be done. */
  readonly upToDate: boolean;
  /** Where a folder with somebody's own files was put aside, if any. */
  readonly putAside?: string;
}

/** How many pictures are painted at once; painting runs in threads of its own. */
const paintedAtOnce = 4;

/**
 * Composes the pictures of the six classes from the drawings of the catalog, and writes them as
 * `FOLDER/training/dogs/0001.png` and so on, with a `manifest.json`. PNG, RGB, `imageSize` x `imageSize` pixels.
 *
 * The pictures appear all at once when the last one is made, and take the place of older ones made by this function. If
 * the folder holds the very same pictures already, nothing is done unless `anew` is set.
 *
 * @throws Error when the folder holds other files (they are left alone), when a drawing is missing, or when a license is
 * not permissive
 * @throws RangeError when `imageSize` is not a whole number from 8 to 1024
 * @example
 * const picturesPerClass = { training: 2, test: 1, 'unseen-artist': 1 };
 * const { numPictures } = await composeDrawings('few-drawings', { picturesPerClass, seed: 1 });
 * numPictures //=> 24
 */
export async function composeDrawings(
  folder: string,
  {
    seed = defaultSeed,
    imageSize = 100,
    picturesPerClass = defaultPicturesPerClass,
    anew = false,
    foreign,
    onProgress,
  }: ComposeOptions = {},
): Promise<ComposeResult> {
  assertImageSize(imageSize);
  const target = resolvePath(folder);
  const stamp = await drawingsStamp({ seed, imageSize, picturesPerClass });
  const found = await readManifest(target);
  if (!anew && found?.stamp === stamp)
    return { folder: target, numPictures: found.pictures.length, upToDate: true };
  const plan = planPictures(await loadCatalog(), { seed, picturesPerClass });
  const { putAside } = await replaceFolder(target, {
    purpose: 'composed drawings',
    foreign,
    fill: async (fresh) => {
      const pictures = await paintAll(plan, { folder: fresh, seed, imageSize, onProgress });
      await writeManifest(fresh, { stamp, seed, imageSize, pictures });
    },
  });
  return { folder: target, numPictures: plan.length, upToDate: false, putAside };
}

function assertImageSize(imageSize: number): void {
  if (Number.isInteger(imageSize) && imageSize >= 8 && imageSize <= 1024) return;
  throw new RangeError(
    `Asked for pictures of ${imageSize} pixels on each side; give a whole number from 8 to 1024`,
  );
}

type PaintOptions = Required<Pick<ComposeOptions, 'seed' | 'imageSize'>> &
  Pick<ComposeOptions, 'onProgress'> & { readonly folder: string };

async function paintAll(
  plan: readonly PlannedPicture[],
  options: PaintOptions,
): Promise<ManifestEntry[]> {
  const drawings = await loadDrawings(await loadCatalog(), {
    ids: new Set(plan.map(({ drawing }) => drawing)),
  });
  await makeFolders(
    options.folder,
    plan.map(({ file }) => file),
  );
  const entries = new Array<ManifestEntry>(plan.length);
  let done = 0;
  await forEachAtOnce(plan, paintedAtOnce, async (planned, turn) => {
    const drawing = drawings.get(planned.drawing) as Drawing;
    entries[turn] = await paintPlanned(planned, { ...options, drawing });
    options.onProgress?.({ done: ++done, total: plan.length });
  });
  return entries;
}

/** Paints and writes one picture; all its chance comes from the seed and its own place in the plan. */
async function paintPlanned(
  { index, ...picture }: PlannedPicture,
  { folder, seed, imageSize, drawing }: PaintOptions & { readonly drawing: Drawing },
): Promise<ManifestEntry> {
  const random = randomFor(seed, picture.set, picture.className, index);
  const { document, scene } = composePicture(drawing, { className: picture.className, random });
  await writeFile(join(folder, picture.file), await paint(document, { imageSize }));
  return { ...picture, scene };
}

/** The bytes of a PNG, RGB without alpha, of an SVG document 100 units wide and high. */
async function paint(
  document: string,
  { imageSize }: { readonly imageSize: number },
): Promise<Buffer> {
  const sized = document.replace('<svg ', `<svg width="${imageSize}" height="${imageSize}" `);
  return sharp(Buffer.from(sized)).removeAlpha().png({ compressionLevel: 9 }).toBuffer();
}
