import vm from 'node:vm';
import type * as TypeScript from '@tslab/typescript-for-tslab';
import { AwaitingCell, type CellGenerator } from '../cell/awaitingCell';
import { rewriteAwaits } from '../cell/rewriteAwaits';
import type { Place } from './sourceMaps';

interface CellScriptOptions {
  /** The name under which the code appears in stack traces. */
  readonly name: string;
  readonly compiler: typeof TypeScript;
  /** Calls a function as part of this cell, so that it is known whose code runs. */
  readonly enter: <Result>(run: () => Result) => Result;
}

type RunInThisContext = typeof vm.runInThisContext;

/**
 * Stands in for `vm.runInThisContext` while tslab runs one cell: gives the code a name, and lets a cell that awaits
 * run in a way that it can be stopped.
 */
export class CellScript {
  private awaitingCell: AwaitingCell | undefined;

  constructor(private readonly options: CellScriptOptions) {}

  /** The `await` of the cell's JavaScript that failed or was left. */
  get failedAt(): Place | undefined {
    return this.awaitingCell?.failedAt;
  }

  /** Returns whether there was an `await` to leave. */
  stop(): boolean {
    this.awaitingCell?.stop();
    return this.awaitingCell !== undefined;
  }

  /** Calls tslab's executor, which compiles and runs a cell before it returns its promise. */
  execute<Result>(executeCell: () => Result): Result {
    const runInThisContext = vm.runInThisContext;
    const restore = () => void Object.assign(vm, { runInThisContext });
    const replaced = (code: string, options: vm.RunningCodeOptions): unknown => {
      restore();
      return this.runCode(runInThisContext, code, options);
    };
    Object.assign(vm, { runInThisContext: replaced });
    try {
      return this.options.enter(executeCell);
    } finally {
      restore();
    }
  }

  private runCode(
    runInThisContext: RunInThisContext,
    code: string,
    options: vm.RunningCodeOptions,
  ): unknown {
    const { name: filename, compiler, enter } = this.options;
    const rewritten = rewriteAwaits(compiler, code);
    if (!rewritten) return runInThisContext(code, { ...options, filename });
    const generator = runInThisContext(rewritten.code, { filename }) as CellGenerator;
    this.awaitingCell = new AwaitingCell(generator, { awaits: rewritten.awaits, enter });
    return this.awaitingCell.run();
  }
}
