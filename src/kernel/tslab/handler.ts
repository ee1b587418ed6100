import jupyter = require('tslab/dist/jupyter');
import { hidePaths } from '../../platform/hidePaths';
import type { CellExecutor } from '../cell/cellExecutor';
import { CellRun } from '../cell/cellRun';
import type { CellSources } from '../cell/cellSources';
import { joinReports, reportThrown, reportUnhandled, type ErrorReport } from '../cell/errorReport';
import { complete, inspectAt } from '../compiler/cellHelp';
import { ExecutionQueue } from '../cell/executionQueue';
import type { ExecuteReply, ExecuteRequest, KernelInfo, Publish } from './messages';
import type { Sink } from '../standardStreams';
import type { KernelHost } from '../kernelHost';
import { LANGUAGE_INFO } from '../languageInfo';
import type { UnhandledError, UnhandledErrors } from '../cell/unhandledErrors';

interface KernelHandlerOptions {
  readonly executor: CellExecutor;
  readonly sources: CellSources;
  readonly unhandledErrors: UnhandledErrors;
  readonly host: KernelHost;
  /** Makes a cell take what is printed. */
  readonly redirect: (sink: Sink) => void;
}

type Handler = jupyter.JupyterHandlerImpl;

interface RunOptions {
  readonly publish: Publish;
  /** Called when the cell's turn has come. */
  readonly onStart?: () => void;
}

const NOT_RUN = 'This cell has not run: put the other one right, then run both again';

const NO_EXECUTOR = { close: () => undefined };

/** Answers Jupyter's requests. */
export class KernelHandler extends jupyter.JupyterHandlerImpl {
  private readonly queue = new ExecutionQueue();
  private executionCount = 0;
  private numHidden = 0;
  private running: CellRun | undefined;
  private lastCell: CellRun | undefined;

  constructor(private readonly options: KernelHandlerOptions) {
    // Whatever would ask tslab's own executor is answered here
    super(NO_EXECUTOR as never, false);
  }

  override handleKernel(): KernelInfo {
    const info = super.handleKernel();
    return { ...info, status: 'ok', language_info: LANGUAGE_INFO };
  }

  /** Runs a cell after those that came before it. */
  async run(request: ExecuteRequest, options: RunOptions): Promise<ExecuteReply> {
    const reply = await this.queue.add(() => this.runNow(request, options));
    return reply ?? { status: 'aborted', execution_count: this.executionCount };
  }

  /**
   * Tells those that listen to the stop button. If there are none, or at a second press, ends the cell that waits at an
   * `await`; a cell that computes is stopped by the signal itself.
   */
  interrupt(): void {
    const { running } = this;
    if (!running) return;
    const isTaken = this.options.host.interrupts.callAll() && !running.isStopping;
    running.isStopping = true;
    if (!isTaken) this.options.executor.interrupt();
  }

  /** Shows an error of a cell that has ended long ago, unless a running cell will fail with it. */
  showUnhandled(error: UnhandledError): void {
    const { sources } = this.options;
    if (!this.running)
      this.lastCell?.publish('error', reportUnhandled(error, { sources, late: true }));
  }

  override handleComplete({
    code,
    cursor_pos: cursor,
  }: Parameters<Handler['handleComplete']>[0]): ReturnType<Handler['handleComplete']> {
    const reply = { status: 'ok', metadata: {} } as const;
    try {
      const { compiler } = this.options.executor;
      const { names, start, end } = complete(compiler, code, toIndex(code, cursor));
      const [cursor_start, cursor_end] = [toCursor(code, start), toCursor(code, end)];
      return { ...reply, matches: [...names], cursor_start, cursor_end };
    } catch {
      // The compiler gives up on some half-written code; an answer must come all the same
      return { ...reply, matches: [], cursor_start: cursor, cursor_end: cursor };
    }
  }

