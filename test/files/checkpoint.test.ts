import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { seededRandom } from '../../src/data/random';
import { checkpoint } from '../../src/files/checkpoint';
import { tf } from '../../src/network/tensorflow';
import { batches } from '../../src/training/batches';
import { learningRateSchedule } from '../../src/training/learningRateSchedule';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';
import { printedBy } from '../display/outputs';
import { fullDisk, noFullDisk } from './fullDisk';
import { assertFreesTensors } from '../tensors';

const root = mkdtempSync(join(tmpdir(), 'creatures-checkpoint-'));
after(() => rmSync(root, { recursive: true, force: true }));
let numFolders = 0;
const newFolder = () => join(root, `${++numFolders}`);

const dataset = sampleDataset({ numImages: 20 });
const validationData = batches(sampleDataset({ numImages: 9, seed: 2 }));

const OPTIMIZERS: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.01),
  momentum: () => tf.train.momentum(0.01, 0.9),
  rmsprop: () => tf.train.rmsprop(0.001),
  adam: () => tf.train.adam(),
  adamax: () => tf.train.adamax(),
  adagrad: () => tf.train.adagrad(0.01),
  adadelta: () => tf.train.adadelta(0.5),
};

interface Run {
  readonly folder: string;
  readonly epochs: number;
  readonly optimizer?: keyof typeof OPTIMIZERS;
  readonly stopAfterBatches?: number;
}

