import type { Router } from 'zeromq';
import { ZmqServer } from 'tslab/dist/jupyter';
import type { KernelHandler } from './handler';
import type { ExecuteRequest, Message } from './messages';

interface KernelServerOptions {
  readonly configPath: string;
  /** Called with an error of the kernel itself. */
  readonly onKernelError: (error: unknown) => void;
}

/** The requests that tslab answers; it prints a warning into the reader's cell for any other. */
const ANSWERED = new Set([
  'kernel_info_request',
  'execute_request',
  'is_complete_request',
  'inspect_request',
  'complete_request',
  'comm_info_request',
  'shutdown_request',
]);
const DELIMITER = '<IDS|MSG>';
/** Milliseconds that the last replies have to leave the process. */
const FAREWELL = 100;

/** Speaks Jupyter's protocol over tslab's sockets. */
export class KernelServer extends ZmqServer {
  /** The request whose cell runs. */
  private running: Message | undefined;
  private latest: Message | undefined;
  /** A cell may go on for a moment after the sockets are closed; nobody hears it. */
  private isClosed = false;

  constructor(
    private readonly kernel: KernelHandler,
    private readonly options: KernelServerOptions,
  ) {
    super(kernel, options.configPath);
    // tslab keeps this method private; it is called when the sockets are made and have not sent anything yet
    Object.assign(this, { bindSocket: (socket: Router, port: number) => this.bind(socket, port) });
  }

  override async handleShellMessage(socket: Router, ...frames: Buffer[]): Promise<void> {
    try {
      if (ANSWERED.has(messageType(frames))) await super.handleShellMessage(socket, ...frames);
      else this.handleOther(socket, frames);
    } catch (error) {
      this.options.onKernelError(error);
    }
  }

  override publishStatus(status: string, parent: Message): void {
    if (this.isClosed) return;
    this.latest = parent;
    super.publishStatus(status, parent);
    // An answer given while a cell runs must not make the kernel look idle
    if (status === 'idle' && this.running && this.running !== parent)
      super.publishStatus('busy', this.running);
  }

  override async handleExecute(socket: Router, message: Message): Promise<void> {
    const content = await this.kernel.run(message.content as ExecuteRequest, {
      publish: (type, published) =>
        this.send(this.iopub, type, { content: published, parent: message }),
      onStart: () => {
        this.running = message;
        super.publishStatus('busy', message);
      },
    });
    this.running = undefined;
    this.send(socket, 'execute_reply', { content, parent: message });
  }

  override handleIsComplete(socket: Router, message: Message): void {
    this.send(socket, 'is_complete_reply', {
      content: this.kernel.handleIsComplete(message.content as never),
      parent: message,
    });
  }

  override handleCommInfoRequest(socket: Router, message: Message): void {
    this.send(socket, 'comm_info_reply', { content: { status: 'ok', comms: {} }, parent: message });
  }

  override close(): void {
    this.isClosed = true;
    super.close();
    // Timers that a cell left behind must not keep the process
    setTimeout(() => process.exit(0), FAREWELL);
  }

  private async bind(socket: Router, port: number): Promise<void> {
    // Without a limit nothing is lost, and a send is never put off: zeromq refuses a second one in the meantime
    socket.sendHighWaterMark = 0;
    socket.sendTimeout = 0;
    const { transport, ip } = this.connInfo;
    await socket.bind(`${transport}://${ip}:${port}`);
  }

  /** tslab publishes busy and idle and warns in between, all before it returns. */
  private handleOther(socket: Router, frames: Buffer[]): void {
    const { warn } = console;
    console.warn = () => {};
    try {
      void super.handleShellMessage(socket, ...frames);
    } finally {
      console.warn = warn;
    }
    if (!this.latest) return;
    if (messageType(frames) === 'interrupt_request') this.interrupt(socket, this.latest);
    if (messageType(frames) === 'history_request') {
      this.send(socket, 'history_reply', {
        content: { status: 'ok', history: [] },
        parent: this.latest,
      });
    }
  }

  private interrupt(socket: Router, parent: Message): void {
    this.kernel.interrupt();
    this.send(socket, 'interrupt_reply', { content: { status: 'ok' }, parent });
  }

  private send(
    socket: unknown,
    type: string,
    { content, parent }: { content: object; parent: Message },
  ): void {
    if (this.isClosed) return;
    const message = parent.createReply();
    message.header.msg_type = type;
    message.content = content;
    message.signAndSend(this.connInfo.key, socket);
  }
}

function messageType(frames: readonly Buffer[]): string {
  const delimiter = frames.findIndex((frame) => frame.toString() === DELIMITER);
  const header = JSON.parse(String(frames[delimiter + 2])) as { msg_type: string };
  return header.msg_type;
}
