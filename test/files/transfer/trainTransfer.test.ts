import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { imageAt, pickExamples, type Dataset } from '../../../src/data/dataset';
import { saveKeras } from '../../../src/files/keras/saveKeras';
import { loadData } from '../../../src/files/loadData';
import { loadNetwork } from '../../../src/files/loadNetwork';
import { hasPretrained } from '../../../src/files/pretrained/loadPretrained';
import { saveNetwork } from '../../../src/files/saveNetwork';
import { trainTransfer } from '../../../src/files/transfer/trainTransfer';
import { evaluate } from '../../../src/insight/evaluate';
import { featureMaps } from '../../../src/insight/featureMaps';
import { gradCam } from '../../../src/insight/gradCam';
import { predict } from '../../../src/insight/predict';
import { predictProbabilities } from '../../../src/insight/probabilities';
import { strongestImages } from '../../../src/insight/strongestImages';
import { tf } from '../../../src/network/tensorflow';
import { batches } from '../../../src/training/batches';
import { historyOf } from '../../../src/training/history';
import { largestDifference, sampleDataset } from '../../network/sampleData';
import { assertFreesTensors } from '../../tensors';
import { temporaryFolder } from '../fixtures';
import { inputsOf, outputsOf, runKeras } from '../keras/keras';

const networks = [
  { network: 'squeezenet', lastMaps: 'fire9/concat' },
  { network: 'efficientnet-lite0', lastMaps: 'top_activation' },
] as const;
const skipped = (network: (typeof networks)[number]['network']) =>
  hasPretrained(network)
    ? false
    : `the weights of ${network} are not here: npm run pretrained -- --all`;
const featuresFolder = temporaryFolder();
const small = sampleDataset({ numImages: 12, imageSize: 64 });

/** Every third or second picture: enough to tell whether something was learned. */
function some(dataset: Dataset, step: number): Dataset {
  const indices = Array.from(dataset.labels.keys()).filter((index) => index % step === 0);
  return pickExamples(dataset, indices);
}

test(
  'trainTransfer() learns the drawings from a third of them, to more than 0.6 of other drawings',
  { skip: skipped('squeezenet') },
  async () => {
    const { trainSet, testSet } = await loadData('drawings', { imageSize: 128 });
    const { model, history } = await trainTransfer(some(trainSet, 3), { featuresFolder });
    assert.ok(history.acc[199] > 0.9, `training accuracy ${history.acc[199]}`);
    const { acc } = evaluate(model, some(testSet, 2));
    assert.ok(acc > 0.6, `test accuracy ${acc}`);
    model.dispose();
  },
);

for (const { network, lastMaps } of networks)
  test(
    `trainTransfer() with ${network} gives an ordinary network: trained on, looked into, saved and loaded`,
    { skip: skipped(network) },
    async () => {
      const { model } = await trainTransfer(small, { network, epochs: 20, featuresFolder });
      const image = imageAt(small.images, 0);
      assert.deepEqual(model.inputs[0].shape, [null, 64, 64, 3]);
      const fitted = await model.fitDataset(batches(small, { seed: 1 }), { epochs: 1 });
      assert.equal(historyOf(fitted).loss.length, 1);
      const { shape } = featureMaps(model, image, lastMaps);
      assert.deepEqual(gradCam(model, image, lastMaps).heatmap.shape, shape.slice(0, 2));
      assert.equal(strongestImages(model, small, lastMaps, { filter: 2, count: 3 }).length, 3);
      assert.equal(evaluate(model, small).confusionMatrix.length, 3);
      const expected = predictProbabilities(model, small.images).data;
      const folder = join(temporaryFolder(), 'network');
      await saveNetwork(model, folder);
      const loaded = await loadNetwork(folder);
      assert.deepEqual(predictProbabilities(loaded, small.images).data, expected);
      assert.deepEqual(predict(loaded, image), predict(model, image));
      for (const each of [model, loaded]) each.dispose();
    },
  );

test(
  'trainTransfer() gives a network that Keras 2 and Keras 3 read, with the same predictions',
  { skip: skipped('squeezenet') },
  async () => {
    const { model } = await trainTransfer(small, { epochs: 20, featuresFolder });
    const path = join(temporaryFolder(), 'transfer.h5');
    await saveKeras(model, path);
    const inputs = [[2, 64, 64, 3]];
    const [x] = inputsOf({ inputs });
    const results = await runKeras(
      (['keras2', 'keras3'] as const).map((library) => ({ library, path, inputs })),
    );
    const [expected] = outputsOf(model, [x]);
    for (const { outputs } of results) assert.ok(largestDifference(outputs[0], expected) < 1e-5);
    tf.dispose(x);
    model.dispose();
  },
);

test(
  'trainTransfer() tries fine-tuning on a part that is held back, and says what it gave',
  { skip: skipped('squeezenet') },
  async () => {
    const { model, fineTuning } = await trainTransfer(small, {
      epochs: 20,
      fineTuneEpochs: 1,
      featuresFolder,
    });
    assert.ok(fineTuning);
    const { before, after, kept, history } = fineTuning;
    assert.equal(history.val_loss.length, 1);
    assert.equal(kept, after.loss <= before.loss);
    assert.equal(model.getLayer('fire9/squeeze1x1').trainable, kept);
    assert.equal(model.getLayer('fire8/squeeze1x1').trainable, false);
    model.dispose();
  },
);

test(
  'trainTransfer() gives the same network for the same seed, and keeps nothing but it in memory',
  { skip: skipped('squeezenet') },
  async () => {
    const run = async () => {
      const { model } = await trainTransfer(small, { epochs: 5, seed: 4, featuresFolder });
      const { data } = predictProbabilities(model, small.images);
      model.dispose();
      return data;
    };
    await assertFreesTensors(async () => assert.deepEqual(await run(), await run()));
  },
);

test('trainTransfer() says what cannot be learned', async () => {
  const { images, labels } = small;
  const classNames = [...small.classNames, 'nothing'];
  await assert.rejects(trainTransfer({ images, labels, classNames }), {
    name: 'RangeError',
    message:
      'The class nothing has no pictures in the training set, so it cannot be learned; give it some, or leave it out',
  });
  await assert.rejects(trainTransfer(small, { fineTuneEpochs: -1 }), RangeError);
  await assert.rejects(trainTransfer(small, { network: 'vgg' as 'squeezenet' }), RangeError);
});
