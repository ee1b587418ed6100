import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as creatures from '../src/index';
import type { Dataset } from '../src/index';
import { describe } from '../src/check';
import { tf } from '../src/network/tensorflow';
import { temporaryFolder } from './files/fixtures';
import { printed } from './files/samplePhotos';

type AnyFunction = (...args: readonly unknown[]) => unknown;

const { buildNetwork, evaluate, pickExamples } = creatures;

// Some of what is given is right, and written there
process.chdir(temporaryFolder());

// Where nobody answers, so that what is right collects no photos
process.env.CREATURES_PHOTO_SERVER = 'http://127.0.0.1:65534';

const model = buildNetwork({ imageSize: 10, numClasses: 2, seed: 1 });
after(() => model.dispose());

const image = { data: new Uint8Array(300), shape: [10, 10, 3] as const };
const dataset: Dataset = {
  images: { data: new Uint8Array(1200), shape: [4, 10, 10, 3] },
  labels: Uint8Array.of(0, 1, 0, 1),
  classNames: ['constructor', '__proto__'],
};
const kernel = { data: new Float32Array(108), shape: [3, 3, 3, 4] };

/** What each function is rightly given. */
const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  accuracyBySource: [{ labels: [0, 1], predictions: [0, 0] }, { sources: ['a', 'b'] }],
  adjustBrightness: [image, { delta: 0.1 }],
  adjustContrast: [image, { factor: 1.1 }],
  augmentDataset: [dataset, { copies: 1 }],
  augmentImage: [image, { random: Math.random }],
  batches: [dataset, {}],
  buildNetwork: [{ imageSize: 10 }],
  classMetrics: [[[1]], { classNames: ['a'] }],
  confusionMatrix: [[0], { predictions: [0], numClasses: 1 }],
  countByClass: [dataset],
  cropImage: [image, { top: 0, left: 0, height: 5, width: 5 }],
  describeLayers: [model],
  evaluate: [model, dataset, {}],
  addHead: [model, { numClasses: 0 }],
  computeFeatures: [model, dataset.images, {}],
  featureExtractor: [model, { sources: [{ layer: 'nowhere' }] }],
  fineTune: [model, dataset, { fromLayer: 'dense2', validationData: dataset, epochs: 1 }],
  loadOrComputeFeatures: [model, dataset.images, { folder: 'features' }],
  stratifiedFolds: [dataset, {}],
  trainHead: [model, { features: kernel, labels: [0] }, {}],
  trainTransfer: [dataset, { network: 'nothing' }],
  featureMaps: [model, image, 'conv1'],
  flipImage: [image],
  gradCam: [model, image, 'conv1', {}],
  gradientAscent: [model, 'conv1', { filter: 0, steps: 1 }],
  imageAt: [dataset.images, 0],
  imagesToTensor: [dataset.images],
  kernelChanges: [[kernel]],
  kernels: [model, 'conv1'],
  labelsToOneHot: [[0], 2],
  layerOutput: [model, image, 'conv1'],
  maxActivations: [model, dataset, 'conv1', {}],
  oneOfEach: [dataset, {}],
  pickExamples: [dataset, [0]],
  predict: [model, image, { classNames: ['a', 'b'] }],
  receptiveField: [model, 'conv1', { row: 0, column: 0 }],
  resizeImages: [dataset.images, { imageSize: 5 }],
  rotateImage: [image, { degrees: 5 }],
  seededRandom: [1],
  shiftImage: [image, { x: 0.1 }],
  splitDataset: [dataset, {}],
  stackKernels: [[kernel]],
  strongestImages: [model, dataset, 'conv1', { filter: 0 }],
  surestMistakes: [
    { labels: [], predictions: [], probabilities: { data: [] }, classNames: [] },
    {},
  ],
  unstackKernels: [{ data: new Float32Array(108), shape: [1, 3, 3, 3, 4] }],
  zoomImage: [image, { factor: 1.1 }],
  hasPretrained: ['squeezenet', {}],
  collectPhotos: [{ dryRun: true }],
  loadData: ['nowhere', {}],
  loadNpy: ['nowhere', {}],
  loadNpz: ['nowhere', {}],
  loadPhoto: ['nowhere', {}],
  loadPhotos: ['nowhere', {}],
  loadPretrained: ['squeezenet', { folder: 'nowhere' }],
  loadKeras: ['nowhere', {}],
  loadNetwork: ['nowhere'],
  loadOrRecordKernels: ['nowhere', dataset, null],
  loadOrTrain: ['nowhere', dataset, null],
  train: [model, dataset, { epochs: 0 }],
  saveNetwork: [model, '/dev/null/nowhere'],
  saveKeras: [model, '/dev/null/nowhere.h5'],
  saveImage: ['/dev/null/nowhere.png', image],
  saveNpy: ['/dev/null/nowhere.npy', kernel],
  saveNpz: ['/dev/null/nowhere.npz', { kernel }, {}],
  saveData: ['/dev/null/nowhere.npz', { trainSet: dataset, testSet: dataset }, {}],
};

