import { parseArgs } from 'node:util';
import { PRETRAINED, type PretrainedName } from '../../files/pretrained/networks';
import { fromCaller } from '../commands';

/** What `npm run classify` was asked for. */
export interface ClassifyOptions {
  /** Absolute path of the class folders to learn from; without it a saved network names photos. */
  readonly folder?: string;
  /** Absolute path of class folders to measure with. */
  readonly test?: string;
  /** Files to name, absolute and as typed. */
  readonly predict: readonly TypedPath[];
  /** In how many parts the photos are split to measure with each in turn. */
  readonly folds?: number;
  /** Decides which photos are held back, and how the network learns. */
  readonly seed: number;
  readonly network: PretrainedName;
  /** Pixels to which photos are shrunk before anything else. */
  readonly imageSize?: number;
  /** Absolute path of the folder to write; without it, a new one below `classified/`. */
  readonly outFolder?: string;
  /** Absolute path of what an earlier run wrote; without it, the newest below `classified/`. */
  readonly saved?: string;
  readonly help: boolean;
}

/** A path with the words that the reader knows it by. */
export interface TypedPath {
  readonly path: string;
  readonly typed: string;
}

export const usage = `npm run classify -- FOLDER [--test FOLDER | --folds N] [--predict FILE…] [options]
npm run classify -- --predict FILE… [--saved FOLDER]

Trains a network that tells your photos apart. FOLDER holds one folder for each class, named like it, with two photos
or more; the classes can be any. The network starts from one that has seen a million photos (npm run pretrained
fetches it) and learns only how its features belong to your classes, which takes seconds. Prints how often it is right
on photos that it has not learned from, and writes the network and a page about it into a new folder.

  --test FOLDER     measure with the photos of these class folders; without it, a fifth of FOLDER is held back, and the
                    network that is saved learns from all of FOLDER once that is measured
  --folds N         measure N times instead, each time with another N-th of the photos held back; the last line printed
                    is the mean accuracy
  --predict FILE…   name these photos; without FOLDER, by the network that the last run saved
  --saved FOLDER    name them by the network in this folder, which an earlier run wrote
  --network NAME    where to start from: squeezenet (default) or efficientnet-lite0, which is better and larger
  --image-size N    shrink the photos to N x N pixels first, as if they were no larger
  --seed N          which photos are held back, and in which order the network learns (default: 1)
  --out FOLDER      write into this folder, which must be new or empty (default: a new folder in classified/)
`;

/**
 * Returns the command line in parts. Whatever follows `--predict` is a photo to name, until the next option and after it.
 *
 * @throws TypeError for an option that does not exist or lacks its value, and for options that exclude each other
 * @throws RangeError for a number or name that is not possible
 */
export function parseOptions(argv: readonly string[]): ClassifyOptions {
  const { values, tokens } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    tokens: true,
    options: {
      test: { type: 'string' },
      predict: { type: 'string', multiple: true },
      folds: { type: 'string' },
      seed: { type: 'string' },
      network: { type: 'string' },
      'image-size': { type: 'string' },
      out: { type: 'string' },
      saved: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { folders, files } = sortPaths(tokens);
  const options: ClassifyOptions = {
    folder: optionalPath('FOLDER', folders[0]),
    test: optionalPath('--test', values.test),
    predict: files.map((typed) => ({ path: pathOf('--predict', typed), typed })),
    folds: optionalNumber('--folds', values.folds, { min: 2, max: 1000 }),
    seed: optionalNumber('--seed', values.seed, { min: 0, max: MAX_SEED }) ?? 1,
    network: toNetwork(values.network ?? 'squeezenet'),
    imageSize: optionalNumber('--image-size', values['image-size'], { min: 8, max: 4096 }),
    outFolder: optionalPath('--out', values.out),
    saved: optionalPath('--saved', values.saved),
    help: values.help,
  };
  if (options.help) return options;
  checkTogether(options, folders);
  if (options.folder === undefined) checkOnlyPrediction(values);
  return options;
}

/** As large as a text of digits can be without losing any. */
const MAX_SEED = Number.MAX_SAFE_INTEGER;

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** The folders before the first `--predict`, and the files after it. */
function sortPaths(tokens: readonly Token[]): { folders: string[]; files: string[] } {
  const folders: string[] = [];
  const files: string[] = [];
  let predicting = false;
  for (const token of tokens) {
    if (token.kind === 'option' && token.name === 'predict') {
      predicting = true;
      files.push(token.value ?? '');
    }
    if (token.kind === 'positional') (predicting ? files : folders).push(token.value);
  }
  return { folders, files };
}

function checkTogether(
  { folder, test, predict, folds, saved }: ClassifyOptions,
  folders: readonly string[],
): void {
  if (folders.length > 1)
    throw new TypeError(
      `Only one folder of class folders is learned from, but got ${folders.length}: ${folders.join(', ')}; photos to name follow --predict`,
    );
  if (folder === undefined && predict.length === 0)
    throw new TypeError('Name the folder of class folders to learn from, or --predict photos');
  if (test !== undefined && folds !== undefined)
    throw new TypeError('--test and --folds are two ways to measure; give one of them');
  if (folder !== undefined && saved !== undefined)
    throw new TypeError(
      `--saved names photos by a network that is there already, so leave out ${folders[0]}, or --saved`,
    );
}

/** What is asked for a training that does not take place would be left undone in silence. */
function checkOnlyPrediction(values: Readonly<Record<string, unknown>>): void {
  const isPrediction = (name: string): boolean => ['predict', 'saved', 'help'].includes(name);
  const idle = Object.keys(values).find((name) => !isPrediction(name));
  if (idle === undefined) return;
  throw new TypeError(
    `--${idle} is about training, which needs the folder of class folders; put it before --predict`,
  );
}

function toNetwork(name: string): PretrainedName {
  const names = Object.keys(PRETRAINED);
  if (names.includes(name)) return name as PretrainedName;
  throw new RangeError(`--network must be ${names.join(' or ')}, but got "${name}"`);
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function toWhole(option: string, text: string, { min, max }: Bounds): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new RangeError(`${option} needs a whole number from ${min} to ${max}, but got "${text}"`);
}

function optionalNumber(
  option: string,
  text: string | undefined,
  bounds: Bounds,
): number | undefined {
  return text === undefined ? undefined : toWhole(option, text, bounds);
}

function optionalPath(option: string, typed: string | undefined): string | undefined {
  return typed === undefined ? undefined : pathOf(option, typed);
}

function pathOf(option: string, typed: string): string {
  if (typed !== '') return fromCaller(typed);
  throw new TypeError(`${option} needs a path, but got an empty text`);
}
