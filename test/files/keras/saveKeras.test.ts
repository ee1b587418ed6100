import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadKeras } from '../../../src/files/keras/loadKeras';
import { saveKeras } from '../../../src/files/keras/saveKeras';
import { buildNetwork } from '../../../src/network/buildNetwork';
import { tf } from '../../../src/network/tensorflow';
import { largestDifference, sampleNetwork } from '../../network/sampleData';
import { fullDisk, noFullDisk } from '../fullDisk';
import { inputsOf, losses, outputsOf, runKeras, type KerasJob, type KerasResult } from './keras';
import { NETWORKS } from './networks';

interface Written {
  readonly job: Omit<KerasJob, 'library'>;
  readonly outputs: number[][];
  /** Of the training that goes on here, as it does in Keras. */
  readonly losses?: number[];
}

let folder: string;
const written: Record<string, Written> = {};
let results: Record<string, KerasResult[]>;

const LIBRARIES = ['keras2', 'keras3'] as const;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'creatures-keras-'));
  const model = buildNetwork({ seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  await write('series', model, { inputs: [[4, 100, 100, 3]], steps: 1 });
  for (const [name, { build, inputs, integers }] of Object.entries(NETWORKS))
    await write(name, build(), { inputs, ...(integers && { integers }) });
  for (const name of TRAINED) await writeTrained(name);
  results = await readInKeras();
});
after(() => rm(folder, { recursive: true, force: true }));

type Job = Omit<KerasJob, 'library' | 'path'>;

async function write(name: string, model: tf.LayersModel, job: Job) {
  const path = join(folder, `${name}.h5`);
  const inputs = inputsOf(job);
  await saveKeras(model, path);
  const save = LIBRARIES.flatMap((library) => [
    `${name}-${library}.keras`,
    `${name}-${library}.h5`,
  ]);
  written[name] = {
    job: { ...job, path, save: save.map((file) => join(folder, file)) },
    outputs: outputsOf(model, inputs),
  };
  tf.dispose(inputs);
  model.dispose();
}

const OPTIMIZERS = ['adam', 'momentum', 'rmsprop', 'adagrad', 'adamax', 'sgd'] as const;

const NESTED = 'adam in a frozen network within';
const TRAINED = [...OPTIMIZERS, NESTED] as const;

function optimizerOf(name: (typeof TRAINED)[number]): tf.Optimizer {
  if (name === NESTED) return tf.train.adam(0.05);
  if (name === 'momentum') return tf.train.momentum(0.05, 0.9, true);
  if (name === 'rmsprop') return tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true);
  return tf.train[name](0.05);
}

function trainedNetwork(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 2], activation: 'tanh' }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
}

/** The first of three networks is frozen; what comes out, a network within names. */
function frozenWithin(): tf.LayersModel {
  const base = tf.sequential({
    layers: [tf.layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [6, 6, 2] })],
  });
  base.trainable = false;
  const input = tf.input({ shape: [6, 6, 2] });
  const head = trainedNetwork();
  const output = head.apply(base.apply(input)) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: output });
}

/** Trains a little, saves with what the optimizer remembers, and trains on here. */
async function writeTrained(name: (typeof TRAINED)[number]) {
  const model = name === NESTED ? frozenWithin() : trainedNetwork();
  model.compile({ optimizer: optimizerOf(name), loss: 'categoricalCrossentropy' });
  const job = { inputs: [[6, 6, 6, 2]], steps: 3 };
  const [inputs] = inputsOf(job);
  await losses(model, inputs, 3);
  const path = join(folder, `trained-${name}.h5`);
  await saveKeras(model, path, { optimizerState: true });
  const outputs = outputsOf(model, [inputs]);
  written[`trained-${name}`] = {
    job: { ...job, path },
    outputs,
    losses: await losses(model, inputs, 3),
  };
  inputs.dispose();
  model.dispose();
}

async function readInKeras(): Promise<typeof results> {
  const names = Object.keys(written);
  const jobs = names.flatMap((name) =>
    LIBRARIES.map((library) => ({
      ...written[name].job,
      library,
      save: written[name].job.save?.filter((path) => path.includes(library)),
    })),
  );
  const all = await runKeras(jobs);
  return Object.fromEntries(
    names.map((name, index) => [name, all.slice(2 * index, 2 * index + 2)]),
  );
}

test("saveKeras() writes the series' network so that Keras 2 and Keras 3 predict and train it", () => {
  for (const { error, outputs, losses: loss, metrics } of results.series) {
    assert.equal(error, undefined);
    assert.ok(largestDifference(outputs.flat(), written.series.outputs.flat()) < 1e-5);
    assert.ok(Number.isFinite(loss[0]));
    assert.deepEqual(metrics, ['accuracy', 'loss']);
  }
});

