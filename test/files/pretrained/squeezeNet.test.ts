import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Image } from '../../../src/data/arrays';
import { seededRandom } from '../../../src/data/random';
import { featureMaps, layerOutput } from '../../../src/insight/featureMaps';
import { kernels } from '../../../src/insight/kernels';
import { loadNetwork } from '../../../src/files/loadNetwork';
import { saveNetwork } from '../../../src/files/saveNetwork';
import { hasPretrained, loadPretrained } from '../../../src/files/pretrained/loadPretrained';
import { weightsFile } from '../../../src/files/pretrained/weightsFile';
import { buildSqueezeNet } from '../../../src/network/squeezeNetLayers';
import { tf } from '../../../src/network/tensorflow';
import { inProject, venvProgram } from '../../../src/project';
import { largestDifference } from '../../network/sampleData';

const skip = hasPretrained('squeezenet')
  ? false
  : 'the weights of SqueezeNet are not here: npm run pretrained';
const IMAGE_SIZE = 64;
/** Of the network's parameters; the first layer, which is ours, has 12 more. */
const NUM_PARAMETERS = 1_235_496;

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'creatures-squeezenet-'));
});
after(() => rm(root, { recursive: true, force: true }));

/** Waves of color with some noise: a picture that no layer finds empty. */
function samplePicture(imageSize: number): Image {
  const random = seededRandom(4);
  const data = Uint8Array.from({ length: imageSize * imageSize * 3 }, (_, index) => {
    const [pixel, channel] = [Math.floor(index / 3), index % 3];
    const [row, column] = [Math.floor(pixel / imageSize), pixel % imageSize];
    return 128 + 90 * Math.sin((row * (channel + 1) + 2 * column) / 9) + 30 * random();
  });
  return { data, shape: [imageSize, imageSize, 3] };
}

interface Reference {
  readonly parameters: number;
  readonly outputs: Readonly<Record<string, number[]>>;
  readonly kernel: number[];
}

