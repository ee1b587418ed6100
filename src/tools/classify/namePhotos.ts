import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { oneLine } from '../../check';
import type { Image } from '../../data/arrays';
import { imageAt } from '../../data/dataset';
import { resizeImages } from '../../data/resize';
import { percent } from '../../figures/parts/numbers';
import { loadNetwork } from '../../files/loadNetwork';
import { readPhoto } from '../../files/photo';
import { MODEL_FILE } from '../../files/saveNetwork';
import { predict } from '../../insight/predict';
import type { tf } from '../../network/tensorflow';
import { reasonOf } from '../../project';
import type { TypedPath } from './options';
import { CLASSIFIED } from './outFolder';

/** Where, in the folder that a run fills, the network lies. */
export const NETWORK_FOLDER = 'network';

/** So many classes are named of a photo. */
const SHOWN = 3;

/** A line for each photo, and of how many nothing could be said. */
export interface NamedPhotos {
  readonly text: string;
  readonly numFailed: number;
}

/** Returns what the network takes each photo for. A file that cannot be read is named, and the others are read. */
export async function namePhotos(
  photos: readonly TypedPath[],
  model: tf.LayersModel,
): Promise<NamedPhotos> {
  const lines: string[] = [];
  let numFailed = 0;
  for (const { path, typed } of photos) {
    try {
      lines.push(`${oneLine(typed)}: ${nameOf(await asTaken(path, model), model)}`);
    } catch (error) {
      numFailed++;
      lines.push(`${oneLine(typed)} cannot be named: ${oneLine(reasonOf(error))}`);
    }
  }
  return { text: lines.map((line) => `${line}\n`).join(''), numFailed };
}

/** Returns a photo as the network takes photos, shrunk before if those that it learned from were. */
async function asTaken(path: string, model: tf.LayersModel): Promise<Image> {
  const imageSize = model.inputs[0].shape[1] as number;
  const photoSize = photoSizeOf(model);
  const data = await readPhoto(path, photoSize);
  const images = { data, shape: [1, photoSize, photoSize, 3] } as const;
  return imageAt(photoSize === imageSize ? images : resizeImages(images, { imageSize }), 0);
}

/** What a network of this command carries beside its weights. */
interface Metadata {
  readonly classNames?: readonly string[];
  /** How many pixels wide photos were made before they were made as large as the network takes them. */
  readonly photoSize?: number;
}

function metadataOf(model: tf.LayersModel): Metadata {
  return model.getUserDefinedMetadata() ?? {};
}

/** Returns how many pixels wide photos are made before they are made as large as a network takes them. */
export function photoSizeOf(model: tf.LayersModel): number {
  return metadataOf(model).photoSize ?? (model.inputs[0].shape[1] as number);
}

/** Lets a network carry how wide photos are made first. */
export function keepPhotoSize(model: tf.LayersModel, photoSize: number): void {
  model.setUserDefinedMetadata({ ...metadataOf(model), photoSize });
}

function nameOf(photo: Image, model: tf.LayersModel): string {
  const [first, ...others] = predict(model, photo)
    .slice(0, SHOWN)
    .map(({ className, probability }) => `${oneLine(className)} ${percent(probability)}`);
  return others.length === 0 ? first : `${first} (${others.join(', ')})`;
}

/**
 * Loads the network of an earlier run.
 *
 * @param saved the folder that the run wrote, or the network's own within it; the newest below `classified/` unless told
 * @throws Error when there is none
 */
export async function loadSaved(saved?: string, parent = CLASSIFIED): Promise<tf.LayersModel> {
  const folder = saved ?? (await findNewest(parent));
  if (folder === undefined)
    throw new Error(
      'No network was trained yet: train one with `npm run classify -- FOLDER`, or name its folder with --saved',
    );
  const inner = join(folder, NETWORK_FOLDER);
  return loadNetwork(existsSync(join(inner, MODEL_FILE)) ? inner : folder);
}

async function findNewest(parent: string): Promise<string | undefined> {
  const names = await readdir(parent).catch(() => []);
  const runs = await Promise.all(
    names.map(async (name) => {
      const file = join(parent, name, NETWORK_FOLDER, MODEL_FILE);
      const time = await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      );
      return { folder: join(parent, name), time };
    }),
  );
  const finished = runs.flatMap(({ folder, time }) =>
    time === undefined ? [] : [{ folder, time }],
  );
  return finished.sort((a, b) => b.time - a.time)[0]?.folder;
}
