import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runBench } from '../../../src/tools/bench/bench';
import { findPyTorch } from '../../../src/tools/bench/contenders';
import type { BenchRecord } from '../../../src/tools/bench/table';

/** Runs the benchmark; returns its exit code and what it printed. */
async function run(...args: string[]) {
  const [printed, progress] = [collect(), collect()];
  const code = await runBench(args, { out: printed, progress });
  return { code, printed: printed.text(), progress: progress.text() };
}

function collect() {
  let kept = '';
  return {
    write: (text: string) => {
      kept += text;
      return true;
    },
    text: () => kept,
  };
}

test('runBench() measures a row side by side and writes its figures', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'creatures-json-'));
  try {
    const file = join(folder, 'bench.json');
    const { code, printed, progress } = await run(
      '--only',
      'train:32:8',
      '--rounds',
      '1',
      '--json',
      file,
    );
    assert.equal(code, 0, progress);
    checkRecords(JSON.parse(readFileSync(file, 'utf8')));
    assert.match(printed, /^.*processors.*TensorFlow\.js 4\.22\.0 on TensorFlow \d.*Keras \d/);
    assert.match(printed, /\n\| train \| 32 \| 8 \| \d[\d.]* \([\d.]+–[\d.]+\) \|/);
    assert.match(printed, /train:32:8 fit [\d.]+\*?, train_on_batch [\d.]+/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function checkRecords(records: readonly BenchRecord[]): void {
  const names = ['ours', 'tfjs-node', 'keras', ...(findPyTorch() ? ['pytorch'] : []), 'floor'];
  assert.deepEqual(
    records.map(({ contender }) => contender),
    names,
  );
  for (const { msPerImage, ...rest } of records) {
    assert.ok(Number.isFinite(msPerImage) && msPerImage > 0, `${rest.contender} ${msPerImage}`);
    assert.deepEqual(
      { ...rest, contender: '' },
      { job: 'train', imageSize: 32, batchSize: 8, contender: '' },
    );
  }
}

test('runBench() measures the start of a kernel by name', async () => {
  const { code, printed, progress } = await run('--only', 'kernel', '--rounds', '1');
  assert.equal(code, 0, progress);
  assert.match(
    printed,
    /\| seconds from the start of a kernel to the first prediction \| \d[\d.]* \([^|]*\) \| \d[\d.]* \([^|]*\) in Python's kernel with Keras \|/,
  );
  assert.doesNotMatch(printed, /pixels/);
});

test('runBench() answers a command line that makes no sense with what is possible, and exits with 2', async () => {
  const { code, printed, progress } = await run('--only', 'train:1:1');
  assert.equal(code, 2);
  assert.equal(printed, '');
  assert.match(progress, /^--only cannot measure "train:1:1"[^]*npm run bench -- /);
});

test('runBench() --help prints the options', async () => {
  const { code, printed } = await run('--help');
  assert.equal(code, 0);
  assert.match(printed, /--only[^]*--rounds[^]*--json[^]*PYTORCH_PYTHON/);
});
