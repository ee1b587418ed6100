/** Milliseconds that code may go from one `await` to the next without letting anything else happen. */
const MAX_BUSY = 50;

/** Gives the stop button, timers and requests their turn, though code awaits nothing but promises that are fulfilled. */
export class EventLoop {
  private turnedAt = performance.now();

  /** Whether nothing else has had its turn for long. */
  get isDue(): boolean {
    return performance.now() - this.turnedAt > MAX_BUSY;
  }

  /** Ends when everything else has had its turn. */
  turn(): Promise<void> {
    return new Promise((resolve) =>
      // Requests are read in the phase between two of these
      setImmediate(() =>
        setImmediate(() => {
          this.turnedAt = performance.now();
          resolve();
        }),
      ),
    );
  }
}
