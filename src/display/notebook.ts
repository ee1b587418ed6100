import type { EventEmitter } from 'node:events';
import type { MimeBundle } from '../figures/parts/displayable';

/** How an output gets its place in the notebook. */
export interface Placement {
  /** Names the output, so that it can be drawn over. */
  readonly displayId?: string;
  /** Draw over the output of that name, or a new output below the cell. */
  readonly update?: boolean;
}

interface DisplayData {
  readonly data: MimeBundle;
  readonly metadata: object;
  readonly transient: { readonly display_id?: string };
}

type WriteDisplayData = (content: DisplayData, update: boolean) => void;

/** The event on `process` by which our kernel tells that the code of a cell has ended, before the cell counts as done. */
const CELL_END = Symbol.for('creatures.cellEnd');

/** Calls the function once, when the running cell's code has ended. Returns a function that takes this back. */
export function onCellEnd(listener: () => void): () => void {
  const events: EventEmitter = process;
  events.once(CELL_END, listener);
  return () => void events.off(CELL_END, listener);
}

/** Tells the display functions that the code of a cell has ended; called by the kernel. */
export function endCell(): void {
  (process as EventEmitter).emit(CELL_END);
}

/**
 * Sends one output to the notebook. Returns whether it was taken: `false` outside a notebook and for a bundle that
 * does not survive JSON.
 */
export function publish(
  bundle: MimeBundle,
  { displayId, update = false }: Placement = {},
): boolean {
  const write = findWriter();
  if (!write) return false;
  try {
    write({ data: bundle, metadata: {}, transient: { display_id: displayId } }, update);
    return true;
  } catch {
    return false;
  }
}

/** Returns whether the code runs in a notebook. */
export function inNotebook(): boolean {
  return findWriter() !== undefined;
}

/**
 * The function by which the running copy of tslab sends outputs. It is looked for among the loaded modules: importing
 * tslab here would load a whole TypeScript compiler into every script that uses this package.
 */
function findWriter(): WriteDisplayData | undefined {
  const path = Object.keys(require.cache).find((name) =>
    /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(name),
  );
  const loaded =
    path && (require.cache[path]?.exports as { lastWriteDisplayData?: WriteDisplayData | null });
  return (loaded && loaded.lastWriteDisplayData) || undefined;
}
