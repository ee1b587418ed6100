import fs from 'node:fs';
import path from 'node:path';
import { KERNEL_NAME } from '../../kernel/kernelspec';
import { inProject } from '../../project';
import { say, withSignal, type Writer } from '../commands';
import { executeNotebook } from './execute';
import { checkNotebook } from './lint';
import { clearNotebook, normalizeNotebook } from './normalize';
import { firstLine, readNotebook, writeNotebook, type Notebook } from './notebook';
import { parseOptions, usage, type RunOptions } from './options';
import { minutesSince, startProgress } from './progress';
import { applyValues, selectNotebooks } from './select';
import { describeTypeProblem, typeCheckNotebooks, type NotebookFile } from './typecheck';
import { checkExecution } from './checkExecution';

/** In the metadata of a notebook: that it shows how far a failed run came. */
const FAILED_RUN = 'creatures_failed_run';

/** Where the runner works; the defaults are those of the project. */
export interface RunSurroundings {
  /** Folder of the notebooks, which is also the folder they run in. */
  readonly folder?: string;
  readonly kernel?: string;
  readonly out?: Writer;
}

type Setting = Required<RunSurroundings> &
  Pick<RunOptions, 'timeout'> & { readonly target?: string; readonly signal: AbortSignal };

/**
 * Executes notebooks from a fresh kernel each, and stores their outputs: `npm run notebooks`.
 *
 * A notebook is stored only when its whole run passed. Of a failed one, the stored file stays as it was; with `--out`,
 * `<name>.failed.ipynb` in that folder shows how far it came. One notebook's failure does not stop the others.
 *
 * @param argv the command line: `['01', '--set', 'epochs=2', '--out', '/tmp/run']`
 * @returns 0 when every notebook passed, 1 when one did not, 2 for a command line that makes no sense, 130 after Ctrl-C
 */
export async function runNotebooks(
  argv: readonly string[],
  {
    folder = inProject('notebooks'),
    kernel = KERNEL_NAME,
    out = process.stdout,
  }: RunSurroundings = {},
): Promise<number> {
  const request = readRequest(argv, folder);
  if (typeof request === 'string') return say(out, request, request === usage ? 0 : 2);
  const { files, options } = request;
  const broken = reportTypes(files, out);
  if (options.check) return broken.size > 0 ? 1 : 0;
  return withSignal((signal) =>
    runAll(files, broken, {
      folder,
      kernel,
      out,
      timeout: options.timeout,
      target: options.out,
      signal,
    }),
  );
}

/** The notebooks and options of a command line; a string is what to print instead: the usage, or what is wrong. */
function readRequest(argv: readonly string[], folder: string) {
  try {
    const options = parseOptions(argv);
    return options.help
      ? usage
      : { options, files: applyValues(selectNotebooks(folder, options.names), options.values) };
  } catch (error) {
    return `${(error as Error).message}

${usage}`;
  }
}

/** Prints what the type check found; returns the files in which it found something. */
function reportTypes(files: readonly NotebookFile[], out: Writer): Set<string> {
  const problems = typeCheckNotebooks(files);
  for (const problem of problems) out.write(`${describeTypeProblem(problem)}\n`);
  return new Set(problems.map(({ notebook }) => notebook));
}

async function runAll(
  files: readonly NotebookFile[],
  broken: ReadonlySet<string>,
  setting: Setting,
): Promise<number> {
  const failed: string[] = [];
  for (const file of files) {
    const name = path.basename(file.path, '.ipynb');
    const passed = broken.has(`${name}.ipynb`)
      ? typesFailed(name, setting)
      : await runOne(name, file, setting);
    if (setting.signal.aborted)
      return say(setting.out, 'Stopped; notebooks that were not finished stay as they were\n', 130);
    if (!passed) failed.push(name);
  }
  if (failed.length === 0) return 0;
  return say(
    setting.out,
    `${failed.length} of ${files.length} notebooks failed: ${failed.join(', ')}\n`,
    1,
  );
}

function typesFailed(name: string, { out }: Setting): boolean {
  out.write(`${name}  not executed  FAILED (types, see above)\n`);
  return false;
}

async function runOne(
  name: string,
  { path: file, notebook }: NotebookFile,
  setting: Setting,
): Promise<boolean> {
  const { folder, kernel, timeout, signal, out, target = path.dirname(file) } = setting;
  const start = Date.now();
  const progress = startProgress(name, out);
  const execution = await executeNotebook(clearNotebook(notebook), {
    folder,
    kernel,
    timeout,
    signal,
    onCell: (index) => progress.at(describePlace(notebook, index)),
  }).finally(progress.end);
  const faults = checkExecution(execution);
  const passed = faults.length === 0;
  if (signal.aborted) return false;
  out.write(`${name}  ${minutesSince(start)}  ${passed ? 'ok' : 'FAILED'}\n`);
  for (const fault of faults) out.write(`  ${name}.ipynb, ${fault}\n`);
  await store(normalizeNotebook(execution.notebook), { name, passed, target, setting });
  return passed;
}

function describePlace(notebook: Notebook, index: number): string {
  if (index >= notebook.cells.length) return 'ending';
  return `cell ${index + 1} of ${notebook.cells.length}: ${firstLine(notebook.cells[index])}`;
}

interface Storing {
  readonly name: string;
  readonly passed: boolean;
  readonly target: string;
  readonly setting: Setting;
}

/** Writes a notebook that passed to its place, one that failed next to it, if it has a folder of its own. */
async function store(
  notebook: Notebook,
  { name, passed, target, setting }: Storing,
): Promise<void> {
  const failedFile = path.join(target, `${name}.failed.ipynb`);
  if (passed) {
    await writeNotebook(path.join(target, `${name}.ipynb`), notebook);
    if (isFailedRun(failedFile)) fs.rmSync(failedFile);
    for (const problem of checkNotebook(notebook)) setting.out.write(`  note: ${problem}\n`);
  } else if (
    setting.target !== undefined &&
    fs.existsSync(failedFile) &&
    !isFailedRun(failedFile)
  ) {
    setting.out.write(`  ${failedFile} is no failed run, so it stays, and this run is not kept\n`);
  } else if (setting.target !== undefined) {
    const metadata = { ...notebook.metadata, [FAILED_RUN]: true };
    await writeNotebook(failedFile, { ...notebook, metadata });
    setting.out.write(`  see ${failedFile}\n`);
  }
}

/** Whether a file was written by a run that failed, and is no notebook of somebody that happens to have such a name. */
function isFailedRun(file: string): boolean {
  try {
    return readNotebook(file).metadata[FAILED_RUN] === true;
  } catch {
    return false; // not there, or no notebook
  }
}
