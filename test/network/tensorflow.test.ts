import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { inProject } from '../../src/project';
import { largestDifference } from './sampleData';

const run = promisify(execFile);

/** The same program on each backend: building, training, predicting, with the import's own lines before the result. */
const PROGRAM = `
  const { sampleDataset, sampleNetwork, withoutDropout } = require(${JSON.stringify(inProject('dist/test/network/sampleData.js'))});
  const { train } = require(${JSON.stringify(inProject('dist/src/training/train.js'))});
  const { predict } = require(${JSON.stringify(inProject('dist/src/insight/predict.js'))});
  const { imageAt } = require(${JSON.stringify(inProject('dist/src/data/dataset.js'))});
  const { backendName, tf } = require(${JSON.stringify(inProject('dist/src/network/tensorflow.js'))});
  const atImport = backendName();
  const model = sampleNetwork({ seed: 1 });
  const dataset = sampleDataset({ numImages: 12 });
  train(model, dataset, { validationData: dataset, epochs: 3, batchSize: 8, seed: 1 }).then(({ history }) => {
    const shares = predict(model, imageAt(dataset.images, 0), { classNames: dataset.classNames });
    console.log(JSON.stringify({ atImport, backend: backendName(), history, shares }));
  });
`;

async function runProgram(env: NodeJS.ProcessEnv, before = '') {
  const { stdout, stderr } = await run(process.execPath, ['-e', before + PROGRAM], {
    env: { ...process.env, ...env },
  });
  const lines = stdout.trim().split('\n');
  return { stderr, lines: lines.slice(0, -1), result: JSON.parse(lines.at(-1) as string) };
}

/** Without the native ops, whose dropout draws other masks. */
const native = runProgram({ CREATURES_BACKEND: 'tensorflow', CREATURES_NATIVE_OPS: 'off' });
native.catch(() => undefined);

for (const backend of ['wasm', 'cpu']) {
  test(`train() gives the native library's numbers on ${backend}, dropout included, and nothing is printed`, async () => {
    const { result, lines, stderr } = await runProgram({ CREATURES_BACKEND: backend });
    assert.equal(result.backend, backend);
    assert.equal(result.atImport, 'cpu');
    assert.deepEqual(lines, []);
    assert.equal(stderr, '');
    const { history, shares } = (await native).result;
    for (const key of ['loss', 'acc', 'val_loss', 'val_acc']) {
      assert.ok(
        largestDifference(result.history[key], history[key]) < 1e-3,
        `${key}: ${result.history[key]} and ${history[key]}`,
      );
    }
    assert.ok(Math.abs(result.shares[0].probability - shares[0].probability) < 1e-3);
  });
}

test('startBackend() takes the native library where it is set up, and prints nothing', async () => {
  const { result, lines } = await native;
  assert.deepEqual([result.atImport, result.backend, lines], ['tensorflow', 'tensorflow', []]);
});

const WITHOUT_NATIVE = `
  const Module = require('node:module');
  const load = Module._load;
  Module._load = (name, ...rest) => { if (name === '@tensorflow/tfjs-node') throw new Error('no addon'); return load(name, ...rest); };
`;

test('startBackend() falls back to WebAssembly and tells once what that costs', async () => {
  const { result, lines } = await runProgram({ CREATURES_BACKEND: '' }, WITHOUT_NATIVE);
  assert.equal(result.backend, 'wasm');
  assert.equal(lines.length, 1);
  assert.match(
    lines[0],
    /native library is not set up here, so WebAssembly computes: training takes about \d+ times as long \(`npm start`/,
  );
});

test('CREATURES_BACKEND=tensorflow does not fall back', async () => {
  await assert.rejects(runProgram({ CREATURES_BACKEND: 'tensorflow' }, WITHOUT_NATIVE), /no addon/);
});

test('CREATURES_BACKEND refuses a name it does not know', async () => {
  await assert.rejects(
    runProgram({ CREATURES_BACKEND: 'gpu' }),
    /RangeError: CREATURES_BACKEND must be one of tensorflow, wasm, cpu, but is 'gpu'/,
  );
});

test('CREATURES_NATIVE_OPS switches the native ops off, and refuses a word it does not know', async () => {
  const { result } = await runProgram({
    CREATURES_BACKEND: 'tensorflow',
    CREATURES_NATIVE_OPS: 'on',
  });
  assert.notDeepEqual(
    result.history.loss,
    (await native).result.history.loss,
    'dropout draws other masks',
  );
  await assert.rejects(
    runProgram({ CREATURES_NATIVE_OPS: 'no' }),
    /RangeError: CREATURES_NATIVE_OPS must be one of on, off, but is 'no'/,
  );
});

test("loading the native library puts back Node's functions that tfjs-node calls", async () => {
  const before =
    "const util = require('node:util'); delete util.isNullOrUndefined; delete util.isArray;";
  const { result } = await runProgram({ CREATURES_BACKEND: 'tensorflow' }, before);
  assert.equal(result.backend, 'tensorflow');
});
