import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { predictProbabilities } from '../../src/insight/probabilities';
import { loadNetwork } from '../../src/files/loadNetwork';
import { saveNetwork } from '../../src/files/saveNetwork';
import { tf } from '../../src/network/tensorflow';
import { train } from '../../src/training/train';
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

test('saveNetwork() leaves the older network whole when it is interrupted', async () => {
  const folder = await savedNetwork('interrupted');
  // A folder in the way of the unfinished model.json: the weights are written, the last step fails
  await mkdir(join(folder, `model.json.${process.pid}.tmp`, 'in-the-way'), { recursive: true });
  const newer = sampleNetwork({ seed: 2 });
  await assert.rejects(saveNetwork(newer, folder), {
    name: 'Error',
    message: /^The network could not be saved in '.*interrupted': /,
  });
  const older = sampleNetwork({ seed: 1 });
  const loaded = await loadNetwork(folder);
  assert.deepEqual(
    predictProbabilities(loaded, dataset.images),
    predictProbabilities(older, dataset.images),
  );
  [newer, older, loaded].forEach(disposeNetwork);
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
