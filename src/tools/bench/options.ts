import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { fromCaller } from '../commands';
import { ROWS, rowName, type Row } from './benchmarks';

/** Measurements beside the table's rows. */
const FURTHER = ['kernel', 'loading', 'memory', 'notebooks'] as const;
export type Further = (typeof FURTHER)[number];

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  readonly rows: readonly Row[];
  readonly further: readonly Further[];
  /** How often each contender is measured. */
  readonly rounds: number;
  /** File for the rows' figures. */
  readonly json?: string;
  readonly help: boolean;
}

const POSSIBLE = `train:SIZE:BATCH or predict:SIZE:BATCH with a size of 32, 64 or 100 and a batch of 8, 32 or 128, or one of ${FURTHER.join(', ')}`;

export const usage = `npm run bench -- [--only what]... [--rounds number] [--json file]

Measures this package, tfjs-node as it comes, Keras, PyTorch and a big matrix product side by side, with the same
pictures and first weights. Without --only everything is measured, which takes the better part of an hour on a fast machine.

  --only what       measure only this; may be given several times: train:100:32, predict:64:8, …
                    (sizes 32, 64, 100; batches 8, 32, 128), ${FURTHER.join(', ')}
  --rounds number   how often each contender is measured (default: 7)
  --json file       also write the figures of the rows there, as a list of
                    {job, imageSize, batchSize, contender, msPerImage}

PyTorch is taken from .venv, or else from the Python named by the environment variable PYTORCH_PYTHON.
`;

/**
 * Returns the command line in parts.
 * @throws TypeError for an option that does not exist or lacks its value
 * @throws RangeError for a row or measurement that does not exist, and for rounds that are no positive whole number
 * @throws Error for a file that could not be written in the end
 */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '7' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    ...chosen(values.only ?? []),
    rounds: toRounds(values.rounds ?? ''),
    json: values.json === undefined ? undefined : writableFile(values.json),
    help: values.help ?? false,
  };
}

/** The rows and measurements of these names, in the table's order; all when there are no names. */
function chosen(names: readonly string[]): Pick<BenchOptions, 'rows' | 'further'> {
  const known = [...ROWS.map(rowName), ...FURTHER];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new RangeError(`--only cannot measure "${unknown}": give ${POSSIBLE}`);
  const isChosen = (name: string) => names.length === 0 || names.includes(name);
  return { rows: ROWS.filter((row) => isChosen(rowName(row))), further: FURTHER.filter(isChosen) };
}

function toRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new RangeError(`--rounds needs a whole number above 0, but got "${text}"`);
}

/** The absolute path of a file that is written at the very end: what is in its way must not come out only then. */
function writableFile(target: string): string {
  const file = fromCaller(target);
  if (!isFolder(dirname(file)))
    throw new Error(
      `--json cannot write ${target}: there is no folder ${dirname(file)}; make it, or name another file`,
    );
  if (isFolder(file))
    throw new Error(
      `--json cannot write ${target}: it is a folder; name a file, for example ${target}/bench.json`,
    );
  return file;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
