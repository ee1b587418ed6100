import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkText } from './check';

/** The project's folder (this file runs from dist/src). */
export const projectRoot = resolve(__dirname, '..', '..');

/**
 * The absolute form of a path: `~` is the home folder, anything else is relative to the working folder.
 *
 * @throws TypeError when it is no text, or an empty one
 */
export function resolvePath(path: string): string {
  checkText('path', path, 'the path of a file or folder');
  return path === '~' || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : resolve(path);
}

/** What the file system's own words mean to a reader. */
const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'It is a folder, not a file',
  ENOTDIR: 'A part of the path is a file, not a folder',
  EEXIST: 'There is a file of that name already',
  EACCES: 'This user has no permission for it',
  EPERM: 'This user has no permission for it',
  EROFS: 'The disk can only be read',
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk is full',
  EFBIG: 'The file would be larger than this disk or user may hold',
  ENAMETOOLONG: 'The name is too long',
  ELOOP: 'Its links lead in a circle',
  EMFILE: 'Too many files are open at once',
  ENFILE: 'Too many files are open at once',
  EBUSY: 'Another program or the system uses it',
};

/** What an error says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return code === 'ENOENT'
    ? 'There is no such file or folder (paths begin at the working folder, which of a notebook is its own)'
    : (REASONS[code] ?? error.message);
}

/** A path inside the project. */
export function inProject(...parts: readonly string[]): string {
  return join(projectRoot, ...parts);
}

const windows = process.platform === 'win32';

/** A program of the project's Python environment, such as `python`. */
export function venvProgram(name: string): string {
  return windows ? inProject('.venv', 'Scripts', `${name}.exe`) : inProject('.venv', 'bin', name);
}

/** Variables that make Jupyter take kernels and settings from `.venv` before those of the user. */
export const JUPYTER_ENV = { JUPYTER_PREFER_ENV_PATH: '1' };