for (const name of Object.keys(NETWORKS)) {
  test(`saveKeras() writes ${name} so that both predict the same, and loadKeras() reads it, from them too`, async () => {
    const { job, outputs } = written[name];
    for (const [index, library] of LIBRARIES.entries()) {
      const result = results[name][index];
      assert.equal(result.error, undefined);
      assert.ok(largestDifference(result.outputs.flat(), outputs.flat()) < 1e-5, library);
      const theirs = (job.save ?? []).filter((file) => file.includes(library));
      for (const path of [job.path as string, ...theirs]) {
        const model = await loadKeras(path);
        const inputs = inputsOf(job);
        assert.ok(largestDifference(outputsOf(model, inputs).flat(), outputs.flat()) < 1e-5, path);
        tf.dispose(inputs);
        model.dispose();
      }
    }
  });
}

for (const optimizer of TRAINED)
  test(`saveKeras() with optimizerState lets Keras 2 and loadKeras() go on where ${optimizer} was`, async () => {
    const { job, losses: expected = [] } = written[`trained-${optimizer}`];
    const [keras2] = results[`trained-${optimizer}`];
    assert.equal(keras2.error, undefined);
    assert.ok(
      largestDifference(keras2.losses, expected) < 1e-4,
      `${keras2.losses.join()} ${expected.join()}`,
    );
    const model = await loadKeras(job.path as string);
    const [inputs] = inputsOf(job);
    assert.ok(largestDifference(await losses(model, inputs, 3), expected) < 1e-5);
    inputs.dispose();
    model.dispose();
  });

test('saveKeras() names a loss by what Keras calls the output of a network within', async () => {
  const model = frozenWithin();
  const [output] = model.outputNames;
  const loss = { [output]: 'categoricalCrossentropy' };
  model.compile({ optimizer: 'sgd', loss });
  const path = join(folder, 'named loss.h5');
  await saveKeras(model, path);
  const loaded = await loadKeras(path);
  assert.deepEqual(loaded.loss, { [loaded.outputNames[0]]: 'categoricalCrossentropy' });
  [model, loaded].forEach((each) => each.dispose());
});

test('saveKeras() keeps the class names for loadKeras()', async () => {
  const model = sampleNetwork();
  const path = join(folder, 'names.h5');
  await saveKeras(model, path, { classNames: ['犬', 'cat'] });
  const loaded = await loadKeras(path);
  assert.deepEqual(loaded.getUserDefinedMetadata(), { classNames: ['犬', 'cat'] });
  await saveKeras(loaded, path);
  const again = await loadKeras(path);
  assert.deepEqual(again.getUserDefinedMetadata(), { classNames: ['犬', 'cat'] });
  [model, loaded, again].forEach((each) => each.dispose());
});

test(
  'saveKeras() on a full disk leaves the older file and nothing else',
  { skip: noFullDisk },
  async () => {
    const disk = fullDisk(1_000_000);
    const path = join(disk.folder, 'network.h5');
    const [small, large] = [sampleNetwork({ seed: 1 }), buildNetwork({ imageSize: 20, seed: 1 })];
    try {
      await saveKeras(small, path);
      const older = await readFile(path);
      await assert.rejects(saveKeras(large, path), {
        name: 'Error',
        message: /^The network could not be saved in '.*network\.h5': /,
      });
      assert.deepEqual(await readFile(path), older);
      assert.deepEqual(await readdir(disk.folder), ['network.h5']);
    } finally {
      disk.remove();
    }
    [small, large].forEach((each) => each.dispose());
  },
);

const causes = {
  'a layer that Keras lacks': [
    () => tf.layers.resizing({ height: 3, width: 3, inputShape: [6, 6, 1], name: 'smaller' }),
    /The layer smaller \(Resizing\) cannot be carried over: Keras has none like it/,
  ],
  'an activation that means another thing there': [
    () => tf.layers.dense({ units: 2, inputShape: [3], activation: 'hardSigmoid', name: 'hard' }),
    /The layer hard \(Dense\) cannot be carried over: its activation is hard_sigmoid/,
  ],
  'channels first': [
    () =>
      tf.layers.maxPooling2d({ dataFormat: 'channelsFirst', inputShape: [3, 6, 6], name: 'pool' }),
    /The layer pool \(MaxPooling2D\) cannot be carried over: its data_format is 'channels_first'/,
  ],
} as const;

for (const [what, [layer, message]] of Object.entries(causes))
  test(`saveKeras() refuses ${what}, by name`, async () => {
    const model = tf.sequential({ layers: [layer()] });
    await assert.rejects(saveKeras(model, join(folder, 'refused.h5')), { name: 'Error', message });
    assert.ok(!(await readdir(folder)).includes('refused.h5'));
    model.dispose();
  });

test('saveKeras() refuses a loss of its own, and the ending of a zip archive', async () => {
  const model = sampleNetwork();
  model.compile({ optimizer: 'sgd', loss: (labels, outputs) => tf.sub(labels, outputs) });
  await assert.rejects(
    saveKeras(model, join(folder, 'loss.h5')),
    /Keras has no loss like a function|the function/,
  );
  await assert.rejects(saveKeras(model, join(folder, 'network.keras')), { name: 'RangeError' });
  model.dispose();
});
