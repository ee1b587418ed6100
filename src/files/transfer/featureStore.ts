import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../replaceFile';

/** Features of pictures by the pictures' keys. */
export type StoredFeatures = Map<string, Float32Array>;

const HASH_BYTES = 32;
const PACK = /^[0-9a-f]{64}\.features$/;

/** Returns the SHA-256 of some texts and bytes, as 64 digits. */
export function keyOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * Returns all features that lie in a folder. A file that is damaged, cannot be read, or holds features of another length
 * counts as not there: they are computed anew. The folder may be missing.
 */
export async function readFeatures(folder: string, numFeatures: number): Promise<StoredFeatures> {
  const stored: StoredFeatures = new Map();
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => PACK.test(each))) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    for (const [key, row] of bytes ? unpack(bytes, numFeatures) : []) stored.set(key, row);
  }
  return stored;
}

/**
 * Adds features to a folder, in a file of their own, which is named by the keys it holds: two processes that compute the
 * same write the same, and those that compute different ones do not meet. What was damaged is replaced.
 */
export async function addFeatures(folder: string, features: StoredFeatures): Promise<void> {
  const body = [...features].flatMap(([key, row]) => [Buffer.from(key, 'hex'), bytesOf(row)]);
  const checksum = Buffer.from(keyOf(...body), 'hex');
  const name = `${keyOf(...[...features.keys()].sort())}.features`;
  await replaceFile(join(folder, name), [checksum, ...body]);
}

/** A file is the SHA-256 of all that follows, and then for each picture its key and its features. */
function unpack(bytes: Buffer, numFeatures: number): [key: string, row: Float32Array][] {
  const body = bytes.subarray(HASH_BYTES);
  const recordBytes = HASH_BYTES + numFeatures * Float32Array.BYTES_PER_ELEMENT;
  const isSound =
    body.length % recordBytes === 0 &&
    keyOf(body) === bytes.subarray(0, HASH_BYTES).toString('hex');
  if (!isSound) return [];
  return Array.from({ length: body.length / recordBytes }, (_, index) => {
    const record = body.subarray(index * recordBytes, (index + 1) * recordBytes);
    // A copy, since floats must begin at a multiple of 4 in memory
    const row = new Float32Array(new Uint8Array(record.subarray(HASH_BYTES)).buffer);
    return [record.subarray(0, HASH_BYTES).toString('hex'), row];
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
