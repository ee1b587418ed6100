import { replaceFile } from '../../files/replaceFile';
import { say, withSignal, type Writer } from '../commands';
import { startProgress } from '../runner/progress';
import { contenders, findPyTorch, type PyTorch } from './contenders';
import { measureFurther } from './further/measureFurther';
import { describeMachine } from './machine';
import { measureRow } from './measureRow';
import { parseOptions, usage, type BenchOptions } from './options';
import { rowName } from './benchmarks';
import {
  TABLE_HEAD,
  footnotes,
  furtherTable,
  tableLine,
  toRecords,
  type MeasuredRow,
} from './table';

/** Where the benchmark writes. */
export interface BenchStreams {
  /** Takes the tables. */
  readonly out?: Writer;
  /** Takes what goes on meanwhile, and errors. */
  readonly progress?: Writer;
}

type Setting = BenchOptions & Required<BenchStreams> & { readonly signal: AbortSignal };

/**
 * Measures this package side by side with others, prints tables in Markdown, and perhaps writes the figures to a file:
 * `npm run bench`.
 *
 * @param argv the command line: `['--only', 'train:100:32', '--json', 'bench.json']`
 * @returns 0, or 1 when something could not be measured, 2 for a command line that makes no sense, 130 after Ctrl-C
 */
export async function runBench(
  argv: readonly string[],
  { out = process.stdout, progress = process.stderr }: BenchStreams = {},
): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') return say(progress, options, 2);
  if (options.help) return say(out, usage, 0);
  return withSignal(async (signal) => {
    try {
      await measureAll({ ...options, out, progress, signal });
      return 0;
    } catch (error) {
      return signal.aborted
        ? say(progress, 'Stopped\n', 130)
        : say(progress, `${(error as Error).message}\n`, 1);
    }
  });
}

/** The options of a command line; a string is what is wrong with it. */
function readOptions(argv: readonly string[]): BenchOptions | string {
  try {
    return parseOptions(argv);
  } catch (error) {
    return `${(error as Error).message}\n\n${usage}`;
  }
}

async function measureAll(setting: Setting): Promise<void> {
  const { rows, further, json, out } = setting;
  const pytorch = findPyTorch();
  out.write(`${describeMachine({ pytorch })}\n\n`);
  const measured = rows.length > 0 ? await measureRows(setting, pytorch) : [];
  if (json) await replaceFile(json, `${JSON.stringify(toRecords(measured), null, 2)}\n`);
  if (further.length > 0) out.write(`${furtherTable(await measureFurther(further, setting))}\n`);
}

/** Prints each row as soon as it is measured. */
async function measureRows(setting: Setting, pytorch?: PyTorch): Promise<MeasuredRow[]> {
  const { rows, rounds, out } = setting;
  const measured: MeasuredRow[] = [];
  out.write(`${TABLE_HEAD}\n`);
  for (const row of rows) {
    const { at, end } = startProgress(rowName(row), setting.progress);
    const figures = await measureRow(row, {
      contenders: contenders({ pytorch }),
      rounds,
      signal: setting.signal,
      onProgress: at,
    }).finally(end);
    measured.push({ row, measured: figures });
    out.write(`${tableLine(measured[measured.length - 1])}\n`);
  }
  out.write(`\n${footnotes(measured, { rounds })}\n\n`);
  return measured;
}
