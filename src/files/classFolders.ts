import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CLASS_NAMES } from '../data/classNames';

/** Labels are kept as single bytes. */
const MAX_CLASSES = 256;

/** A folder with the pictures of one class. */
export interface ClassFolder {
  readonly className: string;
  /** The name of the folder, which may differ from the class: `Dog` for `dogs`. */
  readonly folder: string;
}

/**
 * The class folders inside a folder, in label order.
 *
 * Without `classNames`, folders of the series' classes give those in their order, be it all six or fewer, and any other
 * folders give classes of their own names in alphabetical order. Capitals, and singular or plural, make no difference.
 *
 * @throws Error when a class has no folder or two, or when there are no class folders at all
 */
export async function findClassFolders(
  folder: string,
  classNames?: readonly string[],
): Promise<ClassFolder[]> {
  const found = await subfolders(folder);
  if (found.length === 0)
    throw new Error(
      `It holds no class folders: put the pictures into one folder for each class, such as ${CLASS_NAMES.join(', ')}`,
    );
  if (found.length > MAX_CLASSES)
    throw new Error(
      `It holds ${found.length} folders, and there can be at most ${MAX_CLASSES} classes`,
    );
  const sought = classNames ?? namesOf(found);
  const missing = sought.filter((name) => foldersOf(name, found).length === 0);
  if (missing.length > 0) {
    throw new Error(
      `It has no folder for ${missing.join(', ')} (sought: ${sought.join(', ')}; found: ${found.join(', ')})`,
    );
  }
  return sought.map((className) => ({ className, folder: onlyFolderOf(className, found) }));
}

/** The names of the folders inside a folder, without hidden ones, in the same order on every machine. */
export async function subfolders(folder: string): Promise<string[]> {
  return (await visibleEntries(folder, 'folders')).sort();
}

/** The names of the files inside a folder, without hidden ones, in the same order on every machine. */
export async function filesIn(folder: string): Promise<string[]> {
  return (await visibleEntries(folder, 'files')).sort();
}

/** Files that Windows and macOS leave in folders of pictures. */
const SYSTEM_NAMES = /^\.|^(thumbs\.db|desktop\.ini|__macosx)$/i;

async function visibleEntries(folder: string, kind: 'files' | 'folders'): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    ({ name }) => !SYSTEM_NAMES.test(name),
  );
  const infos = await Promise.all(
    entries.map(async (entry) =>
      entry.isSymbolicLink() ? stat(join(folder, entry.name)).catch(() => undefined) : entry,
    ),
  );
  return entries
    .filter((_, index) => (kind === 'files' ? infos[index]?.isFile() : infos[index]?.isDirectory()))
    .map(({ name }) => name);
}

/** Those of the series' names that have a folder, when every folder is one of theirs, or else the folders' own. */
function namesOf(found: readonly string[]): readonly string[] {
  const known = found.every((folder) => CLASS_NAMES.some((name) => sameClass(name, folder)));
  return known ? CLASS_NAMES.filter((name) => foldersOf(name, found).length > 0) : found;
}

/** The folders of a class: the one of its very name, or those that differ in capitals, or in singular and plural. */
export function foldersOf(className: string, found: readonly string[]): readonly string[] {
  if (found.includes(className)) return [className];
  return found.filter((folder) => sameClass(folder, className));
}

function onlyFolderOf(className: string, found: readonly string[]): string {
  const folders = foldersOf(className, found);
  if (folders.length > 1)
    throw new Error(
      `It has ${folders.length} folders for the class ${className}: ${folders.join(', ')}. Keep one of them`,
    );
  return folders[0];
}

/** Whether two names stand for one class: `Dog` and `dogs` do. */
export function sameClass(name: string, other: string): boolean {
  return stem(name) === stem(other);
}

/** A name without the plural ending and without capitals. */
function stem(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/(?<=sh|ch|x)es$|(?<!s)s$/, '');
}
