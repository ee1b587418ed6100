/** Reads values one after the other from bytes and never past their end. */
export class ByteCursor {
  readonly bytes: Buffer;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.#position;
  }

  /** The next bytes, not copied. */
  take(length: number): Buffer {
    if (length > this.remaining)
      throw new Error(
        `It ends in the middle of a value: ${length} more bytes were announced at byte ${this.#position}, and ${this.remaining} are there`,
      );
    this.#position += length;
    return this.bytes.subarray(this.#position - length, this.#position);
  }

  /** The next line without its line feed. */
  line(maxBytes: number): Buffer {
    const length = this.bytes.indexOf(0x0a, this.#position) - this.#position;
    if (length < 0) throw new Error('It ends in the middle of a line');
    if (length > maxBytes)
      throw new Error(`A line is ${length} bytes long; at most ${maxBytes} were expected`);
    return this.take(length + 1).subarray(0, length);
  }

  uint8 = (): number => this.take(1)[0];
  uint16 = (): number => this.take(2).readUInt16LE();
  int32 = (): number => this.take(4).readInt32LE();
  uint32 = (): number => this.take(4).readUInt32LE();
  uint64 = (): number => Number(this.take(8).readBigUInt64LE());
  float64BigEndian = (): number => this.take(8).readDoubleBE();
}
