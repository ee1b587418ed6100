import { join } from 'node:path';
import { reasonOf } from '../../project';
import type { OpenFile } from '../byteSource';
import { readAll, withFileOf } from '../fileOfFolder';
import { fieldsOf, parsePlainJson } from '../plainJson';
import { replaceFile } from '../replaceFile';
import type { PhotoServiceName } from './services';

/** Whom to thank for a picture. */
export interface PhotoCredit {
  /** Inside the folder of photos, as in `cats/pexels-11.jpg`. */
  readonly file: string;
  readonly title?: string;
  /** The photographer; missing where the service does not know. */
  readonly author?: string;
  /** The page that shows the photo. */
  readonly page?: string;
  readonly license: string;
  readonly licensePage?: string;
  readonly service: PhotoServiceName;
  /** How the service calls the photo. */
  readonly id: string;
  /** The word that found it. */
  readonly word: string;
  readonly sha256: string;
}

const CREDITS_FILE = 'credits.json';

const NOTE =
  'Whom to thank for these photos, and what their licenses are. Keep this file with them. ' +
  'A photo that stands here and is deleted from its folder is not fetched again.';

/**
 * The credits of a folder of photos, none where there is no such file yet.
 *
 * @throws Error when there is one that cannot be read: it is never overwritten then
 */
export async function readCredits(folder: string): Promise<PhotoCredit[]> {
  try {
    return creditsIn(await withFileOf(folder, CREDITS_FILE, readJson));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(
      `Cannot read ${CREDITS_FILE} in ${folder}, which tells whose photos are there: ${reasonOf(error)}. ` +
        'Mend it, or put it aside to begin a new one',
      { cause: error },
    );
  }
}

/** Those of some 15,000 photos. */
const MAX_CREDITS_BYTES = 8_000_000;

async function readJson(file: OpenFile): Promise<unknown> {
  if (file.size > MAX_CREDITS_BYTES)
    throw new Error(`It has ${file.size} bytes; at most ${MAX_CREDITS_BYTES} are read`);
  const text = new TextDecoder().decode(await readAll(file));
  try {
    return parsePlainJson(text);
  } catch (error) {
    throw new Error(`It ${reasonOf(error)}`, { cause: error });
  }
}

function creditsIn(content: unknown): PhotoCredit[] {
  const { photos } = fieldsOf(content);
  const isCredit = (credit: unknown) =>
    ['file', 'service', 'id'].every((name) => typeof fieldsOf(credit)[name] === 'string');
  if (Array.isArray(photos) && photos.every(isCredit)) return photos as PhotoCredit[];
  throw new Error('It holds no list of photos, each with file, service and id');
}

/** Writes the credits, all at once. */
export function writeCredits(folder: string, photos: readonly PhotoCredit[]): Promise<void> {
  const text = JSON.stringify({ note: NOTE, photos }, undefined, 1);
  return replaceFile(join(folder, CREDITS_FILE), `${text}\n`);
}
