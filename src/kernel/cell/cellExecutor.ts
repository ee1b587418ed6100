import vm from 'node:vm';
import { getCodeMetadata } from 'tslab/dist/metadata';
import { CellCompiler, type CompiledCell } from '../compiler/cellCompiler';
import { RUNTIME } from '../compiler/liveBindings';
import { lineOf } from '../compiler/sourcePosition';
import type { KernelHost } from '../kernelHost';
import { AwaitingCell, type CellGenerator } from './awaitingCell';
import { CellRequire } from './cellRequire';
import type { CellRun } from './cellRun';
import { CellRuntime, type Variable } from './cellRuntime';
import type { CellSources } from './cellSources';
import { reportFindings } from './diagnostics';
import { reportThrown, type ErrorReport } from './errorReport';
import type { EventLoop } from './eventLoop';
import type { UnhandledErrors } from './unhandledErrors';

interface CellExecutorOptions {
  /** The notebook's folder. */
  readonly folder: string;
  readonly sources: CellSources;
  readonly unhandledErrors: UnhandledErrors;
  readonly host: KernelHost;
  readonly eventLoop: EventLoop;
}

/** Compiles and runs cells, and tells what went wrong. */
export class CellExecutor {
  readonly compiler: CellCompiler;
  private readonly variables = new Map<string, Variable>();
  private readonly cellRequire: CellRequire;
  private running: AwaitingCell | undefined;

  constructor(private readonly options: CellExecutorOptions) {
    const { folder } = options;
    this.compiler = new CellCompiler(folder);
    this.cellRequire = new CellRequire({
      folder,
      moduleText: (path) => this.compiler.moduleText(path),
    });
  }

  /** Runs a cell to its end. Returns what it failed with, `undefined` if it went well. */
  async run(cell: CellRun): Promise<ErrorReport | undefined> {
    const { name, code } = cell;
    const { module, mode } = getCodeMetadata(code);
    // What is meant for a browser does not run here
    if (mode === 'browser') return undefined;
    if (module)
      return reportFindings(this.compiler.compileModule(module, code), { cell: name, code });
    const compiled = this.compiler.compile(code);
    if (!('javaScript' in compiled)) return reportFindings(compiled.findings, { cell: name, code });
    this.options.sources.add(name, { code, map: compiled.sourceMap });
    return this.runCompiled(cell, compiled);
  }

  /** Ends the cell that waits at an `await`. */
  interrupt(): void {
    this.running?.stop();
  }

  private async runCompiled(
    cell: CellRun,
    compiled: CompiledCell,
  ): Promise<ErrorReport | undefined> {
    const { sources, unhandledErrors, host } = this.options;
    this.cellRequire.refresh();
    const runtime = this.createRuntime(cell);
    const awaiting: AwaitingCell = new AwaitingCell(
      this.createGenerator(cell.name, compiled, runtime),
      {
        eventLoop: this.options.eventLoop,
        enter: (run) =>
          unhandledErrors.enter({ name: cell.name, isStopped: () => awaiting.isStopped }, run),
        isListening: () => !host.interrupts.isEmpty,
      },
    );
    this.running = awaiting;
    try {
      const { value } = await this.runAndClose(awaiting, runtime);
      compiled.keep(() => true);
      if (value !== undefined && value !== null) cell.showResult(value);
      return undefined;
    } catch (error) {
      compiled.keep((name) => runtime.declared.has(name));
      const { failedAt } = awaiting;
      const position = failedAt === undefined ? undefined : compiled.awaits[failedAt];
      const awaitedAt =
        position === undefined ? undefined : { cell: cell.name, line: lineOf(cell.code, position) };
      return reportThrown(error, { sources, awaitedAt });
    } finally {
      this.running = undefined;
    }
  }

  private async runAndClose(awaiting: AwaitingCell, runtime: CellRuntime) {
    try {
      return await awaiting.run();
    } finally {
      await runtime.close();
    }
  }

  private createRuntime({ name, code }: CellRun): CellRuntime {
    const { cellRequire, options } = this;
    const { eventLoop } = options;
    return new CellRuntime({
      onThrow: (value, position) =>
        options.sources.noteThrown(value, { cell: name, line: lineOf(code, position) }),
      eventLoop,
      require: cellRequire.require,
      isStopped: () => options.unhandledErrors.currentCell?.isStopped() ?? false,
    });
  }

  private createGenerator(
    name: string,
    { javaScript, variables }: CompiledCell,
    runtime: CellRuntime,
  ): CellGenerator {
    const parameters = [
      RUNTIME,
      'require',
      'exports',
      ...variables.map((variable) => RUNTIME + variable),
    ];
    const code = `(function* (${parameters.join(', ')}) {\n${javaScript}\n})`;
    const create = new vm.Script(code, { filename: name, lineOffset: -1 }).runInThisContext() as (
      ...values: unknown[]
    ) => CellGenerator;
    return create(
      runtime,
      this.cellRequire.require,
      {},
      ...variables.map((variable) => this.variable(variable)),
    );
  }

  private variable(name: string): Variable {
    const known = this.variables.get(name);
    if (known) return known;
    const created: Variable = { v: undefined };
    this.variables.set(name, created);
    return created;
  }
}
