import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { saveKeras } from '../../../src/files/keras/saveKeras';
import { buildNetwork } from '../../../src/network/buildNetwork';
import { tf } from '../../../src/network/tensorflow';
import { largestDifference } from '../../network/sampleData';
import { inputsOf, outputsOf, runKeras, type KerasJob, type KerasResult } from './keras';

interface Written {
  readonly job: Omit<KerasJob, 'library'>;
  readonly outputs: number[][];
}

let folder: string;
const written: Record<string, Written> = {};
let results: Record<string, KerasResult[]>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'creatures-keras-'));
  const model = buildNetwork({ seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  await write('series', model, { inputs: [[4, 100, 100, 3]], steps: 1 });
  results = await readInKeras();
});
after(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, model: tf.LayersModel, job: Omit<KerasJob, 'library' | 'path'>) {
  const path = join(folder, `${name}.h5`);
  const inputs = inputsOf(job);
  await saveKeras(model, path);
  written[name] = { job: { ...job, path }, outputs: outputsOf(model, inputs) };
  tf.dispose(inputs);
  model.dispose();
}

async function readInKeras(): Promise<typeof results> {
  const names = Object.keys(written);
  const libraries = ['keras2', 'keras3'] as const;
  const jobs = names.flatMap((name) =>
    libraries.map((library) => ({ ...written[name].job, library })),
  );
  const all = await runKeras(jobs);
  return Object.fromEntries(
    names.map((name, index) => [name, all.slice(2 * index, 2 * index + 2)]),
  );
}

test("saveKeras() writes the series' network so that Keras 2 and Keras 3 predict and train it", () => {
  for (const { error, outputs, losses, metrics } of results.series) {
    assert.equal(error, undefined);
    assert.ok(largestDifference(outputs.flat(), written.series.outputs.flat()) < 1e-5);
    assert.ok(Number.isFinite(losses[0]));
    assert.deepEqual(metrics, ['accuracy', 'loss']);
  }
});
