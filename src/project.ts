import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The project's folder (this file runs from dist/src). */
export const projectRoot = resolve(__dirname, '..', '..');

/** The absolute form of a path: `~` is the home folder, anything else is relative to the working folder. */
export function resolvePath(path: string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : resolve(path);
}

/** What an error says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && error.code === 'ENOENT'
    ? `There is no such file or folder (working folder: ${process.cwd()})`
    : error.message;
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
