import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { KERNEL_NAME } from '../../kernel/kernelspec';
import { JUPYTER_ENV, inProject, venvProgram } from '../../project';
import { readNotebook, writeNotebook, type Cell, type Notebook } from './notebook';

/** How a notebook is executed. */
export interface ExecuteOptions {
  /** The kernel's folder: what the notebook's relative paths start from. */
  readonly folder: string;
  /** Name of the kernel. */
  readonly kernel?: string;
  /** Most seconds for one cell; without it there is no limit. */
  readonly timeout?: number;
  /** Ends the kernel and the run. */
  readonly signal?: AbortSignal;
  /** Called when a cell begins, with its place among all cells. */
  readonly onCell?: (cellIndex: number) => void;
}

/** What a run left behind. */
export interface Execution {
  /** The notebook with the outputs of every cell that ran. */
  readonly notebook: Notebook;
  /** What each cell that ran was answered with: `ok`, `error`, `aborted`. */
  readonly statuses: ReadonlyMap<number, string>;
  /** What stopped the run, and in which cell; undefined when it went through. */
  readonly failure?: { readonly cellIndex?: number; readonly message: string };
}

interface Report {
  readonly cell?: number;
  readonly status?: string;
  readonly error?: string;
}

/**
 * A promise may be rejected after the last cell has ended; the kernel reports that in the cell after it, so there is one
 * more cell, which waits. It is not kept.
 */
const waitingCell: Cell = {
  id: 'waiting',
  cell_type: 'code',
  metadata: {},
  source: 'await new Promise((resolve) => setTimeout(resolve, 200));',
  outputs: [],
  execution_count: null,
};

/** Executes the cells of a notebook in a fresh kernel. Never throws for what the cells do: that is in the result. */
export async function executeNotebook(
  notebook: Notebook,
  options: ExecuteOptions,
): Promise<Execution> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'notebook-'));
  try {
    const [source, target] = [path.join(folder, 'source.ipynb'), path.join(folder, 'target.ipynb')];
    await writeNotebook(source, { ...notebook, cells: [...notebook.cells, waitingCell] });
    const reports = await runClient([source, target], options);
    const executed = fs.existsSync(target) ? readNotebook(target) : notebook;
    return {
      notebook: { ...executed, cells: executed.cells.slice(0, notebook.cells.length) },
      ...summarize(reports),
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function summarize(reports: readonly Report[]): Pick<Execution, 'statuses' | 'failure'> {
  const statuses = new Map(
    reports.flatMap(({ cell, status }) =>
      cell === undefined || !status ? [] : [[cell, status] as const],
    ),
  );
  const failed = reports.find(({ error }) => error !== undefined);
  return failed
    ? { statuses, failure: { cellIndex: failed.cell, message: failed.error ?? '' } }
    : { statuses };
}

async function runClient(
  files: readonly string[],
  { folder, kernel = KERNEL_NAME, timeout, signal, onCell }: ExecuteOptions,
): Promise<Report[]> {
  const limit = timeout === undefined ? [] : [String(timeout)];
  const args = [
    inProject('src', 'tools', 'runner', 'execute.py'),
    ...files,
    folder,
    kernel,
    ...limit,
  ];
  const child = spawn(venvProgram('python'), args, {
    env: { ...process.env, ...JUPYTER_ENV },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', end);
  const closed = new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  const [reports, errors, code] = await Promise.all([
    readReports(child.stdio[3] as Readable, onCell),
    readEnd(child.stderr as Readable),
    closed,
  ]).finally(() => signal?.removeEventListener('abort', end));
  return withLog(reports, { code, errors });
}

/** Where the reports do not say why a run ended, what was printed beside them may. */
function withLog(
  reports: readonly Report[],
  { code, errors }: { readonly code: number | null; readonly errors: string },
): Report[] {
  const explained = code === 0 || reports.some(({ error }) => error !== undefined);
  const all = explained ? reports : [...reports, { error: 'The run ended early' }];
  return all.map((report) => {
    const bare =
      report.error === 'The run ended early' || report.error?.startsWith('DeadKernelError');
    return bare && errors
      ? { ...report, error: `${report.error}. The last it printed:\n${errors}` }
      : report;
  });
}

async function readReports(
  stream: Readable,
  onCell?: (cellIndex: number) => void,
): Promise<Report[]> {
  const reports: Report[] = [];
  for await (const line of createInterface({ input: stream })) {
    const report = JSON.parse(line) as Report;
    reports.push(report);
    if (report.cell !== undefined && !report.status && !report.error) onCell?.(report.cell);
  }
  return reports;
}

async function readEnd(stream: Readable, length = 2000): Promise<string> {
  let end = '';
  for await (const chunk of stream) end = (end + String(chunk)).slice(-length);
  return end.trim();
}