/** Trains a new network, as a program that was started anew would. Returns its weights and history. */
async function run({ folder, epochs, optimizer = 'adam', stopAfterBatches = Infinity }: Run) {
  const model = sampleNetwork();
  model.optimizer.dispose();
  model.compile({
    optimizer: OPTIMIZERS[optimizer](),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const saved = checkpoint(folder);
  let numBatches = 0;
  const stop = {
    onBatchEnd: () => {
      if (++numBatches === stopAfterBatches) model.stopTraining = true;
    },
  };
  await model.fitDataset(batches(dataset, { batchSize: 8, seed: 5 }), {
    epochs,
    initialEpoch: await saved.resume(model),
    verbose: 0,
    validationData,
    callbacks: [saved, learningRateSchedule((_, rate) => rate * 0.9), stop] as object[],
  });
  const weights = model.getWeights().map((weight) => weight.dataSync().slice());
  disposeNetwork(model);
  return { weights, history: saved.history };
}

for (const optimizer of Object.keys(OPTIMIZERS)) {
  test(`checkpoint() goes on with the digits of a training never interrupted: ${optimizer}`, async () => {
    const whole = await run({ folder: newFolder(), epochs: 4, optimizer });
    const folder = newFolder();
    await run({ folder, epochs: 2, optimizer });
    assert.deepEqual(await run({ folder, epochs: 4, optimizer }), whole);
  });
}

test('checkpoint() goes on from the last whole epoch when one was cut, and holds the digits without native ops too', async () => {
  tf.env().set('CREATURES_OPTIMIZER', false);
  try {
    const whole = await run({ folder: newFolder(), epochs: 3 });
    const folder = newFolder();
    const cut = await run({ folder, epochs: 3, stopAfterBatches: 5 });
    assert.equal(cut.history.loss.length, 1);
    assert.notDeepEqual(cut.weights, whole.weights);
    assert.deepEqual(await run({ folder, epochs: 3 }), whole);
    assert.deepEqual(await run({ folder, epochs: 3 }), whole, 'nothing is left to train');
  } finally {
    tf.env().set('CREATURES_OPTIMIZER', true);
  }
});

test('checkpoint() leaves no tensors behind, and one file', async () => {
  const folder = newFolder();
  await assertFreesTensors(async () => {
    await run({ folder, epochs: 1 });
    await run({ folder, epochs: 2 });
  });
  assert.deepEqual(readdirSync(folder), ['checkpoint.bin']);
});

interface Killed {
  readonly answer?: string;
  readonly numEpochs: number;
}

/** Trains in a process of its own, and kills it some milliseconds after its second epoch has begun. */
async function runProcess(folder: string, epochs: number, killAt?: () => number): Promise<Killed> {
  const program = join(__dirname, 'checkpointTraining.js');
  const child = spawn(process.execPath, [program, folder, String(epochs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let isDying = false;
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
    if (killAt && !isDying && (output.match(/epoch/g)?.length ?? 0) > 1) {
      isDying = true;
      setTimeout(() => child.kill('SIGKILL'), killAt());
    }
  });
  await new Promise((resolve) => child.on('close', resolve));
  const numEpochs = output.match(/epoch/g)?.length ?? 0;
  return { answer: /^done .*$/m.exec(output)?.[0], numEpochs };
}

const numKills = Number(process.env.CREATURES_KILLS ?? 4);

test(`checkpoint() survives ${numKills} kills at random moments and ends with the same digits`, async () => {
  const random = seededRandom(7);
  const epochs = 5 * numKills;
  const whole = await runProcess(newFolder(), epochs);
  assert.match(String(whole.answer), /^done/);
  const folder = newFolder();
  for (let kill = 0; kill < numKills; kill++)
    await runProcess(folder, epochs, () => Math.floor(random() * 200));
  const last = await runProcess(folder, epochs);
  assert.equal(last.answer, whole.answer);
  assert.ok(last.numEpochs < epochs, 'what was saved must not be trained again');
  assert.deepEqual(readdirSync(folder), ['checkpoint.bin']);
});

test(
  'checkpoint() on a full disk keeps the checkpoint before, and the training goes on',
  { skip: noFullDisk },
  async (t) => {
    const disk = fullDisk(3_000_000);
    t.after(disk.remove);
    const folder = join(disk.folder, 'net');
    await run({ folder, epochs: 1 });
    const before = readFileSync(join(folder, 'checkpoint.bin'));
    const free = disk.bytes - before.length;
    writeFileSync(join(disk.folder, 'ballast'), new Uint8Array(Math.max(free - 200_000, 0)));
    const printed = printedBy(t);
    const { history } = await run({ folder, epochs: 3 });
    assert.equal(history.loss.length, 3);
    assert.match(
      String(printed()[0]),
      /^The checkpoint after 2 epochs could not be written in '.*': The disk is full\./,
    );
    assert.equal(printed().length, 2);
    assert.deepEqual(readFileSync(join(folder, 'checkpoint.bin')), before);
    rmSync(join(disk.folder, 'ballast'));
    const whole = await run({ folder: newFolder(), epochs: 3 });
    assert.deepEqual(await run({ folder, epochs: 3 }), whole);
  },
);

test('checkpoint() refuses a folder that cannot be written before the training begins', async () => {
  const file = newFolder();
  writeFileSync(file, 'a file');
  await assert.rejects(
    run({ folder: join(file, 'net'), epochs: 1 }),
    /could not be written|cannot be read/,
  );
});

test('checkpoint() refuses a file as folder, and a place where no folder can be made', async () => {
  const file = newFolder();
  writeFileSync(file, 'a file');
  await assert.rejects(run({ folder: file, epochs: 1 }), {
    name: 'Error',
    message: /cannot be read: A part of the path is a file, not a folder$/,
  });
  for (const [wrong, options] of [[''], [file, null], [file, 'x'], [file, { overwrite: 'no' }]])
    assert.throws(() => checkpoint(wrong as string, options as object), { name: 'TypeError' });
  await assert.rejects(checkpoint(file).resume(Promise.resolve() as never), {
    name: 'TypeError',
    message: /did you forget `await`\?$/,
  });
  if (process.platform !== 'linux') return;
  // Node's own way to make folders never ends there
  await assert.rejects(
    run({ folder: '/proc/none/net', epochs: 1 }),
    /^Error: The checkpoint after 0 epochs could not be written in '\/proc\/none\/net': /,
  );
});

test('checkpoint() does not replace the checkpoint of an earlier training by accident', async () => {
  const folder = newFolder();
  await run({ folder, epochs: 2 });
  const model = sampleNetwork();
  const begin = (saved = checkpoint(folder), initialEpoch = 0) =>
    model.fitDataset(batches(dataset, { seed: 5 }), {
      epochs: 3,
      initialEpoch,
      verbose: 0,
      callbacks: [saved],
    });
  await assert.rejects(begin(), {
    name: 'Error',
    message:
      /there is a checkpoint after 2 epochs already; go on from it by initialEpoch: await saved\.resume\(model\)/,
  });
  const resumed = checkpoint(folder);
  await resumed.resume(model);
  await assert.rejects(begin(resumed), {
    name: 'Error',
    message: /was written after 2 epochs, but the training begins after 0; give it initialEpoch/,
  });
  await begin(checkpoint(folder, { overwrite: true }));
  disposeNetwork(model);
});

test('checkpoint() refuses what is damaged, foreign, or of another network, optimizer or seed', async () => {
  const folder = newFolder();
  await run({ folder, epochs: 1 });
  const file = join(folder, 'checkpoint.bin');
  const whole = readFileSync(file);
  const model = sampleNetwork();
  const resume = (network: tf.LayersModel = model) => checkpoint(folder).resume(network);
  const other = sampleNetwork({ numClasses: 4 });
  const otherOptimizer = sampleNetwork();
  otherOptimizer.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  const { numTensors } = tf.memory();
  await assert.rejects(resume(other), {
    name: 'TypeError',
    message:
      /is of another network: its layer 16 is Dense \[512, 3\] \[3\], and that of this network is Dense \[512, 4\] \[4\]$/,
  });
  await assert.rejects(resume(otherOptimizer), {
    name: 'TypeError',
    message: 'The network is compiled with SGD, but the state is one of Adam; compile it with that',
  });
  const saved = checkpoint(folder);
  const initialEpoch = await saved.resume(model);
  const otherSeed = batches(dataset, { seed: 6 });
  await assert.rejects(
    model.fitDataset(otherSeed, { epochs: 2, initialEpoch, verbose: 0, callbacks: [saved] }),
    /is of a training by batches\(…, { seed: 5 }\); go on with the same seed, not with seed: 6$/,
  );
  const weights = model.getWeights()[0].dataSync().slice();
  const damages: [Uint8Array, RegExp][] = [
    [whole.subarray(0, -1), /: It is damaged; delete checkpoint\.bin there to begin anew$/],
    [Buffer.concat([whole.subarray(0, -9), Buffer.alloc(9)]), /: It is damaged/],
    [Buffer.from('something else'), /: It is no checkpoint/],
    [new Uint8Array(), /: It is no checkpoint/],
    [
      Buffer.from(whole.toString('latin1').replace('checkpoint 1', 'checkpoint 2'), 'latin1'),
      /form 2/,
    ],
  ];
  for (const [content, message] of damages) {
    writeFileSync(file, content);
    await assert.rejects(resume(), { name: 'Error', message });
  }
  rmSync(file);
  mkdirSync(file);
  await assert.rejects(resume(), { name: 'Error', message: /It is a folder, not a file/ });
  assert.deepEqual(model.getWeights()[0].dataSync(), weights);
  // Adam remembers more than before it was resumed
  assert.ok(tf.memory().numTensors - numTensors <= 2 * model.getWeights().length);
  assert.throws(() => checkpoint(''), { name: 'TypeError', message: /^folder must be the path/ });
  [model, other, otherOptimizer].forEach(disposeNetwork);
});
