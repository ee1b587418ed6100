import type * as TypeScript from '@tslab/typescript-for-tslab';
import { publishHost } from '../../host';
import { CellExecutor } from '../cell/cellExecutor';
import { CellSources } from '../cell/cellSources';
import { KernelHost } from '../kernelHost';
import { KernelHandler } from './handler';
import { KernelServer } from './server';
import type { SourceMapRecorder } from './sourceMaps';
import { replaceStandardStreams, writeToLog } from '../standardStreams';
import { StrayErrors } from '../cell/strayErrors';

interface StartOptions {
  /** Path of the connection file that Jupyter wrote. */
  readonly configPath: string;
  readonly recorder: SourceMapRecorder;
}

/** Starts the kernel and returns when it listens. */
export async function startKernel({ configPath, recorder }: StartOptions): Promise<void> {
  const redirect = replaceStandardStreams();
  const compiler = require('@tslab/typescript-for-tslab') as typeof TypeScript;
  const host = new KernelHost();
  publishHost(host);
  const sources = new CellSources();
  const strays: StrayErrors = new StrayErrors({
    onKernelError: log,
    onStray: (stray) => handler.showStray(stray),
  });
  const executor = new CellExecutor({ compiler, recorder, sources, strays });
  const handler = new KernelHandler({ compiler, executor, sources, strays, host, redirect });
  sources.installStackTraces();
  strays.install();
  process.on('SIGINT', () => handler.interrupt());
  // What libraries ought to call instead is nothing that a reader can mend
  process.noDeprecation = true;
  await new KernelServer(handler, { configPath, onKernelError: log }).init();
}

/** The kernel's own errors go to Jupyter's log: what is printed belongs to cells. */
function log(error: unknown): void {
  writeToLog('stderr', `${error instanceof Error ? error.stack : String(error)}\n`);
}
