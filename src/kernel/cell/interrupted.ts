/** What a cell fails with when the reader presses stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('The cell was stopped');
  }
}

/** Returns whether a cell failed because the reader pressed stop, at an `await` or in the midst of a computation. */
export function isInterruption(error: unknown): boolean {
  return (
    error instanceof Interrupted ||
    (error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED'
  );
}
