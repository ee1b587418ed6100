import type { Sink, StreamName } from './standardStreams';

interface OutputStreamOptions {
  readonly send: Sink;
  /** Milliseconds for which texts are collected into one message: Jupyter drops outputs that come too thick and fast. */
  readonly interval?: number;
}

/** Sends what a cell prints, in few messages; text that is printed while JavaScript stays busy is sent as well. */
export class OutputStream {
  private name: StreamName = 'stdout';
  private text = '';
  private sentAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: OutputStreamOptions) {}

  /** Takes a printed text, to be sent at once or together with what follows. */
  write(name: StreamName, text: string): void {
    const { interval = 100 } = this.options;
    if (name !== this.name) this.flush();
    this.name = name;
    this.text += text;
    const wait = this.sentAt + interval - performance.now();
    if (wait <= 0) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Sends what is waiting, so that the next output stands below it. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.text) return;
    const { text } = this;
    this.text = '';
    this.sentAt = performance.now();
    this.options.send(this.name, text);
  }
}
