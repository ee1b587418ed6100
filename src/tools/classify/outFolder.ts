import { mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../../files/makeFolder';
import { replaceFolder } from '../../files/replaceFolder';
import { inProject, reasonOf } from '../../project';

/** Below it lies a folder for each run that was not told another place. */
export const CLASSIFIED = inProject('classified');

/** A folder that this run fills, kept for it from the beginning. */
export interface OutFolder {
  readonly path: string;
  /** Fills it, all at once. */
  readonly fill: (write: (fresh: string) => Promise<void>) => Promise<void>;
  /** Gives it up: what this run made for it, and nothing else, is removed. */
  readonly release: () => Promise<void>;
}

/**
 * Makes the folder that a run will fill, so that what is in its way comes out before hours of work and not after them.
 *
 * @param typed the folder that the reader named; it must be new or empty
 * @param folder the photos, by which a new folder below `classified/` is called otherwise
 * @throws Error when there is something in the named folder, or it cannot be made
 */
export async function takeOutFolder(
  typed: string | undefined,
  folder: string,
  parent = CLASSIFIED,
): Promise<OutFolder> {
  const { path, made } = typed === undefined ? await takeNew(folder, parent) : await take(typed);
  return {
    path,
    fill: async (write) => {
      await replaceFolder(path, { purpose: PURPOSE, fill: write });
    },
    release: async () => {
      // Removes an empty folder and no other
      if (made) await rmdir(path).catch(() => undefined);
    },
  };
}

const PURPOSE = 'trained network';

interface Taken {
  readonly path: string;
  /** Whether this run made the folder. */
  readonly made: boolean;
}

async function take(path: string): Promise<Taken> {
  try {
    const there = await stat(path).catch(() => undefined);
    if (!there) await makeFolder(path);
    if ((await readdir(path)).length > 0)
      throw new Error('There is something in it already, which would be lost; name another folder');
    return { path, made: !there };
  } catch (error) {
    throw new Error(`Cannot write into ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** `photos`, or else `photos-2`, `photos-3`, ...: another run may take the same name meanwhile. */
async function takeNew(folder: string, parent: string): Promise<Taken> {
  await makeFolder(parent);
  for (let number = 1; ; number++) {
    const name = basename(folder) || 'photos';
    const path = join(parent, number === 1 ? name : `${name}-${number}`);
    try {
      await mkdir(path);
      return { path, made: true };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new Error(`Cannot write into ${path}: ${reasonOf(error)}`, { cause: error });
    }
  }
}
