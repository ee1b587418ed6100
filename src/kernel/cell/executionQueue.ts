/** Requests that have arrived are surely read within so many milliseconds. */
const READING_TIME = 15;

interface Ticket {
  aborted: boolean;
}

/** Runs cells one after another, and drops those that were already waiting when one fails. */
export class ExecutionQueue {
  private readonly waiting = new Set<Ticket>();
  private tail: Promise<unknown> = Promise.resolve();

  /** Runs the task after all earlier ones. Returns its result, or `undefined` if it was dropped. */
  add<Result>(task: () => Promise<Result>): Promise<Result | undefined> {
    const ticket: Ticket = { aborted: false };
    this.waiting.add(ticket);
    const run = this.tail.then(() => {
      this.waiting.delete(ticket);
      return ticket.aborted ? undefined : task();
    });
    this.tail = run.catch(() => undefined);
    return run;
  }

  /** Drops every task that waits now; called from a task. Tasks added later run. */
  async dropWaiting(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, READING_TIME));
    for (const ticket of this.waiting) ticket.aborted = true;
  }
}
