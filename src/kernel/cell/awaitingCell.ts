import { Interrupted } from './interrupted';
import type { Place } from '../tslab/sourceMaps';
import { stoppable } from './stoppable';

/** A cell's code as a generator that yields `[awaitIndex, promise]` for each `await`. */
export type CellGenerator = Generator<[number, unknown], unknown, unknown>;

interface AwaitingCellOptions {
  /** Where each `await` stands in the cell's JavaScript. */
  readonly awaits: readonly Place[];
  /** Calls a function as part of this cell, so that it is known whose code runs. */
  readonly enter: <Result>(run: () => Result) => Result;
}

type Resume = () => IteratorResult<[number, unknown], unknown>;

/** A cell that awaits: its code runs from one `await` to the next, and the reader can stop it at any of them. */
export class AwaitingCell {
  /** The `await` that a promise failed at, or at which the cell was stopped. */
  failedAt: Place | undefined;
  private awaiting: Place | undefined;
  private turn = 0;
  private stopping = false;
  private settle!: { resolve(): void; reject(error: unknown): void };

  constructor(
    private readonly generator: CellGenerator,
    private readonly options: AwaitingCellOptions,
  ) {}

  /** Runs the cell to its end. */
  run(): Promise<void> {
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
    if (this.stopping) return this.end(new Interrupted());
    this.stopping = true;
    this.failedAt = this.awaiting;
    this.advance(() => this.generator.return(undefined));
  }

  private advance(resume: Resume, rejection?: { error: unknown }): void {
    const turn = ++this.turn;
    try {
      const { done, value } = this.options.enter(() => stoppable(resume));
      if (done) this.end(this.stopping ? new Interrupted() : undefined);
      else this.wait(turn, value as [number, unknown]);
    } catch (error) {
      if (rejection && rejection.error === error) this.failedAt = this.awaiting;
      this.fail(error);
    }
  }

  private wait(turn: number, [index, awaited]: [number, unknown]): void {
    this.awaiting = this.options.awaits[index];
    const proceed = (resume: Resume, rejection?: { error: unknown }) => {
      if (turn === this.turn) this.advance(resume, rejection);
    };
    new Promise((resolve) => resolve(awaited)).then(
      (value) => proceed(() => this.generator.next(value)),
      (error: unknown) => proceed(() => this.generator.throw(error), { error }),
    );
  }

  private end(interruption?: Interrupted): void {
    this.turn++;
    if (interruption) this.settle.reject(interruption);
    else this.settle.resolve();
  }

  private fail(error: unknown): void {
    this.turn++;
    this.settle.reject(error);
  }
}
