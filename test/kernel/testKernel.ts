import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { KERNEL_NAME, kernelSpec, type KernelSpec } from '../../src/kernel/kernelspec';
import { inProject, venvProgram } from '../../src/project';

/** A message of Jupyter's protocol. */
export interface KernelMessage {
  readonly type: string;
  readonly content: Record<string, any>;
  /** It belongs to an earlier request than the one that was asked for. */
  readonly foreign?: true;
}

/** What one request brought. */
export interface Answer {
  readonly reply: KernelMessage;
  readonly published: readonly KernelMessage[];
}

interface ExecuteOptions {
  /** The stop button is pressed when the cell prints this, or each of these one after another. */
  readonly interrupt_at?: string | readonly string[];
  readonly silent?: boolean;
  readonly store_history?: boolean;
  readonly stop_on_error?: boolean;
}

/** A real kernel behind Jupyter's own client. */
export interface TestKernel {
  execute(code: string, options?: ExecuteOptions): Promise<Answer>;
  /** Any other command of driver.py. */
  command<Value>(name: string, parameters?: object): Promise<Value>;
  stop(): Promise<void>;
}

/** Returns the Python of the project; a test that cannot run must fail, not pass. */
export function projectPython(): string {
  const python = venvProgram('python');
  if (existsSync(python)) return python;
  throw new Error(
    'Cannot test the kernel without the Python environment .venv: run `npm start` once, which makes it',
  );
}

/** Returns the `kernel.json` of the project's kernel. */
export function projectKernelSpec(): KernelSpec {
  return kernelSpec({
    node: process.execPath,
    startScript: inProject('dist', 'src', 'kernel', 'start.js'),
  });
}

/** Returns a new folder in which Jupyter finds the project's kernel, or the given one in its place. */
export function makeJupyterFolder(spec: object = projectKernelSpec()): string {
  const folder = mkdtempSync(join(tmpdir(), 'creatures-kernel-'));
  const kernel = join(folder, 'kernels', KERNEL_NAME);
  mkdirSync(kernel, { recursive: true });
  writeFileSync(join(kernel, 'kernel.json'), JSON.stringify(spec));
  return folder;
}

/** Starts a kernel in the folder of the notebooks. The caller stops it. */
export async function startTestKernel(spec?: object): Promise<TestKernel> {
  const jupyterFolder = makeJupyterFolder(spec);
  const env = { ...process.env, JUPYTER_PATH: jupyterFolder };
  const driver = spawn(
    projectPython(),
    [inProject('test', 'kernel', 'driver.py'), KERNEL_NAME, inProject('notebooks')],
    { env },
  );
  const ask = createAsking(driver);
  await ask.ready;
  return {
    execute: (code, options = {}) => ask.command<Answer>('execute', { code, ...options }),
    command: ask.command,
    async stop() {
      driver.stdin.end();
      await new Promise((resolve) => driver.once('exit', resolve));
      rmSync(jupyterFolder, { recursive: true });
    },
  };
}

/** Starts tslab as it comes, without this project's start script. The caller stops it. */
export function startStockKernel(): Promise<TestKernel> {
  const argv = [
    process.execPath,
    inProject('node_modules', 'tslab', 'bin', 'tslab'),
    'kernel',
    '--config-path={connection_file}',
  ];
  return startTestKernel({ ...projectKernelSpec(), argv });
}

function createAsking(driver: ChildProcessWithoutNullStreams) {
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  let errors = '';
  driver.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  createInterface({ input: driver.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  driver.once('exit', () =>
    waiting.forEach(({ reject }) => reject(new Error(`The driver has ended: ${errors}`))),
  );
  const nextLine = () =>
    new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
  return {
    ready: nextLine(),
    async command<Value>(name: string, parameters: object = {}): Promise<Value> {
      const line = nextLine();
      driver.stdin.write(`${JSON.stringify({ do: name, ...parameters })}\n`);
      const { value, error } = JSON.parse(await line) as { value: Value; error?: string };
      if (error) throw new Error(`The command ${name} failed: ${error}`);
      return value;
    },
  };
}

/** Returns the contents of the messages of one type that belong to the request. */
export function contents(
  { published }: Pick<Answer, 'published'>,
  type: string,
): Record<string, any>[] {
  return published
    .filter((message) => message.type === type && !message.foreign)
    .map(({ content }) => content);
}

/** Returns what the cell printed. */
export function printed(answer: Answer): string {
  return contents(answer, 'stream')
    .map(({ text }) => text as string)
    .join('');
}

/** Returns the MIME bundle of the last expression. */
export function result(answer: Answer): Record<string, unknown> | undefined {
  return contents(answer, 'execute_result')[0]?.data as Record<string, unknown> | undefined;
}

/** Returns the lines of the error that the cell shows. */
export function traceback(answer: Answer): readonly string[] {
  return (contents(answer, 'error')[0]?.traceback ?? []) as readonly string[];
}
