import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadKeras } from '../../../src/files/keras/loadKeras';
import { saveKeras } from '../../../src/files/keras/saveKeras';
import { tf } from '../../../src/network/tensorflow';
import { largestDifference } from '../../network/sampleData';
import { inputsOf, losses, outputsOf, runKeras, type KerasJob, type KerasResult } from './keras';

const MODELS: Readonly<Record<string, Omit<KerasJob, 'library'>>> = {
  series: { inputs: [[4, 16, 16, 3]], steps: 3, more: 3 },
  mobile: { inputs: [[4, 12, 12, 3]], steps: 3, more: 3 },
  joins: {
    inputs: [
      [2, 8, 8, 4],
      [2, 8, 8, 4],
    ],
  },
  nested: { inputs: [[3, 6, 6, 3]], steps: 3, more: 3 },
  frozen: { inputs: [[3, 6, 6, 3]], steps: 3, more: 3 },
  words: { inputs: [[2, 7]], integers: 11 },
  signal: { inputs: [[2, 24, 2]] },
};
const LIBRARIES = ['keras2', 'keras3'] as const;
const ENDINGS = ['h5', 'keras'] as const;

let folder: string;
let results: Record<string, KerasResult>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'creatures-keras-'));
  const jobs = LIBRARIES.flatMap((library) =>
    Object.entries(MODELS).map(([build, job]) => ({
      ...job,
      library,
      build,
      // Keras 3 forgets the optimizer once it has written an .h5 file
      save: ['keras', 'h5'].map((ending) => pathOf(library, build, ending)),
    })),
  );
  const all = await runKeras(jobs);
  results = Object.fromEntries(
    jobs.map(({ library, build }, index) => [`${library} ${build}`, all[index]]),
  );
});
after(() => rm(folder, { recursive: true, force: true }));

function pathOf(library: string, name: string, ending: string): string {
  return join(folder, `${library}-${name}.${ending}`);
}

for (const library of LIBRARIES)
  for (const ending of ENDINGS)
    for (const name of Object.keys(MODELS))
      test(`loadKeras() reads the .${ending} of ${library}'s ${name}, and trains it on`, async () => {
        const result = results[`${library} ${name}`];
        assert.equal(result.error, undefined);
        const inputs = inputsOf(MODELS[name]);
        const model = await loadKeras(pathOf(library, name, ending));
        const { trained = result.outputs } = result as Partial<KerasResult>;
        const outputs = outputsOf(model, inputs);
        assert.ok(largestDifference(outputs.flat(), trained.flat()) < 1e-5);
        if (result.more) {
          const more = await losses(model, inputs[0], result.more.length);
          assert.ok(
            largestDifference(more, result.more) < 1e-4,
            `${more.join()} ${result.more.join()}`,
          );
        }
        model.dispose();
        tf.dispose(inputs);
      });

test('loadKeras() gives networks within networks that saveKeras() writes for Keras to predict the same', async () => {
  const again = await Promise.all(
    ['frozen', 'nested'].map(async (name) => {
      const model = await loadKeras(pathOf('keras3', name, 'keras'));
      const path = pathOf('keras3', `${name}-again`, 'h5');
      await saveKeras(model, path);
      model.dispose();
      return { library: 'keras3' as const, path, inputs: MODELS[name].inputs, name };
    }),
  );
  const read = await runKeras(again);
  read.forEach(({ error, outputs }, index) => {
    assert.equal(error, undefined);
    const { trained } = results[`keras3 ${again[index].name}`];
    assert.ok(largestDifference(outputs.flat(), trained.flat()) < 1e-5);
  });
});

test('loadKeras() with compile: false leaves the network uncompiled, and nothing behind once it is disposed', async () => {
  const { numTensors } = tf.memory();
  const model = await loadKeras(pathOf('keras3', 'nested', 'keras'), { compile: false });
  assert.equal(model.optimizer, undefined);
  assert.equal(tf.memory().numTensors - numTensors, model.weights.length);
  model.dispose();
  assert.equal(tf.memory().numTensors, numTensors);
});
