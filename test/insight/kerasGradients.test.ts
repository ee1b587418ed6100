import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gradCam } from '../../src/insight/gradCam';
import { gradientAscent, grayNoise } from '../../src/insight/gradientAscent';
import type { LayerChoice } from '../../src/network/layers';
import type { tf } from '../../src/network/tensorflow';
import { inProject, venvProgram } from '../../src/project';
import { disposeNetwork, largestDifference, sampleNetwork } from '../network/sampleData';
import { BRANCHING_SIZE, branchingNetwork, noisePicture } from './networks';

type NetworkName = 'series' | 'branching';

interface Reference {
  readonly gradCam: { readonly classIndex: number; readonly heatmap: number[] }[];
  readonly ascent: { readonly activations: number[]; readonly pixels: number[] }[];
}

const SERIES_SIZE = 24;
/** Few steps: rounding decides which pixel of a pool wins where two are all but equal, and then two climbs part. */
const ASCENT = { steps: 3, stepSize: 0.05, seed: 5 };

const NETWORKS = {
  series: sampleNetwork({ imageSize: SERIES_SIZE, seed: 4 }),
  branching: branchingNetwork(),
};
const PICTURES = { series: noisePicture(SERIES_SIZE), branching: noisePicture(BRANCHING_SIZE) };

const GRAD_CAMS: Record<
  NetworkName,
  { readonly choice: LayerChoice; readonly classIndex?: number }[]
> = {
  series: [
    { choice: 8, classIndex: 0 },
    { choice: 9, classIndex: 1 },
    { choice: 4, classIndex: 2 },
    { choice: 0 },
  ],
  branching: [
    { choice: 'last', classIndex: 0 },
    { choice: 'points', classIndex: 0 },
    { choice: 'windows', classIndex: 2 },
    { choice: 'joined', classIndex: 1 },
    { choice: 'first' },
  ],
};

const ASCENTS: Record<NetworkName, { readonly choice: LayerChoice; readonly filter: number }[]> = {
  series: [
    { choice: 0, filter: 3 },
    { choice: 2, filter: 0 },
    { choice: 8, filter: 63 },
    { choice: -2, filter: 1 },
    { choice: -1, filter: 1 },
  ],
  branching: [
    { choice: 'windows', filter: 2 },
    { choice: 'joined', filter: 5 },
    { choice: 'last', filter: 7 },
    { choice: -1, filter: 2 },
  ],
};

let keras: Record<NetworkName, Reference>;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'creatures-gradients-'));
  await writeFile(
    join(folder, 'input.json'),
    JSON.stringify({
      series: questions('series', SERIES_SIZE),
      branching: questions('branching', BRANCHING_SIZE),
    }),
  );
  const { stdout } = await promisify(execFile)(
    venvProgram('python'),
    [inProject('test', 'insight', 'kerasGradients.py'), folder],
    { maxBuffer: 1e8 },
  );
  keras = JSON.parse(stdout);
});

after(async () => {
  Object.values(NETWORKS).forEach(disposeNetwork);
  await rm(folder, { recursive: true, force: true });
});

function questions(name: NetworkName, imageSize: number): object {
  const { data, shape } = grayNoise([imageSize, imageSize, 3], ASCENT);
  return {
    imageSize,
    weights: weightsOf(NETWORKS[name]),
    picture: [...PICTURES[name].data],
    gradCam: GRAD_CAMS[name],
    ascent: ASCENTS[name].map((ascent) => ({
      ...ascent,
      ...ASCENT,
      noise: { data: [...data], shape },
    })),
  };
}

/** The layers of the series' network have other names in Keras, so they are told by their places. */
function weightsOf(model: tf.LayersModel): object[] {
  const byIndex = model.layers[0].getClassName() !== 'InputLayer';
  return model.layers.flatMap((layer, layerIndex) => {
    const arrays = layer
      .getWeights()
      .map((weight) => ({ data: [...weight.dataSync()], shape: weight.shape }));
    return arrays.length === 0 ? [] : [{ choice: byIndex ? layerIndex : layer.name, arrays }];
  });
}

for (const name of ['series', 'branching'] as const) {
  test(`gradCam() gives the heat maps that Keras gives: ${name} network`, () => {
    GRAD_CAMS[name].forEach(({ choice, classIndex }, index) => {
      const expected = keras[name].gradCam[index];
      const actual = gradCam(NETWORKS[name], PICTURES[name], choice, { classIndex });
      assert.equal(actual.classIndex, expected.classIndex);
      assert.equal(actual.heatmap.data.length, expected.heatmap.length);
      const difference = largestDifference(actual.heatmap.data, expected.heatmap);
      assert.ok(difference < 1e-4, `${JSON.stringify(choice)}: ${difference}`);
    });
    assert.ok(
      keras[name].gradCam.some(({ heatmap }) => Math.max(...heatmap) === 1),
      'some places must speak for the class',
    );
  });

  test(`gradientAscent() climbs as Keras climbs: ${name} network`, () => {
    ASCENTS[name].forEach(({ choice, filter }, index) => {
      const expected = keras[name].ascent[index];
      const { activations, image } = gradientAscent(NETWORKS[name], choice, {
        filter,
        ...ASCENT,
      });
      const scale = Math.max(...expected.activations.map(Math.abs));
      const difference = largestDifference(activations, expected.activations) / scale;
      assert.ok(difference < 1e-4, `${JSON.stringify(choice)}: ${difference}`);
      assert.ok(largestDifference(image.data, expected.pixels) <= 1, JSON.stringify(choice));
      assert.ok(activations[ASCENT.steps] > activations[0], `${JSON.stringify(choice)} must rise`);
    });
  });
}
