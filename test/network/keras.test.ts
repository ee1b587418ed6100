import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { evaluate } from '../../src/insight/evaluate';
import { predictProbabilities } from '../../src/insight/probabilities';
import { buildNetwork } from '../../src/network/buildNetwork';
import { tf } from '../../src/network/tensorflow';
import { imagesToTensor } from '../../src/network/tensors';
import { inProject, venvProgram } from '../../src/project';
import { train } from '../../src/training/train';
import { isMissing } from '../fast-ops/compare';
import { largestDifference, sampleDataset, sampleNetwork, withoutDropout } from './sampleData';

interface Reference {
  readonly outputs: number[];
  readonly loss: number;
  readonly accuracy: number;
  readonly history: { readonly loss: number[]; readonly accuracy: number[] };
  readonly table: {
    readonly type: string;
    readonly shape: number[];
    readonly parameters: number;
  }[];
  readonly spread: { readonly largest: number; readonly zeroBias: boolean }[];
}

/**
 * Few pixels and pictures: rounding decides which pixel of a pool wins where two are all but equal, and each time it
 * decides otherwise, two trainings part. With more of them Keras parts from itself when oneDNN is switched off.
 */
const SIZE = { imageSize: 10, numClasses: 6 };
const NUM_IMAGES = 8;
/** One step of Adam each. */
const EPOCHS = 20;
const dataset = sampleDataset({ numImages: NUM_IMAGES, ...SIZE });
let model: tf.Sequential;
let keras: Reference;
let folder: string;

before(async () => {
  model = withoutDropout(sampleNetwork({ ...SIZE, seed: 7 }));
  folder = await mkdtemp(join(tmpdir(), 'creatures-keras-'));
  await writeInputs();
  const { stdout } = await promisify(execFile)(
    venvProgram('python'),
    [inProject('test', 'network', 'kerasReference.py'), folder],
    { maxBuffer: 1e8 },
  );
  keras = JSON.parse(stdout);
});

after(() => rm(folder, { recursive: true, force: true }));

async function writeInputs(): Promise<void> {
  const images = imagesToTensor(dataset.images);
  const arrays = [...model.getWeights(), images];
  await writeFile(
    join(folder, 'numbers.bin'),
    Buffer.concat(arrays.map((array) => Buffer.from(array.dataSync<'float32'>().slice().buffer))),
  );
  const shapes = arrays.map(({ shape }) => shape);
  await writeFile(
    join(folder, 'input.json'),
    JSON.stringify({ ...SIZE, shapes, labels: [...dataset.labels], batchSize: 8, epochs: EPOCHS }),
  );
  images.dispose();
}

test('predictProbabilities() gives the outputs that Keras gives with the same weights', () => {
  const { data } = predictProbabilities(model, dataset.images);
  assert.equal(data.length, keras.outputs.length);
  assert.ok(largestDifference(data, keras.outputs) < 1e-5);
});

test('evaluate() gives the loss and accuracy that Keras gives', () => {
  const { loss, acc } = evaluate(model, dataset, { batchSize: 8 });
  assert.ok(Math.abs(loss - keras.loss) < 1e-5, `${loss} and ${keras.loss}`);
  assert.ok(Math.abs(acc - keras.accuracy) < 1e-6, `${acc} and ${keras.accuracy}`);
});

test(
  "train() gives Keras's losses and weights over 20 steps of Adam",
  { skip: isMissing('OPTIMIZER') },
  async () => {
    const { history } = await train(model, dataset, {
      epochs: EPOCHS,
      batchSize: NUM_IMAGES,
      seed: 1,
    });
    const compared = [history.loss, keras.history.loss].map((losses) => losses.join()).join('\n');
    assert.ok(largestDifference(history.loss, keras.history.loss) < 1e-4, compared);
    assert.ok(largestDifference(history.acc, keras.history.accuracy) < 1e-6);
    assert.ok(history.loss[EPOCHS - 1] < history.loss[0] - 0.1, 'the steps must change something');
    const trained = new Float32Array((await readFile(join(folder, 'trained.bin'))).buffer);
    let start = 0;
    for (const weight of model.getWeights()) {
      const expected = trained.subarray(start, (start += weight.size));
      const error =
        largestDifference(weight.dataSync(), expected) /
        expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      assert.ok(
        error < 1e-3,
        `A weight of ${weight.shape.join('x')} differs by ${error} of its largest number`,
      );
    }
  },
);

test('buildNetwork() has the layers, shapes and parameters of the Keras network at 100 pixels', () => {
  const full = buildNetwork();
  const table = full.layers.map((layer) => ({
    type: layer.getClassName(),
    shape: (layer.outputShape as number[]).slice(1),
    parameters: layer.countParams(),
  }));
  assert.deepEqual(table, keras.table);
  full.dispose();
});

test('buildNetwork() draws first weights from the range that Keras draws from', () => {
  const full = buildNetwork({ seed: 1 });
  const weights = full.layers.map((layer) => layer.getWeights()).filter(({ length }) => length > 0);
  weights.forEach(([kernel, bias], index) => {
    const largest = kernel.abs().max().dataSync()[0];
    assert.ok(
      Math.abs(largest / keras.spread[index].largest - 1) < 0.02,
      `layer ${index}: ${largest}`,
    );
    assert.equal(keras.spread[index].zeroBias, true);
    assert.equal(bias.abs().max().dataSync()[0], 0);
  });
  full.dispose();
});
