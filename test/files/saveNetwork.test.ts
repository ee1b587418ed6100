import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { predictProbabilities } from '../../src/insight/probabilities';
import { loadNetwork } from '../../src/files/loadNetwork';
import { saveNetwork } from '../../src/files/saveNetwork';
import { tf } from '../../src/network/tensorflow';
import { train } from '../../src/training/train';
import { fullDisk, noFullDisk } from './fullDisk';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';

const dataset = sampleDataset({ numImages: 6 });
let root: string;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'creatures-save-'));
});
after(() => rm(root, { recursive: true, force: true }));

async function savedNetwork(name: string): Promise<string> {
  const folder = join(root, name);
  const model = sampleNetwork({ seed: 1 });
  await saveNetwork(model, folder);
  disposeNetwork(model);
  return folder;
}

const weightsFileOf = async (folder: string) =>
  (await readdir(folder)).find((file) => file.endsWith('.bin')) as string;

test('loadNetwork() gives back the network that saveNetwork() wrote, compiled', async () => {
  const model = sampleNetwork({ seed: 3 });
  await saveNetwork(model, join(root, 'deep', 'round-trip'));
  const tensors = tf.memory().numTensors;
  const loaded = await loadNetwork(join(root, 'deep', 'round-trip'));
  const adamsTensors = 2;
  assert.equal(tf.memory().numTensors - tensors, model.weights.length + adamsTensors);
  assert.deepEqual(
    predictProbabilities(loaded, dataset.images),
    predictProbabilities(model, dataset.images),
  );
  assert.deepEqual(
    loaded.layers.map(({ name }) => name),
    model.layers.map(({ name }) => name),
  );
  const { history } = await train(loaded, dataset, { epochs: 1 });
  assert.ok(Number.isFinite(history.acc[0]));
  disposeNetwork(model);
  disposeNetwork(loaded);
});

test('saveNetwork() replaces the older network and leaves nothing of it', async () => {
  const folder = await savedNetwork('replaced');
  const oldWeights = await weightsFileOf(folder);
  const model = sampleNetwork({ seed: 2 });
  await saveNetwork(model, folder);
  const files = await readdir(folder);
  assert.equal(files.length, 2);
  assert.ok(files.includes('model.json') && !files.includes(oldWeights));
  disposeNetwork(model);
});

test(
  'saveNetwork() on a full disk leaves the older network and nothing else',
  { skip: noFullDisk },
  async () => {
    const disk = fullDisk();
    const [older, newer] = [sampleNetwork({ seed: 1 }), sampleNetwork({ seed: 2 })];
    try {
      await saveNetwork(older, disk.folder);
      const files = await readdir(disk.folder);
      await writeFile(join(disk.folder, 'other'), new Uint8Array(400_000));
      await assert.rejects(saveNetwork(newer, disk.folder), {
        name: 'Error',
        message: /^The network could not be saved in '.*': The disk is full$/,
      });
      assert.deepEqual((await readdir(disk.folder)).sort(), [...files, 'other'].sort());
      assert.deepEqual(await answersIn(disk.folder), predictProbabilities(older, dataset.images));
    } finally {
      disk.remove();
    }
    [older, newer].forEach(disposeNetwork);
  },
);

test('saveNetwork() refuses a folder that is no text, or an empty one', async () => {
  const model = sampleNetwork();
  await assert.rejects(saveNetwork(model, ''), {
    name: 'TypeError',
    message: 'path must be the path of a file or folder, but is an empty text',
  });
  await assert.rejects(saveNetwork(model, undefined as unknown as string), { name: 'TypeError' });
  disposeNetwork(model);
});

async function answersIn(folder: string) {
  const loaded = await loadNetwork(folder);
  const answers = predictProbabilities(loaded, dataset.images);
  disposeNetwork(loaded);
  return answers;
}

/** The network of each seed by its answers; another network, or half of one, is none of them. */
const seedByAnswers = new Map(
  [1, 2].map((seed) => {
    const model = sampleNetwork({ seed });
    const answers = JSON.stringify(predictProbabilities(model, dataset.images));
    disposeNetwork(model);
    return [answers, seed];
  }),
);

async function seedIn(folder: string): Promise<number | undefined> {
  return seedByAnswers.get(JSON.stringify(await answersIn(folder)));
}

