import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The project's folder (this file runs from dist/src/data). */
export const projectRoot = resolve(__dirname, '..', '..', '..');

/** The absolute form of a path: `~` is the home folder, anything else is relative to the working folder. */
export function resolvePath(path: string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : resolve(path);
}

/** What an error says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && error.code === 'ENOENT' ? `There is no such file or folder (working folder: ${process.cwd()})` : error.message;
}
