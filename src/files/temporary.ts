import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stateOfProcess, thisProcess } from '../processes.cjs';

const TEMPORARY = /^\.creatures-([0-9a-f]{8}-\d+-\w+)-[0-9a-f]{12}\.tmp$/;
const ONE_DAY = 24 * 60 * 60 * 1000;

/** A path in a folder that nobody else uses, for a file or folder that is not finished; its name tells who makes it. */
export function temporaryPath(folder: string): string {
  return join(folder, `.creatures-${thisProcess()}-${randomBytes(6).toString('hex')}.tmp`);
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
  const [, writer] = TEMPORARY.exec(name)!;
  if (stateOfProcess(writer) === 'gone') return true;
  return Date.now() - (await stat(path)).mtimeMs > ONE_DAY;
}
