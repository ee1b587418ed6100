import type * as TypeScript from '@tslab/typescript-for-tslab';
import jupyter = require('tslab/dist/jupyter');
import { hidePaths } from '../../platform/hidePaths';
import type { CellExecutor } from '../cell/cellExecutor';
import { CellRun } from '../cell/cellRun';
import type { CellSources } from '../cell/cellSources';
import { joinReports, reportStray, type ErrorReport } from '../cell/errorReport';
import { ExecutionQueue } from '../cell/executionQueue';
import type { ExecuteReply, ExecuteRequest, KernelInfo, Publish } from './messages';
import type { Sink } from '../standardStreams';
import type { KernelHost } from '../kernelHost';
import type { StrayError, StrayErrors } from '../cell/strayErrors';

interface KernelHandlerOptions {
  readonly compiler: typeof TypeScript;
  readonly executor: CellExecutor;
  readonly sources: CellSources;
  readonly strays: StrayErrors;
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

/** Answers Jupyter's requests. */
export class KernelHandler extends jupyter.JupyterHandlerImpl {
  private readonly queue = new ExecutionQueue();
  private executionCount = 0;
  private numHidden = 0;
  private running: CellRun | undefined;
  private lastCell: CellRun | undefined;

  constructor(private readonly options: KernelHandlerOptions) {
    super(options.executor.tslab, false);
  }

  override handleKernel(): KernelInfo {
    const info = super.handleKernel();
    return { ...info, status: 'ok', language_info: { ...info.language_info, ...this.language() } };
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
  showStray(stray: StrayError): void {
    if (!this.running)
      this.lastCell?.publish(
        'error',
        reportStray(stray, { sources: this.options.sources, late: true }),
      );
  }

  override handleComplete(
    request: Parameters<Handler['handleComplete']>[0],
  ): ReturnType<Handler['handleComplete']> {
    try {
      return super.handleComplete(request);
    } catch {
      // The compiler gives up on some half-written code; an answer must come all the same
      const { cursor_pos: cursor } = request;
      return { status: 'ok', matches: [], cursor_start: cursor, cursor_end: cursor, metadata: {} };
    }
  }

  override handleInspect(
    request: Parameters<Handler['handleInspect']>[0],
  ): ReturnType<Handler['handleInspect']> {
    try {
      const reply = super.handleInspect(request);
      const texts = Object.entries(reply.data).map(([type, text]) => [type, hidePaths(text)]);
      return { ...reply, data: Object.fromEntries(texts) as Record<string, string> };
    } catch {
      return { status: 'ok', found: false, data: {}, metadata: {} };
    }
  }

  override handleShutdown({ restart }: { restart: boolean }) {
    return { status: 'ok', restart };
  }

  /** JupyterLab colors code by `codemirror_mode`, nbconvert by `pygments_lexer`; tslab's own mode means JavaScript. */
  private language() {
    const { version } = this.options.compiler;
    return {
      version,
      mimetype: 'application/typescript',
      codemirror_mode: 'typescript',
      pygments_lexer: 'typescript',
    };
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
    const strays = cell.silent ? [] : this.options.strays.take();
    if (strays.length === 0) return undefined;
    const report = this.reportStrays(strays, cell);
    return { ...report, traceback: [...report.traceback, NOT_RUN] };
  }

  private async execute(cell: CellRun): Promise<ErrorReport | undefined> {
    const { executor, strays } = this.options;
    const report = await executor.run(cell);
    await strays.settle();
    this.options.host.cellEnd.callAll();
    const found = strays.take();
    const reports = report ? [report] : [];
    return found.length > 0 ? joinReports([...reports, this.reportStrays(found, cell)]) : report;
  }

  private reportStrays(strays: readonly StrayError[], cell: CellRun): ErrorReport {
    const { sources } = this.options;
    return joinReports(
      strays.map((stray) => reportStray(stray, { sources, late: stray.cell !== cell.name })),
    );
  }
}
