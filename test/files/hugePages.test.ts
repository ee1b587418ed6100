import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { bytesToFill } from '../../src/files/hugePages';
import { npyHeader } from '../../src/files/numpy/npyWriter';
import { ensureHugePages } from '../../src/tools/setup/hugePages';
import { findCompiler } from '../../src/tools/setup/nativeLibrary';
import { temporaryFolder } from './fixtures';

const path = join(temporaryFolder(), 'large.npy');
const shape = [200, 1024, 1024];
const NUM_BYTES = 200 * 2 ** 20;
const canAdvise = existsSync('/sys/kernel/mm/transparent_hugepage') && findCompiler();
const skip = canAdvise ? false : 'needs Linux with huge pages, and a C++ compiler';

before(async () => {
  await ensureHugePages();
  const header = npyHeader('|u1', shape);
  const file = await open(path, 'w');
  await file.write(header);
  await file.truncate(header.length + NUM_BYTES);
  await file.write(Uint8Array.of(7), 0, 1, header.length + NUM_BYTES - 1);
  await file.close();
});

interface Loaded {
  readonly shape: readonly number[];
  readonly bytes: readonly number[];
  readonly peak: number;
  readonly huge: number;
}

async function loadInChild(times: number, options: readonly string[] = []): Promise<Loaded> {
  const program = join(__dirname, 'hugeArray.js');
  const args = [...options, program, path, '0', '200', String(times)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

test('loadNpy() reads a large array into huge pages', { skip }, async () => {
  const { huge, ...loaded } = await loadInChild(1);
  assert.deepEqual([loaded.shape, loaded.bytes], [shape, [0, 7]]);
  assert.ok(huge > 0.9 * NUM_BYTES, `${huge} bytes`);
});

test('loadNpy() reads the same where nothing could be compiled', async () => {
  const { huge, ...loaded } = await loadInChild(1, ['--no-addons']);
  assert.deepEqual([loaded.shape, loaded.bytes, huge], [shape, [0, 7], 0]);
});

test('loadNpy() gives the memory of large arrays back', async () => {
  const { bytes, peak } = await loadInChild(20);
  assert.deepEqual(bytes, [0, 7]);
  assert.ok(peak < 5 * NUM_BYTES, `${peak} bytes`);
});

test('bytesToFill() gives bytes that are 0, and that can be moved to another thread', () => {
  const bytes = bytesToFill(2 ** 25 + 5);
  assert.ok(Buffer.from(bytes.buffer).equals(Buffer.alloc(bytes.length)));
  bytes[2 ** 25 + 4] = 9;
  const moved = structuredClone(bytes, { transfer: [bytes.buffer] });
  assert.deepEqual([moved.length, moved[2 ** 25 + 4], bytes.length], [2 ** 25 + 5, 9, 0]);
});

test('bytesToFill() throws a RangeError for more than the memory holds', () => {
  assert.throws(() => bytesToFill(2 ** 53 - 1), RangeError);
});
