import type { HostOutput } from '../../host';
import { toMimeBundles, shownParts, textBundle } from '../../display/mimeBundle';
import type { ExecuteRequest, Publish } from '../tslab/messages';
import { OutputStream } from '../outputStream';
import type { StreamName } from '../standardStreams';

interface CellRunOptions {
  readonly name: string;
  readonly executionCount: number;
  readonly publish: Publish;
}

/** One run of one cell: what it prints, shows and fails with. */
export class CellRun {
  readonly code: string;
  readonly silent: boolean;
  readonly name: string;
  readonly executionCount: number;
  /** The reader has pressed stop. */
  isStopping = false;
  private readonly output: OutputStream;

  constructor(
    { code, silent = false }: ExecuteRequest,
    private readonly options: CellRunOptions,
  ) {
    this.code = code;
    this.silent = silent;
    this.name = options.name;
    this.executionCount = options.executionCount;
    this.output = new OutputStream({ send: (name, text) => this.send('stream', { name, text }) });
  }

  /** Takes what is printed. */
  print(name: StreamName, text: string): void {
    this.output.write(name, text);
  }

  /** Sends a message below what has been printed so far. */
  publish(type: string, content: object): void {
    this.output.flush();
    this.send(type, content);
  }

  /** Sends an output that code of the cell shows. */
  showOutput({ data, displayId, update = false }: HostOutput): void {
    const transient = displayId === undefined ? {} : { display_id: displayId };
    this.publish(update ? 'update_display_data' : 'display_data', {
      data,
      metadata: {},
      transient,
    });
  }

  /** Shows the value of the cell's last expression. */
  showResult(value: unknown): void {
    const bundles = toMimeBundles(shownParts(value));
    bundles.forEach((data, index) => {
      const isLast = index === bundles.length - 1;
      try {
        this.publishBundle(data, isLast);
      } catch {
        // A bundle that does not survive JSON
        this.publishBundle(textBundle(data['text/plain']), isLast);
      }
    });
  }

  /** Sends what is still waiting to be printed. */
  flush(): void {
    this.output.flush();
  }

  private publishBundle(data: object, isResult: boolean): void {
    const { executionCount } = this;
    if (isResult)
      this.publish('execute_result', { execution_count: executionCount, data, metadata: {} });
    else this.publish('display_data', { data, metadata: {}, transient: {} });
  }

  private send(type: string, content: object): void {
    if (!this.silent) this.options.publish(type, content);
  }
}
