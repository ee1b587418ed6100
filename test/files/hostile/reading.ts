import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A file that takes longer has no end: the readers take far less, even on a busy machine. */
const GUARD_SECONDS = 20;

/** What became of a file. */
interface Reading {
  readonly file: string;
  readonly message: string;
  readonly seconds: number;
  readonly isError: boolean;
  /** The most memory that the process had so far, in bytes. */
  readonly peak: number;
  /** The same before the first file: that of the libraries, of which TensorFlow takes most of what a file may. */
  readonly base: number;
}

export interface Readings {
  readonly readings: readonly Reading[];
  /** What the process said at its end; undefined when it had none of its own. */
  readonly ending?: { readonly polluted: boolean };
}

/** Reads files of one kind in a process of their own, which is ended when one of them keeps it too long. */
export async function readInProcess(kind: string, files: readonly string[]): Promise<Readings> {
  const child = spawn(
    process.execPath,
    ['--expose-gc', join(__dirname, 'readFiles.js'), kind, ...files],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const readings: Reading[] = [];
  let begun: string | undefined;
  let ending: Readings['ending'];
  const kill = () => child.kill('SIGKILL');
  let guard = setTimeout(kill, 3 * GUARD_SECONDS * 1000);
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line);
    clearTimeout(guard);
    guard = setTimeout(kill, GUARD_SECONDS * 1000);
    if (told.file === undefined) ending = told;
    if (told.message !== undefined) readings.push(told);
    begun = told.message === undefined ? told.file : undefined;
  }
  clearTimeout(guard);
  if (begun !== undefined)
    readings.push({
      file: begun,
      message: 'ended the process, or kept it',
      seconds: Infinity,
      isError: false,
      peak: Infinity,
      base: 0,
    });
  return { readings, ending };
}
