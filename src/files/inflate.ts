import { Readable, pipeline } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { reasonOf } from '../project';
import { CHUNK_BYTES, chunksOf, type ByteSource } from './byteSource';

/** The bytes that deflated ones unfold into; never more of them in memory than were asked for, and one piece. */
export class InflateSource implements ByteSource {
  remaining: number;
  readonly #unfolded: AsyncIterator<Uint8Array<ArrayBuffer>, undefined>;
  #pending = new Uint8Array();

  /** @param numBytes how many bytes come out, as far as the file says the truth */
  constructor(packed: ByteSource, numBytes: number) {
    const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
    // Whoever reads `inflate` meets the error, too
    pipeline(Readable.from(chunksOf(packed)), inflate, () => undefined);
    this.#unfolded = (inflate as AsyncIterable<Uint8Array<ArrayBuffer>, undefined>)[
      Symbol.asyncIterator
    ]();
    this.remaining = numBytes;
  }

  async fill(target: Uint8Array): Promise<void> {
    for (let filled = 0; filled < target.length;) {
      if (this.#pending.length === 0) this.#pending = await this.#next();
      if (this.#pending.length === 0) throw new Error('It is shorter than the archive says');
      const some = this.#pending.subarray(0, target.length - filled);
      target.set(some, filled);
      filled += some.length;
      this.#pending = this.#pending.subarray(some.length);
    }
    this.remaining -= target.length;
  }

  /** Throws an Error when more bytes come out. */
  async checkEnd(): Promise<void> {
    if (this.#pending.length > 0 || (await this.#next()).length > 0)
      throw new Error('It is longer than the archive says');
  }

  async close(): Promise<void> {
    await this.#unfolded.return?.();
  }

  /** Nothing at the end. */
  async #next(): Promise<Uint8Array<ArrayBuffer>> {
    try {
      const { done, value } = await this.#unfolded.next();
      return done ? new Uint8Array() : value;
    } catch (error) {
      throw new Error(`It is damaged: it cannot be unpacked (${reasonOf(error)})`, {
        cause: error,
      });
    }
  }
}
