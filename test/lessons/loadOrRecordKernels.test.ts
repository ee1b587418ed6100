import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { saveNpy } from '../../src/files/npy';
import { stackKernels } from '../../src/insight/kernelHistory';
import { loadOrRecordKernels } from '../../src/lessons/loadOrRecordKernels';
import { tf } from '../../src/network/tensorflow';
import { sampleDataset } from '../network/sampleData';

const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const dataset = sampleDataset({ numImages: 10 });

test('loadOrRecordKernels() trains and watches where nothing was saved, and keeps no tensors', async () => {
  const { numTensors } = tf.memory();
  const history = await loadOrRecordKernels(join(folder, 'nowhere'), dataset, {
    epochs: 2,
    seed: 1,
  });
  assert.deepEqual(
    history.map(({ shape }) => shape),
    [
      [3, 3, 3, 32],
      [3, 3, 3, 32],
      [3, 3, 3, 32],
    ],
  );
  assert.notDeepEqual(history[0], history[2]);
  assert.ok(
    tf.memory().numTensors <= numTensors,
    `${tf.memory().numTensors - numTensors} tensors more`,
  );
});

test('loadOrRecordKernels() reads what was saved beside a network', async () => {
  const saved = [
    [1, 2, 3],
    [4, 5, 6],
  ].map((values) => ({ data: Float32Array.from(values), shape: [1, 1, 3, 1] as const }));
  await saveNpy(join(folder, 'kernels.npy'), stackKernels(saved));
  assert.deepEqual(await loadOrRecordKernels(folder, dataset, { epochs: 2 }), saved);
});

test('loadOrRecordKernels() refuses a damaged file instead of training anew', async () => {
  writeFileSync(join(folder, 'kernels.npy'), 'no array');
  await assert.rejects(loadOrRecordKernels(folder, dataset, { epochs: 2 }), {
    name: 'Error',
    message: /kernels\.npy/,
  });
});
