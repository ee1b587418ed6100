import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { after, test } from 'node:test';
import { saveNetwork } from '../../src/files/saveNetwork';
import { loadOrTrain, modelFolder } from '../../src/lessons/loadOrTrain';
import { inProject, projectRoot } from '../../src/project';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';

const dataset = sampleDataset({ numImages: 6 });
const options = { imageSize: 100, seed: 1 };
const name = (source: string, more = {}) => basename(modelFolder(source, { ...options, ...more }));

test('modelFolder() gives the drawings a name that tells size and seed', () => {
  assert.equal(modelFolder('drawings', options), inProject('data/models/drawings-100-seed1'));
  assert.equal(name('drawings', { testShare: 0.2 }), 'drawings-100-seed1');
});

test('modelFolder() gives other pictures, sizes, seeds and shares other names', () => {
  const names = [
    name('drawings'),
    name('data/clip-art'),
    name('data/ink-drawings'),
    name('somewhere/clip-art'),
    name('data/clip-art', { seed: 2 }),
    name('data/clip-art', { imageSize: 50 }),
    name('data/clip-art', { testShare: 0.3 }),
  ];
  assert.equal(new Set(names).size, names.length);
});

test('modelFolder() gives the same pictures one name, from wherever their path is typed', (context) => {
  const folder = mkdtempSync(join(projectRoot, 'dist', 'models-'));
  const typedIn = process.cwd();
  context.after(() => {
    process.chdir(typedIn);
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, 'photos'));
  symlinkSync('photos', join(folder, 'link'), 'junction');
  const names: string[] = [];
  for (const place of [projectRoot, inProject('notebooks'), inProject('src', 'data')]) {
    process.chdir(place);
    const fromHere = relative(place, join(folder, 'photos'));
    const fromProject = relative(projectRoot, join(folder, 'photos'));
    names.push(name(fromHere), name(fromProject), name(`${fromHere}/`), name(join(folder, 'link')));
  }
  assert.deepEqual([...new Set(names)], [name(join(folder, 'photos'))]);
});

test('loadOrTrain() finds the network of a folder that begins with ~', async (context) => {
  const folder = mkdtempSync(join(homedir(), '.creatures-test-'));
  after(() => rmSync(folder, { recursive: true }));
  const model = sampleNetwork();
  await saveNetwork(model, `~/${basename(folder)}/net`);
  const log = context.mock.method(console, 'log', () => {});
  const loaded = await loadOrTrain(`~/${basename(folder)}/net`, dataset, { epochs: 1 });
  assert.deepEqual(log.mock.calls[0].arguments, ['Loaded the network net from data/models']);
  [model, loaded].forEach(disposeNetwork);
});
