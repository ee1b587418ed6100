import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nameOfProcess, stateOfProcess } from '../processes.cjs';

const TEMPORARY = /^\.creatures-([0-9a-f]{8}-\d+-\w+)-[0-9a-f]{12}(?:\.\w{1,8})?\.tmp$/;
const ONE_DAY = 24 * 60 * 60 * 1000;

/**
 * A path beside a file or folder that nobody else uses, for what will take its place once it is finished; the name tells
 * who makes it, and the ending of what.
 */
export function temporaryPath(place: string): string {
  const [ending = ''] = /\.\w{1,8}$/.exec(place) ?? [];
  const name = `.creatures-${nameOfProcess()}-${randomBytes(6).toString('hex')}${ending}.tmp`;
  return join(dirname(place), name);
}

/** Whether a path is one of `temporaryPath`, of this process or any other. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Removes what processes left unfinished in a folder because they were killed. What a process that still runs is writing
 * stays. Never throws: whoever calls it has done their work already.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.allSettled(
    names.filter(isTemporary).map(async (name) => {
      const path = join(folder, name);
      if (await isLeftover(name, path)) await rm(path, { recursive: true, force: true });
    }),
  );
}

/** Nobody writes at one file for a day: where a process cannot be asked, time tells that it is gone. */
async function isLeftover(name: string, path: string): Promise<boolean> {
  const writer = TEMPORARY.exec(name)?.[1];
  if (writer && stateOfProcess(writer) === 'gone') return true;
  return Date.now() - (await stat(path)).mtimeMs > ONE_DAY;
}
