import { createRequire } from 'node:module';
import { inProject } from '../project';

/** What the set-up compiles `hugePages.cc` to, where it can. */
export const hugePagesAddon = inProject('dist', 'src', 'files', 'hugePages.node');

/**
 * Less may lie in memory that stays with this process when the bytes are gone, and would be in huge pages for whatever
 * comes there; on Linux more than this always gets memory of its own.
 */
const LARGE_BYTES = 2 ** 25;

/**
 * New bytes, all 0, for the caller to fill at once: large ones in huge pages, which takes a third of the processor's time.
 * Where the set-up could not compile that, on systems other than Linux for example, they are the same bytes, filled slower.
 *
 * @throws RangeError when the memory that is free does not hold them
 * @example
 * bytesToFill(3) //=> Uint8Array(3) [ 0, 0, 0 ]
 */
export function bytesToFill(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  if (length >= LARGE_BYTES) findAdvice()?.(bytes.buffer);
  return bytes;
}

function findAdvice(): ((buffer: ArrayBuffer) => void) | undefined {
  try {
    return createRequire(__filename)(hugePagesAddon) as (buffer: ArrayBuffer) => void;
  } catch {
    return undefined;
  }
}
