import { createHash } from 'node:crypto';
import { dirname, basename } from 'node:path';
import { tf } from '../network/tensorflow';
import type { NamedTensor } from '../training/optimizerState';
import { reasonOf } from '../project';
import { readAll, withFileOf } from './fileOfFolder';
import { checkWeight } from './modelFile';
import { parsePlainJson } from './plainJson';
import { replaceFile } from './replaceFile';

/** Begins each file: what it is, the version of its form, the hash of all that follows the line, the length of the header. */
const FIRST_LINE = /^creatures checkpoint (\d+) ([0-9a-f]{64}) (\d+)\n/;
const VERSION = 1;
/** More than the first line ever takes. */
const FIRST_LINE_BYTES = 128;

/** Tensors by name, and whatever else survives JSON; what was read may be anything. */
export interface CheckpointContent<Details = unknown> {
  readonly details: Details;
  readonly tensors: readonly NamedTensor[];
}

/** Writes tensors and details into one file, which whoever reads it sees whole or not at all. The tensors stay yours. */
export async function writeCheckpoint<Details>(
  file: string,
  { details, tensors }: CheckpointContent<Details>,
): Promise<void> {
  const specs = tensors.map(({ name, tensor }) => ({
    name,
    shape: tensor.shape,
    dtype: tensor.dtype,
  }));
  const arrays = await Promise.all(tensors.map(({ tensor }) => tensor.data()));
  const header = Buffer.from(JSON.stringify({ details, specs }));
  const pieces = [header, ...arrays.map(bytesOf)];
  const firstLine = `creatures checkpoint ${VERSION} ${hashOf(pieces)} ${header.length}\n`;
  await replaceFile(file, [Buffer.from(firstLine), ...pieces]);
}

/**
 * Reads such a file; you dispose the tensors. Its code is ENOENT when there is none.
 *
 * @throws Error that says what is wrong with the file
 */
export async function readCheckpoint(file: string): Promise<CheckpointContent> {
  const bytes = await withFileOf(dirname(file), basename(file), readAll);
  const line = FIRST_LINE.exec(Buffer.from(bytes.subarray(0, FIRST_LINE_BYTES)).toString('latin1'));
  if (!line) throw new Error('It is no checkpoint');
  const [{ length }, version, hash, headerLength] = line;
  if (Number(version) !== VERSION)
    throw new Error(`It was written in form ${version}, and this version reads form ${VERSION}`);
  const content = bytes.subarray(length);
  if (hashOf([content]) !== hash) throw new Error('It is damaged');
  const { details, specs } = parseHeader(content, Number(headerLength));
  const tensors = tf.io.decodeWeights(content.slice(Number(headerLength)).buffer, specs);
  return { details, tensors: specs.map(({ name }) => ({ name, tensor: tensors[name] })) };
}

interface Header {
  readonly details: unknown;
  readonly specs: tf.io.WeightsManifestEntry[];
}

/** Many times what the finished epochs and the names of the tensors take. */
const MAX_HEADER_BYTES = 5_000_000;

/** The hash tells that a file is whole, not that it was written here. */
function parseHeader(content: Uint8Array, length: number): Header {
  if (length > Math.min(content.length, MAX_HEADER_BYTES))
    throw new Error(`It is no checkpoint: its header claims ${length} bytes`);
  try {
    const { details, specs }: Partial<Header> = asHeader(content.subarray(0, length)) ?? {};
    if (!Array.isArray(specs)) throw new Error('lists no tensors');
    const numBytes = specs.reduce((sum, spec) => sum + checkWeight(spec).bytes, 0);
    if (length + numBytes === content.length) return { details, specs };
    throw new Error(`lists tensors of ${numBytes} bytes and holds ${content.length - length}`);
  } catch (error) {
    throw new Error(`It is no checkpoint: it ${reasonOf(error)}`, { cause: error });
  }
}

function asHeader(bytes: Uint8Array): Partial<Header> | null {
  return parsePlainJson(Buffer.from(bytes).toString()) as Partial<Header> | null;
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function hashOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
