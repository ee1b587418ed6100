import type { MimeBundle } from '../figures/parts/displayable';
import { findHost } from '../host';

/** How an output gets its place in the notebook. */
export interface Placement {
  /** Names the output, so that it can be drawn over. */
  readonly displayId?: string;
  /** Draw over the output of that name, or a new output below the cell. */
  readonly update?: boolean;
}

/** Calls the function once, when the running cell's code has ended. Returns a function that takes this back. */
export function onCellEnd(listener: () => void): () => void {
  return findHost().onCellEnd(listener);
}

/**
 * Sends one output to the notebook. Returns whether it was taken: `false` outside a notebook and for a bundle that
 * does not survive JSON.
 */
export function publish(bundle: MimeBundle, placement: Placement = {}): boolean {
  const host = findHost();
  if (!host.inNotebook()) return false;
  try {
    host.publish({ data: bundle, ...placement });
    return true;
  } catch {
    return false;
  }
}

/** Returns whether the code runs in a notebook. */
export function inNotebook(): boolean {
  return findHost().inNotebook();
}
