import { publishHost } from '../../host';
import { CellExecutor } from '../cell/cellExecutor';
import { CellSources } from '../cell/cellSources';
import { EventLoop } from '../cell/eventLoop';
import { UnhandledErrors } from '../cell/unhandledErrors';
import { KernelHost } from '../kernelHost';
import { replaceStandardStreams, writeToLog } from '../standardStreams';
import { watchStopSignal } from '../watchProcess';
import { stopTrainings } from '../stopTraining';
import { KernelHandler } from './handler';
import { KernelServer } from './server';

/** Starts the kernel with the connection file that Jupyter wrote, and returns when it listens. */
export async function startKernel(configPath: string): Promise<void> {
  const redirect = replaceStandardStreams();
  const host = new KernelHost();
  publishHost(host);
  const eventLoop = new EventLoop();
  stopTrainings(host, eventLoop);
  const sources = new CellSources();
  const unhandledErrors: UnhandledErrors = new UnhandledErrors({
    onKernelError: log,
    onUnhandled: (error) => handler.showUnhandled(error),
  });
  const executor = new CellExecutor({
    folder: process.cwd(),
    sources,
    unhandledErrors,
    host,
    eventLoop,
  });
  const handler = new KernelHandler({ executor, sources, unhandledErrors, host, redirect });
  sources.installStackTraces();
  unhandledErrors.install();
  await watchStopSignal(() => handler.interrupt());
  // What libraries ought to call instead is nothing that a reader can mend
  process.noDeprecation = true;
  await new KernelServer(handler, { configPath, onKernelError: log }).init();
  // The first cell need not wait for what every cell is checked against
  setImmediate(() => executor.compiler.compile(''));
}

/** The kernel's own errors go to Jupyter's log: what is printed belongs to cells. */
function log(error: unknown): void {
  writeToLog('stderr', `${error instanceof Error ? error.stack : String(error)}\n`);
}
