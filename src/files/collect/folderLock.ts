import { readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nameOfProcess, stateOfProcess } from '../../processes.cjs';
import { makeFolder } from '../makeFolder';

/** Hidden, so that no one takes it for a class. */
const LOCK = '.creatures-collecting';

/**
 * Runs `work` while no other process collects into the folder, which is made where it is missing, and removed again
 * where nothing came into it.
 *
 * @throws Error when another process does
 */
export async function withFolderLock<Result>(
  folder: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const isNew = (await stat(folder).catch(() => undefined)) === undefined;
  await makeFolder(folder);
  const lock = join(folder, LOCK);
  await take(lock, folder);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
    if (isNew) await rmdir(folder).catch(() => undefined); // Not where there is something in it
  }
}

async function take(lock: string, folder: string): Promise<void> {
  const create = () => writeFile(lock, nameOfProcess(), { flag: 'wx' });
  try {
    await create();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = await readFile(lock, 'utf8').catch(() => '');
    if (holder !== '' && stateOfProcess(holder) !== 'gone')
      throw new Error(
        `Another process collects into ${folder} already; wait for its end, or delete ${lock} if there is none`,
      );
    await rm(lock, { force: true });
    await create();
  }
}
