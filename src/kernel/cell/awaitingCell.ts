import type { EventLoop } from './eventLoop';
import { Interrupted } from './interrupted';
import { stoppable } from './stoppable';

/** A cell's code as a generator that yields `[awaitIndex, promise]` for each `await`, and returns its last value. */
export type CellGenerator = Generator<readonly [number, unknown], unknown, unknown>;

interface AwaitingCellOptions {
  readonly eventLoop: EventLoop;
  /** Calls a function as part of this cell, so that it is known whose code runs. */
  readonly enter: <Result>(run: () => Result) => Result;
  /** Whether code listens to the stop button itself, so that a press must not stop it by force. */
  readonly isListening: () => boolean;
}

type Step = IteratorResult<readonly [number, unknown], unknown>;
type Resume = () => Step;

/** A cell that runs from one `await` to the next; the reader can stop it at any of them, or between them. */
export class AwaitingCell {
  /** Which `await` a promise failed at, or the cell was stopped at. */
  failedAt: number | undefined;
  /** The reader has stopped it: what it has started must come to an end, too. */
  isStopped = false;
  private awaiting: number | undefined;
  private isRunning = false;
  private turn = 0;
  private settle:
    { resolve(result: { value: unknown }): void; reject(error: unknown): void } | undefined;

  constructor(
    private readonly generator: CellGenerator,
    private readonly options: AwaitingCellOptions,
  ) {}

  /** Runs the cell to its end. Returns the value of its last expression, which may be a promise. */
  run(): Promise<{ readonly value: unknown }> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.advance(() => this.generator.next());
    });
  }

  /**
   * Leaves the cell at the `await` it stands at: `finally` blocks run, nothing after them, and what was awaited goes
   * on unseen. A second call does not wait for the `finally` blocks either.
   */
  stop(): void {
    if (this.isStopped) {
      this.reject(new Interrupted());
      return;
    }
    this.isStopped = true;
    this.failedAt = this.awaiting;
    if (!this.isRunning) this.leave();
  }

  private leave(): void {
    this.advance(() => this.generator.return(undefined));
  }

  private advance(resume: Resume, rejection?: { error: unknown }): void {
    const turn = ++this.turn;
    const wasStopped = this.isStopped;
    try {
      const { done, value } = this.step(resume);
      if (done) this.end(value);
      else if (this.isStopped && !wasStopped) this.leave();
      else this.wait(turn, value);
    } catch (error) {
      if (rejection && rejection.error === error) this.failedAt = this.awaiting;
      this.reject(error);
    }
  }

  private step(resume: Resume): Step {
    const { enter, isListening } = this.options;
    this.isRunning = true;
    try {
      return enter(() => (isListening() ? resume() : stoppable(resume)));
    } finally {
      this.isRunning = false;
    }
  }

  private wait(turn: number, [index, awaited]: readonly [number, unknown]): void {
    this.awaiting = index;
    new Promise((resolve) => resolve(awaited)).then(
      (value) => this.proceed(turn, () => this.generator.next(value)),
      (error: unknown) => this.proceed(turn, () => this.generator.throw(error), { error }),
    );
  }

  private async proceed(
    turn: number,
    resume: Resume,
    rejection?: { error: unknown },
  ): Promise<void> {
    if (this.options.eventLoop.isDue) await this.options.eventLoop.turn();
    if (turn === this.turn) this.advance(resume, rejection);
  }

  private end(value: unknown): void {
    this.turn++;
    if (this.isStopped) this.settle?.reject(new Interrupted());
    else this.settle?.resolve({ value });
  }

  private reject(error: unknown): void {
    this.turn++;
    this.settle?.reject(error);
  }
}
