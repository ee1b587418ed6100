import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface SmallDisk {
  readonly folder: string;
  readonly bytes: number;
  readonly remove: () => void;
}

/** A disk in memory, so small that it is soon full. */
export function fullDisk(bytes = 1_000_000): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'creatures-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  const remove = (): void => {
    if (status === 0) spawnSync('umount', [folder]);
    rmdirSync(folder);
  };
  if (status === 0) return { folder, bytes, remove };
  remove();
  throw new Error('No disk could be mounted');
}

/** Why there can be no such disk here, or false: only root on Linux may mount one, and not in every container. */
export const noFullDisk = ((): string | false => {
  try {
    fullDisk().remove();
    return false;
  } catch {
    return 'no small disk can be mounted here';
  }
})();
