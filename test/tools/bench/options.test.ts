import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseOptions } from '../../../src/tools/bench/options';
import { ROWS, picturesPerRound, rowName } from '../../../src/tools/bench/benchmarks';

test('parseOptions() without --only measures everything, in seven rounds', () => {
  const { rows, further, rounds, json } = parseOptions([]);
  assert.equal(rows.length, 2 * 3 * 3);
  assert.deepEqual(further, ['kernel', 'loading', 'memory', 'notebooks']);
  assert.equal(rounds, 7);
  assert.equal(json, undefined);
});

test("parseOptions() takes --only several times and keeps the table's order", () => {
  const { rows, further, rounds } = parseOptions([
    '--only',
    'predict:64:8',
    '--only',
    'kernel',
    '--only',
    'train:100:32',
    '--rounds',
    '3',
  ]);
  assert.deepEqual(rows, [
    { job: 'train', imageSize: 100, batchSize: 32 },
    { job: 'predict', imageSize: 64, batchSize: 8 },
  ]);
  assert.deepEqual(further, ['kernel']);
  assert.equal(rounds, 3);
});

test('parseOptions() says what --only can be when it is something else', () => {
  for (const name of [
    'train',
    'train:100',
    'train:100:31',
    'learn:32:8',
    'train:100:32:1',
    'memories',
    '',
  ]) {
    const possible = (error: Error) =>
      error instanceof RangeError &&
      error.message.includes(`"${name}"`) &&
      /train:SIZE:BATCH.*32, 64 or 100.*8, 32 or 128.*kernel, loading, memory, notebooks/.test(
        error.message,
      );
    assert.throws(() => parseOptions(['--only', name]), possible, name);
  }
});

test('parseOptions() refuses rounds that are no positive whole number, and words without an option', () => {
  for (const rounds of ['0', '-1', '2.5', 'many', ''])
    assert.throws(
      () => parseOptions([`--rounds=${rounds}`]),
      /--rounds needs a whole number above 0/,
    );
  assert.throws(() => parseOptions(['train:100:32']), /train:100:32/);
  assert.throws(() => parseOptions(['--fast']), /--fast/);
});

test('parseOptions() refuses a file that could not be written in the end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'creatures-options-'));
  try {
    assert.equal(
      parseOptions(['--json', join(folder, 'bench.json')]).json,
      join(folder, 'bench.json'),
    );
    assert.throws(
      () => parseOptions(['--json', join(folder, 'missing', 'bench.json')]),
      /there is no folder .*missing; make it/,
    );
    assert.throws(() => parseOptions(['--json', folder]), /it is a folder; name a file/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('picturesPerRound() gives whole batches, at least four, and more of small pictures', () => {
  for (const row of ROWS) {
    const numBatches = picturesPerRound(row) / row.batchSize;
    assert.ok(Number.isInteger(numBatches) && numBatches >= 4, rowName(row));
  }
  assert.equal(picturesPerRound({ imageSize: 100, batchSize: 32 }), 320);
  assert.ok(picturesPerRound({ imageSize: 32, batchSize: 32 }) > 1000);
});