/** A process that saves the network of a seed into a folder, over and over or so many times. */
async function startSaver(folder: string, seed: number, rounds = Infinity) {
  const saver = fork(join(__dirname, 'networkSaver.js'), [folder, `${seed}`, `${rounds}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(saver, 'message');
  return saver;
}

test('saveNetwork() by two processes at once leaves the network of one, which loadNetwork() reads meanwhile', async () => {
  const folder = join(root, 'two-processes');
  const savers = await Promise.all([1, 2].map((seed) => startSaver(folder, seed, 150)));
  const ends = Promise.all(savers.map((saver) => once(saver, 'exit')));
  while (savers.some(({ exitCode, signalCode }) => exitCode === null && signalCode === null))
    assert.ok(await seedIn(folder));
  assert.deepEqual(await ends, [
    [0, null],
    [0, null],
  ]);
  assert.ok(await seedIn(folder));
  const model = sampleNetwork({ seed: 1 });
  await saveNetwork(model, folder);
  assert.equal((await readdir(folder)).length, 2);
  disposeNetwork(model);
});

test('saveNetwork() twice at once in one process leaves one of the two networks', async () => {
  const folder = join(root, 'at-once');
  const models = [1, 2].map((seed) => sampleNetwork({ seed }));
  for (let round = 0; round < 20; round++) {
    await Promise.all(models.map((model) => saveNetwork(model, folder)));
    assert.ok(await seedIn(folder));
  }
  assert.equal((await readdir(folder)).length, 2);
  models.forEach(disposeNetwork);
});

test('saveNetwork() killed at any moment leaves the old or the new network, and no litter after the next', async () => {
  const folder = join(root, 'killed');
  let killedWhileSaving = 0;
  for (let round = 0; round < 20; round++) {
    const saver = await startSaver(folder, 1 + (round % 2));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
    saver.kill('SIGKILL');
    await once(saver, 'exit');
    assert.ok(await seedIn(folder));
    if ((await readdir(folder)).length > 2) killedWhileSaving++;
  }
  assert.ok(killedWhileSaving > 0);
  const model = sampleNetwork();
  await saveNetwork(model, folder);
  assert.equal((await readdir(folder)).length, 2);
  disposeNetwork(model);
});

test('saveNetwork() says that a file is in the way of the folder', async () => {
  const file = join(root, 'a-file');
  await writeFile(file, '');
  const model = sampleNetwork();
  await assert.rejects(saveNetwork(model, file), {
    name: 'Error',
    message: /could not be saved in '.*a-file'/,
  });
  disposeNetwork(model);
});

test('loadNetwork() says that there is no network, and how to get one', async () => {
  await assert.rejects(loadNetwork(join(root, 'absent')), {
    name: 'Error',
    message:
      /^There is no saved network in '.*absent': model\.json cannot be read; write one with saveNetwork\(model, '.*absent'\) first/,
  });
});

test('loadNetwork() tells a damaged network by what is wrong with it', async () => {
  const folder = await savedNetwork('damaged');
  const weights = join(folder, await weightsFileOf(folder));
  const json = await readFile(join(folder, 'model.json'), 'utf8');
  const tensors = tf.memory().numTensors;

  await truncate(weights, 1000);
  await assert.rejects(
    loadNetwork(folder),
    /is damaged: its weights take \d+ bytes, but the file holds 1000; train and save it again$/,
  );
  await rm(weights);
  await assert.rejects(
    loadNetwork(folder),
    /is damaged: its weights weights-\w+\.bin cannot be read/,
  );
  await writeFile(join(folder, 'model.json'), json.slice(0, 50));
  await assert.rejects(loadNetwork(folder), /is damaged: model\.json is not JSON/);
  await writeFile(join(folder, 'model.json'), 'null');
  await assert.rejects(
    loadNetwork(folder),
    /is damaged: model\.json describes no layers and weights/,
  );
  assert.equal(tf.memory().numTensors, tensors);
});

test(
  'loadNetwork() reads what TensorFlow.js itself wrote',
  { skip: tf.io.getSaveHandlers('file://x').length === 0 },
  async () => {
    const model = sampleNetwork({ seed: 4 });
    await model.save(`file://${join(root, 'own-format')}`);
    const loaded = await loadNetwork(join(root, 'own-format'));
    assert.deepEqual(
      predictProbabilities(loaded, dataset.images),
      predictProbabilities(model, dataset.images),
    );
    [model, loaded].forEach(disposeNetwork);
  },
);

const skip = process.platform === 'win32' && 'Windows has no pipes and devices in folders';

interface SavedJson {
  weightsManifest: {
    paths: string[];
    weights: { name: string; shape: number[]; dtype: string }[];
  }[];
  modelTopology: { config: { layers: object[] } };
}

interface Layer {
  class_name: string;
  config: { name: string; units: number };
}

function denseOf({ layers }: { layers: object[] }): Layer['config'] {
  const [dense] = (layers as Layer[]).filter(({ class_name }) => class_name === 'Dense');
  return dense.config;
}

/** What a file of somebody else may hold, and what loadNetwork() says to it. */
const HOSTILE: Readonly<Record<string, readonly [(json: SavedJson) => void, RegExp]>> = {
  'weights outside the folder': [
    (json) => (json.weightsManifest[0].paths = ['/dev/zero']),
    /is damaged: model\.json names the text '\/dev\/zero' as weights, which is no file of this folder/,
  ],
  'weights in the folder above': [
    (json) => (json.weightsManifest[0].paths = ['../weights.bin']),
    /names the text '\.\.\/weights\.bin' as weights/,
  ],
  'a link to a device as weights': [
    (json) => (json.weightsManifest[0].paths = ['zero']),
    /its weights zero cannot be read \(It is no ordinary file\)/,
  ],
  'a link out of the folder as weights': [
    (json) => (json.weightsManifest[0].paths = ['out']),
    /its weights out cannot be read \(It is a link that leads out of this folder\)/,
  ],
  'a pipe as weights': [
    (json) => (json.weightsManifest[0].paths = ['pipe']),
    /its weights pipe cannot be read \(It is no ordinary file\)/,
  ],
  'a folder as weights': [
    (json) => (json.weightsManifest[0].paths = ['folder']),
    /its weights folder cannot be read \(It is a folder, not a file\)/,
  ],
  'weights named twice': [
    ({ weightsManifest: [{ paths }] }) => paths.push(paths[0]),
    /model\.json names a file of weights twice/,
  ],
  'an absurd shape': [
    (json) => (json.weightsManifest[0].weights[0].shape = [1e18]),
    /lists 10\d{17} numbers in \d+ tensors as weights; at most 500000000 in 20000 can be loaded/,
  ],
  'a shape with NaN': [
    (json) => (json.weightsManifest[0].weights[0].shape = [NaN]),
    /model\.json gives the weights .* as shape/,
  ],
  'a type that is none': [
    (json) => (json.weightsManifest[0].weights[0].dtype = 'constructor'),
    /model\.json gives the weights .* 'constructor' as type/,
  ],
  'a list without weights': [
    (json) => (json.weightsManifest = [null as never]),
    /model\.json lists weights without their files/,
  ],
  'a layer of absurdly many units': [
    ({ modelTopology: { config } }) => (denseOf(config).units = 1e12),
    /damaged: its layers need 68\d{12} numbers in 12 tensors as weights, but model\.json lists \d+ numbers in 12 tensors;/,
  ],
  'a hundred thousand empty weights': [
    ({ weightsManifest: [{ weights }] }) =>
      weights.push(
        ...Array.from({ length: 1e5 }, (_, index) => ({
          name: `${index}`,
          shape: [0],
          dtype: 'float32',
        })),
      ),
    /lists \d+ numbers in 100012 tensors as weights/,
  ],
  'weights that no layer takes': [
    ({ weightsManifest: [{ weights }] }) =>
      weights.push({ name: 'more', shape: [0], dtype: 'float32' }),
    /its layers need \d+ numbers in 12 tensors as weights, but model\.json lists \d+ numbers in 13 tensors/,
  ],
  'weights of another name': [
    ({ weightsManifest: [{ weights }] }) => (weights[3].name = 'another'),
    /is damaged: TensorFlow\.js cannot build it: /,
  ],
  'weights of another shape': [
    ({ weightsManifest: [{ weights }] }) => weights[0].shape.reverse(),
    /is damaged: TensorFlow\.js cannot build it: /,
  ],
  'a layer of no known class': [
    ({ modelTopology: { config } }) => ((config.layers.at(-1) as Layer).class_name = 'Unknown'),
    /is damaged: TensorFlow\.js cannot build it: /,
  ],
  'two layers of one name': [
    ({ modelTopology: { config } }) => (denseOf(config).name = 'conv1'),
    /is damaged: TensorFlow\.js cannot build it: /,
  ],
  'ten thousand layers': [
    ({ modelTopology: { config } }) => config.layers.push(...new Array(10_000).fill({})),
    /model\.json describes more than 1500 layers/,
  ],
};

for (const [name, [change, message]] of Object.entries(HOSTILE)) {
  test(`loadNetwork() refuses ${name}`, { skip }, async () => {
    const folder = await savedNetwork(name);
    const file = join(folder, 'model.json');
    await symlink('/dev/zero', join(folder, 'zero'));
    await writeFile(join(root, 'weights.bin'), '');
    await symlink(join(root, 'weights.bin'), join(folder, 'out'));
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    await mkdir(join(folder, 'folder'));
    const json: SavedJson = JSON.parse(await readFile(file, 'utf8'));
    change(json);
    await writeFile(file, JSON.stringify(json));
    const { numTensors } = tf.memory();
    await assert.rejects(loadNetwork(folder), { name: 'Error', message });
    assert.equal(tf.memory().numTensors, numTensors);
  });
}

test('loadNetwork() that fails beside a training and another load takes nothing from them', async () => {
  const [whole, broken] = [await savedNetwork('whole'), await savedNetwork('broken')];
  const file = join(broken, 'model.json');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('conv3/', 'conv9/'));
  const model = sampleNetwork({ seed: 1 });
  const training = train(model, dataset, { epochs: 2, batchSize: 1, seed: 1 });
  const loads = Array.from({ length: 4 }, () => [
    assert.rejects(loadNetwork(broken), /is damaged: TensorFlow\.js cannot build it/),
    seedIn(whole).then((seed) => assert.equal(seed, 1)),
  ]);
  await Promise.all(loads.flat());
  assert.equal((await training).history.loss.length, 2);
  disposeNetwork(model);
});

