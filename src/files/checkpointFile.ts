import { createHash } from 'node:crypto';
import { dirname, basename } from 'node:path';
import { tf } from '../network/tensorflow';
import type { NamedTensor } from '../training/optimizerState';
import { readAll, withFileOf } from './fileOfFolder';
import { replaceFile } from './replaceFile';

/** Begins each file: what it is, the version of its form, the hash of all that follows the line, the length of the header. */
const FIRST_LINE = /^creatures checkpoint (\d+) ([0-9a-f]{64}) (\d+)\n/;
const VERSION = 1;
/** More than the first line ever takes. */
const FIRST_LINE_BYTES = 128;

/** Tensors by name, and whatever else survives JSON. */
export interface CheckpointContent<Details> {
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
export async function readCheckpoint<Details>(file: string): Promise<CheckpointContent<Details>> {
  const bytes = await withFileOf(dirname(file), basename(file), readAll);
  const line = FIRST_LINE.exec(Buffer.from(bytes.subarray(0, FIRST_LINE_BYTES)).toString('latin1'));
  if (!line) throw new Error('It is no checkpoint');
  const [{ length }, version, hash, headerLength] = line;
  if (Number(version) !== VERSION)
    throw new Error(`It was written in form ${version}, and this version reads form ${VERSION}`);
  const content = bytes.subarray(length);
  if (hashOf([content]) !== hash) throw new Error('It is damaged');
  const header = Buffer.from(content.subarray(0, Number(headerLength))).toString();
  const { details, specs } = JSON.parse(header) as {
    readonly details: Details;
    readonly specs: tf.io.WeightsManifestEntry[];
  };
  const tensors = tf.io.decodeWeights(content.slice(Number(headerLength)).buffer, specs);
  return { details, tensors: specs.map(({ name }) => ({ name, tensor: tensors[name] })) };
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function hashOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
