import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { inProject } from '../../src/project';
import { isMissing } from '../fast-ops/compare';
import { largestDifference } from '../network/sampleData';

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
  const { stdout, stderr } = await runCode(before + PROGRAM, env);
  const lines = stdout.trim().split('\n');
  return { stderr, lines: lines.slice(0, -1), result: JSON.parse(lines.at(-1) as string) };
}

function runCode(code: string, env: NodeJS.ProcessEnv = { CREATURES_BACKEND: '' }) {
  const options = { cwd: inProject(), env: { ...process.env, ...env } };
  return run(process.execPath, ['-e', code], options);
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

const CREATURES = `const { backendName, imageAt, imagesToTensor, tf } = require('creatures');`;

test('who only reads pictures does not load the native library, and nothing is printed', async () => {
  const code = `${CREATURES}
    imageAt({ data: new Uint8Array(3), shape: [1, 1, 1, 3] }, 0);
    console.log(tf.getBackend() ?? 'none yet');`;
  assert.deepEqual(await runCode(code), { stdout: 'none yet\n', stderr: '' });
});

const FIRST_USES = {
  'an operation that makes one': 'tf.zeros([2]);',
  'tf.ready()': 'await tf.ready();',
  'a layer of a network':
    'tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });',
  'the import of tfjs-node': `require('@tensorflow/tfjs-node');`,
  'the import of tfjs-node before': '',
};

for (const [name, use] of Object.entries(FIRST_USES)) {
  test(`${name} loads the native library with its fast ops`, async () => {
    const before = use ? '' : `require('@tensorflow/tfjs-node');`;
    const code = `${before} ${CREATURES} (async () => {
      ${use}
      console.log(tf.getBackend(), tf.backend().constructor.name, tf.env().getBool('CREATURES_BIAS'), tf.add(1, 2).dataSync()[0]);
    })();`;
    assert.equal((await runCode(code)).stdout, 'tensorflow NodeJSKernelBackend true 3\n');
  });
}

test(
  'the first use may be the call of a layer, the making of pictures or a switch',
  { skip: isMissing('DROPOUT') || isMissing('PIXELS') },
  async () => {
    const first = (use: string) => runCode(`${CREATURES} ${OPS} console.log(${use});`);
    const OPS = `const ops = []; const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');
    const own = NodeJSKernelBackend.prototype.executeMultipleOutputs;
    NodeJSKernelBackend.prototype.executeMultipleOutputs = function (name, ...rest) { ops.push(name); return own.call(this, name, ...rest); };`;
    const layer = `(tf.layers.dropout({ rate: 0.5 }).call(tf.ones([4]), { training: true }), ops.includes('CreaturesDropout'))`;
    const pictures = `(imagesToTensor({ data: new Uint8Array(3), shape: [1, 1, 1, 3] }), ops.includes('CreaturesPixels'))`;
    const off = `(tf.env().set('CREATURES_DROPOUT', false), ${layer})`;
    assert.equal((await first(layer)).stdout, 'true\n');
    assert.equal((await first(pictures)).stdout, 'true\n');
    assert.equal((await first(off)).stdout, 'false\n');
  },
);

test('a network is read from and written to file:// before anything has loaded the native library', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'creatures-files-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const url = (name: string) => JSON.stringify(`file://${join(folder, name)}`);
  await runCode(`${CREATURES}
    tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }).save(${url('a')});`);
  const code = `${CREATURES} (async () => {
    const model = await tf.loadLayersModel(${url('a/model.json')});
    await model.save(${url('b')});
    await tf.loadLayersModel(${url('b/model.json')});
    console.log(tf.getBackend(), model.layers.length);
  })();`;
  assert.equal((await runCode(code)).stdout, 'tensorflow 1\n');
});

for (const first of ['tf.zeros([1])', 'await tf.ready()']) {
  test(`where the native library does not load, ${first} lets plain JavaScript compute, then WebAssembly`, async () => {
    const code = `${WITHOUT_NATIVE} ${CREATURES} (async () => {
      ${first};
      const sum = tf.add(1, 2).dataSync()[0];
      console.log(backendName(), sum);
      while (backendName() !== 'wasm') await new Promise(setImmediate);
      console.log(tf.add(1, 2).dataSync()[0]);
    })();`;
    const { stdout, stderr } = await runCode(code);
    assert.deepEqual(stdout.split('\n').slice(1), ['cpu 3', '3', '']);
    assert.equal(stderr, '');
  });
}
