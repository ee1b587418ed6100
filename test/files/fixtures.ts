import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NdArray } from '../../src/data/arrays';
import { isNdArray } from '../../src/files/numpy/npyReader';
import type { NpyValue } from '../../src/files/numpy/pickleItems';
import { inProject, venvProgram } from '../../src/project';

/** A new folder that is removed when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'creatures-data-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a kept Python script below `test` prints. */
export async function runPython(script: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    venvProgram('python'),
    [inProject('test', script), ...args],
    { maxBuffer: 2 ** 26 },
  );
  return stdout;
}

/** A value of ours in the words of makeNpyFixtures.py, so that the two can be compared. */
export function described(value: NpyValue): unknown {
  if (isNdArray(value)) return describedArray(value);
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) return value.map(described);
  if (value instanceof Map)
    return { entries: [...value].map(([key, item]) => [described(key), described(item)]) };
  return value;
}

function describedArray({ data, shape }: NdArray): unknown {
  if (data.length <= 1000)
    return { data: data.constructor.name, shape, values: Array.from<number | bigint>(data) };
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    data: data.constructor.name,
    shape,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

const DATA_OF_TYPE: Readonly<Record<string, string>> = {
  u1: 'Uint8Array',
  i1: 'Int8Array',
  u2: 'Uint16Array',
  i2: 'Int16Array',
  u4: 'Uint32Array',
  i4: 'Int32Array',
  u8: 'BigUint64Array',
  i8: 'BigInt64Array',
  f2: 'Float32Array',
  f4: 'Float32Array',
  f8: 'Float64Array',
  b1: 'Uint8Array',
};

interface FromPython {
  readonly type?: string;
  readonly values?: readonly string[];
  readonly integer?: string;
  readonly float?: string;
  readonly entries?: readonly unknown[];
}

/** What Python says of a value, as our own reading should describe it. */
export function fromPython(said: unknown): unknown {
  if (Array.isArray(said)) return said.map(fromPython);
  if (typeof said !== 'object' || said === null) return said;
  const { type, values, integer, float, entries, ...rest }: FromPython = said;
  if (integer !== undefined)
    return Number.isSafeInteger(Number(integer)) ? Number(integer) : BigInt(integer);
  if (float !== undefined) return pythonFloat(float);
  if (entries !== undefined) return { entries: fromPython(entries) };
  if (type === undefined) return rest;
  const read = (text: string): bigint | number =>
    type === 'u8' || type === 'i8' ? BigInt(text) : pythonFloat(text);
  return { data: DATA_OF_TYPE[type], ...rest, ...(values && { values: values.map(read) }) };
}

function pythonFloat(text: string): number {
  const special: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: NaN };
  return special[text] ?? Number(text);
}