const promise = Promise.resolve(dataset);

/** What may be given by mistake; some of them are right at some places. */
const WRONG: readonly unknown[] = [
  undefined,
  null,
  promise,
  3.5,
  -1,
  NaN,
  'text',
  '',
  true,
  () => 1,
  [],
  ['a'],
  {},
  { data: [], shape: [] },
  { data: promise, shape: promise },
  { images: null, labels: null, classNames: null },
  new Uint8Array(2),
  new Map(),
  Symbol('x'),
  3n,
  Object.create(null),
  dataset,
  { trainSet: dataset, testSet: dataset },
  { ...dataset, labels: ['constructor', 'x', 'y', 'z'] },
  { ...dataset, labels: [NaN, 0, 0, 0] },
  image,
  model,
];

/** What JavaScript, Node, the file system and TensorFlow.js say of themselves to nobody who reads notebooks. */
const RAW =
  /Cannot (read propert|destructure|convert|mix)|is not (a function|iterable|a constructor|defined|an? object)|E[A-Z]{4,}:|Invalid (array|typed)|circular|Reduce of empty|out of memory|Unknown error/;

test('each function says of a wrong argument in one sentence what it takes and what came', async () => {
  const undecided: string[] = [];
  for (const [name, right] of Object.entries(RIGHT)) {
    const run = (creatures as unknown as Record<string, AnyFunction>)[name];
    for (let place = 0; place < right.length; place++) {
      for (const wrong of WRONG) {
        const args = right.map((value, index) => (index === place ? wrong : value));
        const error = await errorOf(run, args);
        if (error === undefined) continue;
        const told = `${name}(), argument ${place + 1}, given ${describe(wrong)}: ${describe(error)}`;
        if (!(error instanceof Error) || RAW.test(error.message) || error.message.includes('\n'))
          undecided.push(told);
        else if (wrong === promise && !error.message.includes('did you forget `await`?'))
          undecided.push(told);
      }
    }
  }
  assert.deepEqual(undecided, []);
});

/** What a call throws, at once or later. What it prints is not looked at, and what it made is freed. */
async function errorOf(run: AnyFunction, args: readonly unknown[]): Promise<unknown> {
  let failure: unknown;
  await printed(async () => {
    try {
      const result = await run(...args);
      if (result instanceof tf.Tensor || result instanceof tf.LayersModel) {
        if (result !== model) result.dispose();
      }
    } catch (error) {
      failure = error;
    }
  });
  return failure;
}

test('each function that takes a promise for its first argument asks for await', async () => {
  for (const name of Object.keys(RIGHT)) {
    const run = (creatures as unknown as Record<string, AnyFunction>)[name];
    const error = await errorOf(run, [promise, ...RIGHT[name].slice(1)]);
    assert.match(String(error), /TypeError: .*did you forget `await`\?/, name);
  }
});

test('evaluate() refuses a data set of other classes than those of the network', () => {
  const three = { ...dataset, classNames: ['a', 'b', 'c'] };
  assert.throws(() => evaluate(model, three), {
    name: 'TypeError',
    message: 'The network tells 2 classes apart, but the test set names 3: a, b, c',
  });
  assert.equal(pickExamples(three, [0]).labels.length, 1);
});
