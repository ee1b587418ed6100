import type * as TypeScript from '@tslab/typescript-for-tslab';
import { createExecutor, type Executor } from 'tslab/dist/executor';
import type { CellRun } from './cellRun';
import { CellScript } from '../tslab/cellScript';
import type { CellSources } from './cellSources';
import { createConverters } from '../tslab/converters';
import { reportDiagnostics, withoutFollowUps } from './diagnostics';
import { reportThrown, type ErrorReport } from './errorReport';
import type { SourceMapRecorder } from '../tslab/sourceMaps';
import type { StrayErrors } from './strayErrors';

interface CellExecutorOptions {
  readonly compiler: typeof TypeScript;
  readonly recorder: SourceMapRecorder;
  readonly sources: CellSources;
  readonly strays: StrayErrors;
}

/** Compiles and runs cells with tslab's executor, and tells what went wrong instead of printing it. */
export class CellExecutor {
  readonly tslab: Executor;
  private cell: CellRun | undefined;
  private script: CellScript | undefined;

  constructor(private readonly options: CellExecutorOptions) {
    const converters = createConverters({
      onConverted: ({ diagnostics, output = '' }) => this.noteConverted(diagnostics, output),
      onModule: (diagnostics) => this.noteConverted(diagnostics, ''),
    });
    this.tslab = createExecutor(process.cwd(), converters, {
      log: (value: unknown) => this.cell?.showResult(value),
      error: (...messages: unknown[]) => this.noteError(messages),
    });
  }

  /** Runs a cell to its end. Returns what it failed with, `undefined` if it went well. */
  async run(cell: CellRun): Promise<ErrorReport | undefined> {
    const { compiler, strays } = this.options;
    this.cell = cell;
    this.script = new CellScript({
      name: cell.name,
      compiler,
      enter: (run) => strays.enter(cell.name, run),
    });
    try {
      await this.script.execute(() => this.tslab.execute(cell.code));
    } catch (error) {
      // The compiler itself gave up, or a value could not be shown
      cell.thrown ??= { error };
    }
    return this.report(cell, this.script);
  }

  /** Ends the cell that waits at an `await`. */
  interrupt(): void {
    if (!this.script?.stop()) this.tslab.interrupt();
  }

  private noteConverted(diagnostics: CellRun['diagnostics'], output: string): void {
    const { cell } = this;
    if (!cell) return;
    cell.diagnostics = withoutFollowUps(diagnostics, {
      compiler: this.options.compiler,
      code: cell.code,
    });
    const numCompiledLines = output.split('\n').length;
    this.options.sources.add(cell.name, {
      code: cell.code,
      numCompiledLines,
      maps: this.options.recorder.take(output),
    });
  }

  /** tslab prints a thrown value alone, what TypeScript finds as several values; that is noted already. */
  private noteError(messages: readonly unknown[]): void {
    if (this.cell && messages.length === 1) this.cell.thrown = { error: messages[0] };
  }

  private report(
    { name, code, diagnostics, thrown }: CellRun,
    { failedAt }: CellScript,
  ): ErrorReport | undefined {
    const { sources } = this.options;
    if (diagnostics.length > 0) return reportDiagnostics(diagnostics, { cell: name, code });
    const awaitedAt = failedAt && { cell: name, line: sources.locate(name, failedAt).line };
    return thrown && reportThrown(thrown.error, { sources, awaitedAt });
  }
}
