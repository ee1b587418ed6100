import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileSource, type OpenFile } from './byteSource';

/**
 * Opens a file of a folder whose name came from someone else, and closes it after `use`: only an ordinary file that lies
 * in this very folder, so that the name neither leads elsewhere nor to a pipe or device, which may have no end.
 *
 * @throws Error when it is anything else, or missing (its code is ENOENT then)
 */
export async function withFileOf<Result>(
  folder: string,
  name: string,
  use: (file: OpenFile) => Promise<Result>,
): Promise<Result> {
  const path = join(folder, name);
  if (name !== basename(path)) throw new Error('It does not lie in this folder');
  // Not blocking, since opening a pipe waits for its writer; Windows has no such pipes
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw new Error('It is a folder, not a file');
    if (!stats.isFile()) throw new Error('It is no ordinary file');
    if (dirname(await realpath(path)) !== (await realpath(folder)))
      throw new Error('It is a link that leads out of this folder');
    return await use({ handle, size: stats.size });
  } finally {
    await handle.close();
  }
}

/** Reads an open file: as many bytes as it had when it was opened. */
export async function readAll(file: OpenFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.size);
  await new FileSource(file).fill(bytes);
  return bytes;
}