  override handleInspect({
    code,
    cursor_pos: cursor,
  }: Parameters<Handler['handleInspect']>[0]): ReturnType<Handler['handleInspect']> {
    const text = this.inspect(code, toIndex(code, cursor));
    const data: Record<string, string> =
      text === undefined ? {} : { 'text/plain': hidePaths(text) };
    return { status: 'ok', found: text !== undefined, data, metadata: {} };
  }

  override handleShutdown({ restart }: { restart: boolean }) {
    return { status: 'ok', restart };
  }

  private inspect(code: string, position: number): string | undefined {
    try {
      return inspectAt(this.options.executor.compiler, code, position);
    } catch {
      return undefined;
    }
  }

  private async runNow(
    request: ExecuteRequest,
    { publish, onStart }: RunOptions,
  ): Promise<ExecuteReply> {
    const cell = this.open(request, publish);
    onStart?.();
    if (!cell.silent)
      cell.publish('execute_input', { code: cell.code, execution_count: cell.executionCount });
    const report = this.refuse(cell) ?? (await this.execute(cell));
    if (report) cell.publish('error', report);
    cell.flush();
    this.running = undefined;
    if (!report)
      return {
        status: 'ok',
        execution_count: cell.executionCount,
        user_expressions: {},
        payload: [],
      };
    if (request.stop_on_error !== false) await this.queue.dropWaiting();
    return { status: 'error', execution_count: cell.executionCount, ...report };
  }

  private open(request: ExecuteRequest, publish: Publish): CellRun {
    const counts = !request.silent && request.store_history !== false;
    if (counts) this.executionCount++;
    const name = counts ? `cell [${this.executionCount}]` : `cell [hidden ${++this.numHidden}]`;
    const cell = new CellRun(request, { name, executionCount: this.executionCount, publish });
    this.running = this.lastCell = cell;
    this.options.redirect((stream, text) => cell.print(stream, text));
    this.options.host.send = (output) => cell.showOutput(output);
    // What tslab's own `display` of a cell calls
    Object.assign(jupyter, {
      lastWriteDisplayData: (data: object, update: boolean) =>
        cell.publish(update ? 'update_display_data' : 'display_data', data),
    });
    return cell;
  }

  /** An error that came after its cell had ended is reported by the next one, so that no runner overlooks it. */
  private refuse(cell: CellRun): ErrorReport | undefined {
    const errors = cell.silent ? [] : this.options.unhandledErrors.take();
    if (errors.length === 0) return undefined;
    const report = this.reportAll(errors, cell);
    return { ...report, traceback: [...report.traceback, NOT_RUN] };
  }

  private async execute(cell: CellRun): Promise<ErrorReport | undefined> {
    const { executor, unhandledErrors, host } = this.options;
    const report = await this.runSafely(cell, executor);
    await unhandledErrors.settle();
    host.cellEnd.callAll();
    host.interrupts.clear();
    const found = unhandledErrors.take();
    const reports = report ? [report] : [];
    return found.length > 0 ? joinReports([...reports, this.reportAll(found, cell)]) : report;
  }

  /** The compiler itself may give up; that is an error of the cell like any other. */
  private async runSafely(cell: CellRun, executor: CellExecutor): Promise<ErrorReport | undefined> {
    try {
      return await executor.run(cell);
    } catch (error) {
      return reportThrown(error, { sources: this.options.sources });
    }
  }

  private reportAll(errors: readonly UnhandledError[], cell: CellRun): ErrorReport {
    const { sources } = this.options;
    return joinReports(
      errors.map((error) => reportUnhandled(error, { sources, late: error.cell !== cell.name })),
    );
  }
}

/** Jupyter counts characters, JavaScript halves of those beyond the first 65,536. */
function toIndex(code: string, cursor: number): number {
  return [...code].slice(0, cursor).join('').length;
}

function toCursor(code: string, index: number): number {
  return [...code.slice(0, index)].length;
}
