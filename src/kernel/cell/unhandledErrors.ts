import { AsyncLocalStorage } from 'node:async_hooks';
import { cellFrames } from './cellSources';

/** A run of a cell, to which the code that it started belongs. */
export interface CellOfCode {
  readonly name: string;
  /** Whether the reader has stopped it. */
  readonly isStopped: () => boolean;
}

/** An error that no `await` and no `try` of a cell met. */
export interface UnhandledError {
  readonly error: unknown;
  /** The cell whose code it comes from. */
  readonly cell: string;
  readonly kind: 'promise' | 'callback';
}

interface UnhandledErrorsOptions {
  /** Called with an error of the kernel itself. */
  readonly onKernelError: (error: unknown) => void;
  /** Called with each error of a cell, as soon as it is known. */
  readonly onUnhandled: (unhandled: UnhandledError) => void;
}

/** Time for file operations of a cell to fail within that cell, in milliseconds; on a busy machine they take long. */
const MAX_QUIET_WAIT = 500;

/** Collects the failures of promises that nobody awaits and of callbacks, and knows which cell each comes from. */
export class UnhandledErrors {
  private readonly cells = new AsyncLocalStorage<CellOfCode>();
  private readonly errors = new Map<unknown, UnhandledError>();

  constructor(private readonly options: UnhandledErrorsOptions) {}

  /**
   * Listens from now on. The process no longer ends with such an error, not even when a library (TensorFlow.js's
   * WebAssembly) throws what its own listener for rejections is told.
   */
  install(): void {
    process.on('unhandledRejection', (error, promise) => this.add(promise, error, 'promise'));
    process.on('rejectionHandled', (promise) => void this.errors.delete(promise));
    process.setUncaughtExceptionCaptureCallback((error) => {
      if (!this.isKnown(error)) this.add({}, error, 'callback');
    });
  }

  /** Calls a function so that whatever it starts is known to belong to the cell. */
  enter<Result>(cell: CellOfCode, run: () => Result): Result {
    return this.cells.run(cell, run);
  }

  /** The cell that the running code belongs to. */
  get currentCell(): CellOfCode | undefined {
    return this.cells.getStore();
  }

  /** Waits until promises and timers that fail at once have failed, and a little longer for files. */
  async settle(): Promise<void> {
    const start = performance.now();
    do {
      await nextTurn();
      await shortestTimer();
      await nextTurn();
    } while (isReadingFiles() && performance.now() - start < MAX_QUIET_WAIT);
  }

  /** Returns the errors so far and forgets them. */
  take(): UnhandledError[] {
    const taken = [...this.errors.values()];
    this.errors.clear();
    return taken;
  }

  private isKnown(error: unknown): boolean {
    return [...this.errors.values()].some((unhandled) => unhandled.error === error);
  }

  private add(key: unknown, error: unknown, kind: UnhandledError['kind']): void {
    const cell = this.currentCell?.name ?? cellFrames(error).at(-1)?.cell;
    if (cell === undefined) {
      this.options.onKernelError(error);
      return;
    }
    const unhandled: UnhandledError = { error, cell, kind };
    this.errors.set(key, unhandled);
    this.options.onUnhandled(unhandled);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Ends after every timer of no delay that was set before it. */
function shortestTimer(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

function isReadingFiles(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}
