import { createHash, randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './makeFolder';
import { resolvePath } from '../project';
import { replaceFile } from './replaceFile';
import { removeLeftovers, temporaryPath } from './temporary';

/** Lies in a folder that this project filled, and tells with what. */
const MARKER = '.made-by-creatures.json';

interface Marker {
  readonly purpose: string;
  /** The SHA-256 of each file by its path, with slashes. */
  readonly files: Readonly<Record<string, string>>;
}

/** What the desktops of Windows and macOS put into folders. */
const SYSTEM_FILES = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];

/** How often another process may be quicker at putting its folder in place. */
const ATTEMPTS = 10;

export interface ReplaceFolderOptions {
  /** What the folder holds, such as 'exported site': only a folder filled for the same purpose is replaced. */
  readonly purpose: string;
  /** Fills the new folder, given its absolute path. */
  readonly fill: (fresh: string) => Promise<void>;
  /** What to do when somebody's own files are in the older folder: refuse, or put it aside under another name. */
  readonly foreign?: 'refuse' | 'put aside';
}

/**
 * Fills a new folder and puts it in the place of an older one that this project filled, once it is complete. Only what
 * this project wrote is ever deleted, and only as long as it is unchanged.
 *
 * @returns where a folder with somebody's own files was put aside, if any
 * @throws Error when somebody's own files are in the older folder, or the new one cannot be filled; then the older one is
 * in its place as it was
 * @example
 * await replaceFolder('site', { purpose: 'exported site', fill: (fresh) => saveImage(`${fresh}/photo.png`, photo) });
 */
export async function replaceFolder(
  folder: string,
  { purpose, fill, foreign = 'refuse' }: ReplaceFolderOptions,
): Promise<{ readonly putAside?: string }> {
  const place = await realpath(resolvePath(folder)).catch(() => resolvePath(folder));
  if (foreign === 'refuse') refuseForeign(place, await findForeign(place, purpose));
  const fresh = temporaryPath(place);
  try {
    await makeFolder(fresh);
    await fill(fresh);
    await writeMarker(fresh, purpose);
    const putAside = await putInPlace(fresh, place, { purpose, foreign });
    await removeLeftovers(dirname(place));
    return { putAside };
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function putInPlace(
  fresh: string,
  place: string,
  { purpose, foreign }: Required<Pick<ReplaceFolderOptions, 'purpose' | 'foreign'>>,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const older = await setAside(place);
    let isForeign = true;
    try {
      // Looked at where nobody writes any more
      const names = older ? await findForeign(older, purpose) : [];
      isForeign = names.length > 0;
      if (foreign === 'refuse') refuseForeign(place, names);
      if (older) await chmod(fresh, (await stat(older)).mode);
      await rename(fresh, place);
      if (older && !isForeign) await rm(older, { recursive: true });
      return isForeign ? older : undefined;
    } catch (error) {
      if (older) await putBack(older, place, isForeign);
      if (!isOccupied(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The new name is not one of `temporaryPath`: should this process be killed now, nobody removes the folder. */
async function setAside(place: string): Promise<string | undefined> {
  const older = `${place}.old-${randomBytes(4).toString('hex')}`;
  try {
    await rename(place, older);
    return older;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where another process has put its folder in place meanwhile, somebody's own files stay aside. */
async function putBack(older: string, place: string, isForeign: boolean): Promise<void> {
  try {
    await rename(older, place);
  } catch (error) {
    if (!isOccupied(error)) throw error;
    if (!isForeign) await rm(older, { recursive: true });
  }
}

function isOccupied(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function refuseForeign(place: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  throw new Error(
    `${place} holds files that were not made here: ${names.slice(0, 3).join(', ')}${more}; move them away or name another folder`,
  );
}

/** Files in a folder that this project did not put there for this purpose, or that were changed since. */
async function findForeign(folder: string, purpose: string): Promise<string[]> {
  const made = await readMarker(folder, purpose);
  if (!made) return withoutSystemFiles(await readdir(folder).catch(noSuchFolder));
  const names = withoutSystemFiles(await filesBelow(folder)).filter((name) => name !== MARKER);
  const foreign: string[] = [];
  for (const name of names) {
    const known = Object.hasOwn(made, name) && made[name] === (await hashOf(join(folder, name)));
    if (!known) foreign.push(name);
  }
  return foreign;
}

function noSuchFolder(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

function withoutSystemFiles(names: readonly string[]): string[] {
  return names.filter((name) => !SYSTEM_FILES.includes(basename(name)));
}

async function writeMarker(folder: string, purpose: string): Promise<void> {
  const files: Record<string, string> = {};
  for (const name of await filesBelow(folder)) files[name] = await hashOf(join(folder, name));
  const marker: Marker = { purpose, files };
  await replaceFile(join(folder, MARKER), `${JSON.stringify(marker, null, 1)}\n`);
}

async function readMarker(folder: string, purpose: string): Promise<Marker['files'] | undefined> {
  try {
    const marker = JSON.parse(await readFile(join(folder, MARKER), 'utf8')) as Partial<Marker>;
    return marker.purpose === purpose ? marker.files : undefined;
  } catch {
    return undefined;
  }
}

/** Paths with slashes, relative to the folder, of all that is no folder, sorted. */
async function filesBelow(folder: string, parent = ''): Promise<string[]> {
  const entries = await readdir(join(folder, parent), { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries) {
    const name = parent === '' ? entry.name : `${parent}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await filesBelow(folder, name)));
    else names.push(name);
  }
  return names.sort();
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