async function kerasReference(picture: Image, layers: readonly string[]): Promise<Reference> {
  const weights = weightsFile('squeezenet');
  await writeFile(join(root, 'image.bin'), picture.data);
  await writeFile(
    join(root, 'input.json'),
    JSON.stringify({ weights, imageSize: picture.shape[0], layers }),
  );
  const script = inProject('test', 'files', 'pretrained', 'squeezeNetReference.py');
  const { stdout } = await promisify(execFile)(venvProgram('python'), [script, root], {
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout);
}

test(
  'loadPretrained() of squeezenet gives the outputs that Keras gives with the same weights',
  { skip },
  async () => {
    const picture = samplePicture(IMAGE_SIZE);
    const layers = [
      'conv1',
      'pool1',
      'fire2_concat',
      'fire5_concat',
      'fire9_concat',
      'conv10',
      'pool10',
      'softmax',
    ];
    const keras = await kerasReference(picture, layers);
    const model = await loadPretrained('squeezenet', { imageSize: IMAGE_SIZE });
    assert.equal(keras.parameters, NUM_PARAMETERS);
    assert.deepEqual([...kernels(model, 'conv1').data], keras.kernel);
    for (const name of layers) {
      // There, the convolution and its ReLU are one layer
      const layerName = name.startsWith('conv') ? `relu_${name}` : name.replace('_', '/');
      const { data } = layerOutput(model, picture, layerName);
      const expected = keras.outputs[name];
      const [largest, difference] = [Math.max(...expected), largestDifference(data, expected)];
      assert.equal(data.length, expected.length);
      assert.ok(largest > 0, `${name} is empty`);
      assert.ok(
        difference < 1e-4 * largest,
        `${name} differs by ${difference} where the largest number is ${largest}`,
      );
    }
    model.dispose();
  },
);

test(
  'loadPretrained() of squeezenet has the published number of parameters, and trains all but its first layer',
  { skip },
  async () => {
    const model = await loadPretrained('squeezenet');
    const preprocess = model.getLayer('preprocess');
    assert.equal(model.countParams() - preprocess.countParams(), NUM_PARAMETERS);
    assert.equal(model.trainableWeights.length, model.weights.length - preprocess.weights.length);
    assert.equal(
      model.layers.filter((layer) => layer.getClassName() === 'Conv2D' && layer !== preprocess)
        .length,
      26,
    );
    assert.deepEqual(model.inputs[0].shape, [null, 227, 227, 3]);
    assert.deepEqual(model.outputs[0].shape, [null, 1000]);
    assert.deepEqual(model.getLayer('fire9/concat').outputShape, [null, 13, 13, 512]);
    model.dispose();
  },
);

test(
  'loadPretrained() of squeezenet keeps its weights and nothing else in memory, and dispose() frees them',
  { skip },
  async () => {
    const tensors = tf.memory().numTensors;
    const model = await loadPretrained('squeezenet', { imageSize: IMAGE_SIZE });
    assert.equal(tf.memory().numTensors - tensors, model.weights.length);
    layerOutput(model, samplePicture(IMAGE_SIZE), 'softmax');
    assert.equal(tf.memory().numTensors - tensors, model.weights.length);
    model.dispose();
    assert.equal(tf.memory().numTensors, tensors);
  },
);

test(
  'loadPretrained() of squeezenet gives a network that saveNetwork() and loadNetwork() take',
  { skip },
  async () => {
    const picture = samplePicture(31);
    const model = await loadPretrained('squeezenet', { imageSize: 31 });
    await saveNetwork(model, join(root, 'saved'));
    const loaded = await loadNetwork(join(root, 'saved'));
    assert.deepEqual(
      loaded.layers.map(({ name }) => name),
      model.layers.map(({ name }) => name),
    );
    const output = 'softmax';
    assert.deepEqual(layerOutput(loaded, picture, output), layerOutput(model, picture, output));
    loaded.optimizer.dispose();
    loaded.dispose();
    model.dispose();
  },
);

test('buildSqueezeNet() turns red, green, blue of 0-1 into blue, green, red of 0-255 less their means', () => {
  const model = buildSqueezeNet(31);
  const picture = samplePicture(31);
  const { data } = featureMaps(model, picture, 'preprocess');
  const expected = Float32Array.from(data, (_, index) => {
    const channel = index % 3;
    return picture.data[index - channel + 2 - channel] - [103.939, 116.779, 123.68][channel];
  });
  assert.ok(largestDifference(data, expected) < 1e-4);
  model.dispose();
});

test('buildSqueezeNet() leaves one pixel of the smallest picture, and fails below', () => {
  const model = buildSqueezeNet(31);
  assert.deepEqual(model.getLayer('fire9/concat').outputShape, [null, 1, 1, 512]);
  model.dispose();
  const tooSmall = buildSqueezeNet(30);
  assert.deepEqual(tooSmall.getLayer('fire9/concat').outputShape, [null, 0, 0, 512]);
  tooSmall.dispose();
});

test('loadPretrained() of squeezenet refuses a size below the smallest picture, or that is no whole number', async () => {
  const message = (imageSize: number) => ({
    name: 'RangeError',
    message: `imageSize must be a whole number from 31 to 4096, but is ${imageSize}`,
  });
  await assert.rejects(loadPretrained('squeezenet', { imageSize: 30 }), message(30));
  await assert.rejects(loadPretrained('squeezenet', { imageSize: 100.5 }), message(100.5));
});

test('loadPretrained() of squeezenet without the weights names the command that fetches them', async () => {
  assert.equal(hasPretrained('squeezenet', { folder: root }), false);
  await assert.rejects(loadPretrained('squeezenet', { folder: root }), {
    name: 'Error',
    message:
      /^The weights of SqueezeNet are not there: fetch them with `npm run pretrained` in the project's folder; the file is .*_kernels\.h5$/,
  });
});

test(
  'loadPretrained() of squeezenet refuses weights that were cut short, and weights with one other bit',
  { skip },
  async () => {
    const folder = join(root, 'damaged');
    const file = weightsFile('squeezenet', folder);
    await mkdir(folder);
    await copyFile(weightsFile('squeezenet'), file);
    assert.equal(hasPretrained('squeezenet', { folder }), true);
    const bytes = await readFile(file);
    bytes[3_000_000] ^= 1;
    await writeFile(file, bytes);
    assert.equal(hasPretrained('squeezenet', { folder }), false);
    await assert.rejects(
      loadPretrained('squeezenet', { folder }),
      /are damaged \(it holds other numbers: SHA-256 [0-9a-f]{64}, not 308d1afd[0-9a-f]+dcb5\): fetch them with `npm run pretrained`/,
    );
    await writeFile(file, bytes.subarray(0, 4_000_000));
    await assert.rejects(
      loadPretrained('squeezenet', { folder }),
      /are damaged \(it holds 4000000 bytes, not 5059384\): fetch them with/,
    );
  },
);
