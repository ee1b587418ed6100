import { stat, open, type FileHandle } from 'node:fs/promises';
import { resolvePath } from '../project';
import { forEachAtOnce } from './concurrently';

/** Bytes that come one after the other, each once. */
export interface ByteSource {
  /** How many are still to come. */
  readonly remaining: number;
  /** Fills the whole target with the next ones. Throws an Error when they end before. */
  fill(target: Uint8Array): Promise<void>;
}

/** An open file and how many bytes it holds. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly size: number;
}

/**
 * Opens a file, and closes it after `use`.
 *
 * @param path relative to the working folder, or with `~` for the home folder
 * @throws Error when it is missing, or a folder, a pipe or a device, which may have no end
 */
export async function withFile<Result>(
  path: string,
  use: (file: OpenFile) => Promise<Result>,
): Promise<Result> {
  const file = resolvePath(path);
  // Asked before opening: opening a pipe would wait for its writer
  const info = await stat(file);
  if (!info.isFile())
    throw new Error(`It is ${info.isDirectory() ? 'a folder' : 'no ordinary file'}`);
  const handle = await open(file);
  try {
    return await use({ handle, size: info.size });
  } finally {
    await handle.close();
  }
}

/** How many bytes are read at once where they are not read in one go. */
export const CHUNK_BYTES = 2 ** 18;

/** Pieces of a large read: large ones take less time, and small ones let others read in between; Node reads at most 2 gigabytes at once. */
const MIN_PIECE_BYTES = 2 ** 22;
const MAX_PIECE_BYTES = 2 ** 25;
const PIECES_AT_ONCE = 4;

/** What is left in a source, piece by piece. */
export async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  while (source.remaining > 0) {
    const chunk = new Uint8Array(Math.min(source.remaining, CHUNK_BYTES));
    await source.fill(chunk);
    yield chunk;
  }
}

/** The bytes of a file, or of a part of it. */
export class FileSource implements ByteSource {
  readonly #handle: FileHandle;
  #position: number;
  readonly #end: number;

  constructor({ handle, size }: OpenFile, { start = 0, end = size } = {}) {
    this.#handle = handle;
    this.#position = start;
    this.#end = end;
  }

  get remaining(): number {
    return this.#end - this.#position;
  }

  skip(numBytes: number): void {
    this.#position += numBytes;
  }

  /** Several pieces at once: most of the time goes into the pages of memory that the system lays out for them. */
  async fill(target: Uint8Array): Promise<void> {
    if (target.length > this.remaining) throw new Error('It ends before all was read');
    const start = this.#position;
    const share = Math.ceil(target.length / PIECES_AT_ONCE);
    const pieceBytes = Math.min(Math.max(share, MIN_PIECE_BYTES), MAX_PIECE_BYTES);
    const numPieces = Math.ceil(target.length / pieceBytes);
    const pieces = Array.from({ length: numPieces }, (_, index) => index * pieceBytes);
    await forEachAtOnce(pieces, PIECES_AT_ONCE, (offset) =>
      readAt(this.#handle, target.subarray(offset, offset + pieceBytes), start + offset),
    );
    this.#position += target.length;
  }

  /** Throws an Error when more bytes are there. */
  checkEnd(): void {
    if (this.remaining > 0) throw new Error(`It goes on for ${this.remaining} more bytes`);
  }
}

/** Fills the target with what stands at a position of the file. */
export async function readAt(
  handle: FileHandle,
  target: Uint8Array,
  position: number,
): Promise<void> {
  for (let filled = 0; filled < target.length;) {
    const length = target.length - filled;
    const { bytesRead } = await handle.read(target, filled, length, position + filled);
    if (bytesRead === 0)
      throw new Error(`It ended after ${position + filled} bytes while it was read`);
    filled += bytesRead;
  }
}
