import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './makeFolder';
import { resolvePath } from '../project';
import { removeLeftovers, temporaryPath } from './temporary';

/**
 * What is written; pieces are written one after the other, without a copy of all, and a function writes into the empty
 * file at the path that it is given.
 */
export type FileContent =
  | Uint8Array
  | string
  | readonly Uint8Array[]
  | AsyncIterable<Uint8Array>
  | ((path: string) => Promise<void>);

/** A file that is written in full and safe on the disk, but not yet in its place. */
export interface StagedFile {
  /** The absolute path where it lies until then, in the folder of its place. */
  readonly path: string;
  /** Puts it in its place, all at once. */
  readonly put: () => Promise<void>;
  /** Gives it up; the file in its place stays as it is. */
  readonly discard: () => Promise<void>;
}

/**
 * Writes a file so that whoever reads it sees the old one or the whole new one, never half of it: also when the process
 * is killed, the disk is full or another process writes the same file. Folders that are missing are made.
 *
 * @param path relative to the working folder, or with `~` for the home folder
 * @throws Error of the file system when the file cannot be written; the old one is still there then
 * @example
 * await replaceFile('history.json', JSON.stringify(history));
 */
export async function replaceFile(path: string, content: FileContent): Promise<void> {
  const staged = await stageFile(path, content);
  await staged.put();
}

/** The first half of `replaceFile`: for files that belong together, where the last one put in place counts for all. */
export async function stageFile(path: string, content: FileContent): Promise<StagedFile> {
  const place = await realpath(resolvePath(path)).catch(() => resolvePath(path));
  const folder = dirname(place);
  await makeFolder(folder);
  const mode = await modeOf(place);
  const staged = temporaryPath(place);
  const discard = () => rm(staged, { force: true });
  const orDiscard = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      await discard();
      throw error;
    }
  };
  await orDiscard(() => writeToDisk(staged, content, mode));
  const put = async () => {
    await orDiscard(() => rename(staged, place));
    await removeLeftovers(folder);
  };
  return { path: staged, put, discard };
}

/** The rights of the file that will be replaced. A folder, a pipe or a device is not replaced by a file. */
async function modeOf(place: string): Promise<number | undefined> {
  const found = await stat(place).catch(() => undefined);
  if (!found) return undefined;
  if (found.isDirectory()) throw new Error('It is a folder, not a file');
  if (!found.isFile()) throw new Error('It is no ordinary file');
  const existing = await open(place, 'r+'); // a file that may not be changed may not be replaced
  await existing.close();
  return found.mode;
}

async function writeToDisk(path: string, content: FileContent, mode?: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    if (mode !== undefined) await file.chmod(mode);
    await (typeof content === 'function' ? content(path) : writeFile(file, content));
    // Else a machine that loses its power may keep the new name and not what it names
    await file.sync();
  } finally {
    await file.close();
  }
}
