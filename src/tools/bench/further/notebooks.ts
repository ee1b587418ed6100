import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNotebooks } from '../../runner/notebooks';
import type { Writer } from '../../commands';
import type { FurtherLine } from '../table';

interface NotebookOptions {
  /** Takes what the runner prints. */
  readonly progress: Writer;
  /** Folder of the notebooks; that of the project unless told. */
  readonly folder?: string;
}

/**
 * Measures how long all notebooks take, one after another, each from a fresh kernel. The stored ones stay as they are.
 * @throws Error when one fails
 */
export async function measureNotebooks({
  progress,
  folder,
}: NotebookOptions): Promise<FurtherLine[]> {
  const out = await mkdtemp(join(tmpdir(), 'creatures-notebooks-'));
  try {
    const start = performance.now();
    const code = await runNotebooks(['--out', out], { out: progress, folder });
    if (code !== 0)
      throw new Error('The notebooks cannot be timed, since not all of them passed: see above');
    return [
      {
        what: 'minutes to run all notebooks',
        ours: ((performance.now() - start) / 60_000).toFixed(1),
        comparison: '–',
      },
    ];
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