test('loadNetwork() refuses weights of more than the layers need before it reads them', async () => {
  const folder = await savedNetwork('sparse');
  const file = join(folder, 'model.json');
  const json: SavedJson = JSON.parse(await readFile(file, 'utf8'));
  const { weights } = json.weightsManifest[0];
  const { size } = await stat(join(folder, await weightsFileOf(folder)));
  for (const [numNumbers, message] of [
    [4e8, /its layers need \d+ numbers in 12 tensors as weights, but model\.json lists 4\d{8}/],
    [6e8, /lists 6\d{8} numbers in 12 tensors as weights; at most 500000000/],
  ] as const) {
    const last = weights[weights.length - 1];
    const bytesBefore = 4 * last.shape.reduce((product, length) => product * length, 1);
    const changed = [...weights.slice(0, -1), { ...last, shape: [numNumbers] }];
    json.weightsManifest[0].weights = changed;
    await writeFile(file, JSON.stringify(json));
    await truncate(join(folder, await weightsFileOf(folder)), size - bytesBefore + 4 * numNumbers);
    const { arrayBuffers } = process.memoryUsage();
    await assert.rejects(loadNetwork(folder), message);
    assert.ok(process.memoryUsage().arrayBuffers - arrayBuffers < 1e8, 'it must not be read');
  }
});

test(
  'loadNetwork() refuses a model.json that is too long, a folder, a pipe or a device',
  { skip },
  async () => {
    const folder = await savedNetwork('odd model.json');
    const file = join(folder, 'model.json');
    await truncate(file, 1e12);
    await assert.rejects(
      loadNetwork(folder),
      /cannot be read: model\.json: Its 10{12} bytes are more/,
    );
    await rm(file);
    await symlink('/dev/zero', file);
    await assert.rejects(loadNetwork(folder), /model\.json: It is no ordinary file$/);
    await rm(file);
    spawnSync('mkfifo', [file]);
    await assert.rejects(loadNetwork(folder), /model\.json: It is no ordinary file$/);
    await rm(file);
    await mkdir(file);
    await assert.rejects(loadNetwork(folder), /model\.json: It is a folder, not a file$/);
  },
);
