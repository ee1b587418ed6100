import { join } from 'node:path';
import { projectRoot } from '../data/paths';

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
