import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { pickExamples } from '../../../src/data/dataset';
import { loadOrComputeFeatures } from '../../../src/files/transfer/loadOrComputeFeatures';
import { tf } from '../../../src/network/tensorflow';
import { computeFeatures } from '../../../src/network/transfer/computeFeatures';
import { inProject } from '../../../src/project';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../../network/sampleData';
import { assertFreesTensors } from '../../tensors';
import { temporaryFolder } from '../fixtures';

const dataset = sampleDataset({ numImages: 6 });
const model = sampleNetwork({ seed: 4 });
const extractor = upTo(model);
after(() => disposeNetwork(model));

function upTo(network: tf.LayersModel): tf.LayersModel {
  return tf.model({
    inputs: network.inputs,
    outputs: network.getLayer('dense1').output,
  });
}

const partOf = (...indices: number[]) => pickExamples(dataset, indices).images;

/** All files of features below a folder. */
function filesIn(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.features'))
    .map((name) => join(folder, name));
}

/** How many pictures a call gives to the network. */
async function numComputed(call: () => Promise<unknown>): Promise<number> {
  const own = extractor.predict.bind(extractor);
  let count = 0;
  extractor.predict = (x, ...rest) => {
    count += (x as tf.Tensor).shape[0];
    return own(x, ...rest);
  };
  try {
    await call();
    return count;
  } finally {
    Reflect.deleteProperty(extractor, 'predict');
  }
}

test('loadOrComputeFeatures() gives what computeFeatures() gives, and computes no picture twice', async () => {
  const folder = temporaryFolder();
  const load = (...indices: number[]) =>
    loadOrComputeFeatures(extractor, partOf(...indices), { folder });
  assert.equal(await numComputed(() => load(0, 1, 2)), 3);
  assert.equal(await numComputed(() => load(2, 0, 2)), 0);
  assert.equal(await numComputed(() => load(5, 1, 5)), 1);
  const { data, shape } = await load(3, 2, 5, 3);
  assert.deepEqual(shape, [4, 512]);
  const expected = computeFeatures(extractor, partOf(3, 2, 5, 3)).data;
  assert.ok(data.every((value, index) => Math.abs(value - expected[index]) < 1e-6));
  assert.deepEqual((await load(3, 2, 5, 3)).data, data);
});

test('loadOrComputeFeatures() computes anew for other weights and for a changed pixel', async () => {
  const folder = temporaryFolder();
  await loadOrComputeFeatures(extractor, dataset.images, { folder });
  const changed = { ...dataset.images, data: dataset.images.data.slice() };
  changed.data[0] ^= 1;
  const again = () => loadOrComputeFeatures(extractor, changed, { folder });
  assert.equal(await numComputed(again), 1);
  const other = sampleNetwork({ seed: 5 });
  const { data } = await loadOrComputeFeatures(upTo(other), dataset.images, { folder });
  const expected = computeFeatures(upTo(other), dataset.images).data;
  assert.deepEqual(data, expected);
  disposeNetwork(other);
});

test('loadOrComputeFeatures() computes anew what was damaged, cut or emptied, and puts it right', async () => {
  const folder = temporaryFolder();
  const load = () => loadOrComputeFeatures(extractor, dataset.images, { folder });
  const expected = await load();
  const [file, ...others] = filesIn(folder);
  assert.equal(others.length, 0);
  const bytes = readFileSync(file);
  const flipped = Buffer.from(bytes);
  flipped[1000] ^= 1;
  for (const damaged of [
    flipped,
    bytes.subarray(0, 999),
    Buffer.alloc(0),
    Buffer.alloc(bytes.length),
  ]) {
    writeFileSync(file, damaged);
    assert.equal(await numComputed(load), 6);
    assert.deepEqual(await load(), expected);
    assert.deepEqual(readFileSync(file), bytes);
  }
});

test('loadOrComputeFeatures() may be called by several processes at once', async () => {
  const folder = temporaryFolder();
  const modules = ['data/dataset', 'files/transfer/loadOrComputeFeatures'].map((name) =>
    JSON.stringify(inProject('dist', 'src', name)),
  );
  const samples = JSON.stringify(inProject('dist', 'test', 'network', 'sampleData'));
  const script = `
    const { pickExamples } = require(${modules[0]});
    const { loadOrComputeFeatures } = require(${modules[1]});
    const { sampleDataset, sampleNetwork } = require(${samples});
    const indices = JSON.parse(process.argv[1]);
    const { images } = pickExamples(sampleDataset({ numImages: 6 }), indices);
    loadOrComputeFeatures(sampleNetwork({ seed: 4 }), images, { folder: process.argv[2] })
      .then(({ data }) => console.log(JSON.stringify([...data])));`;
  const lists = [
    [0, 1, 2, 3, 4],
    [5, 4, 3, 2],
  ];
  const outputs = await Promise.all(
    lists.map((list) =>
      promisify(execFile)(process.execPath, ['-e', script, JSON.stringify(list), folder]),
    ),
  );
  for (const [index, { stdout }] of outputs.entries()) {
    const expected = computeFeatures(model, partOf(...lists[index])).data;
    const numbers = JSON.parse(stdout) as number[];
    assert.ok(numbers.every((value, place) => Math.abs(value - expected[place]) < 1e-6));
  }
  assert.ok(filesIn(folder).length >= 1);
});

test('loadOrComputeFeatures() keeps nothing in memory, and says where it cannot write', async () => {
  await assertFreesTensors(() =>
    loadOrComputeFeatures(extractor, dataset.images, { folder: temporaryFolder() }),
  );
  const folder = join(temporaryFolder(), 'file');
  writeFileSync(folder, '');
  await assert.rejects(loadOrComputeFeatures(extractor, dataset.images, { folder }), Error);
});
