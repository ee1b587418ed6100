import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { MARK } from './workers/protocol';

/** A program to start. */
export interface Task {
  /** What messages call it. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
}

/** A process that answers, a line of JSON each time. */
export interface Worker {
  readonly name: string;
  /** Returns what it says next, asked or unasked. */
  next(): Promise<unknown>;
  ask(request: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** A worker that is silent for so long has got stuck. */
const LONGEST_SILENCE = 1800;

/**
 * Starts a program that speaks the protocol of `workers/protocol.ts`. The caller stops it.
 * What it prints beside its answers is shown when it ends too early.
 */
function startWorker({ name, command: [program, ...args], env }: Task): Worker {
  // Compiled Python files beside the sources would look like changed sources to the set-up
  const child = spawn(program, args, {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
  });
  child.stdin.on('error', () => undefined); // of one that has ended, which the answer tells better
  const [end, words, exited] = [howItEnds(child), keepWords(child), whenGone(child)];
  const answers = readAnswers(child, words);
  const next = async (): Promise<unknown> => {
    const { value, done } = await inTime(answers.next(), name);
    if (!done) return parseAnswer(name, value);
    throw new Error(
      `${name} ${await end} instead of answering. The last it printed:\n${words.text() || '(nothing)'}`,
    );
  };
  const ask = (request: string): Promise<unknown> => {
    child.stdin.write(`${request}\n`);
    return next();
  };
  return {
    name,
    next,
    ask,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs a program that answers once, and returns its answer. */
export async function askOnce(
  task: Task,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  return withWorkers([task], { signal, use: ([worker]) => worker.next() });
}

interface WithWorkersOptions<Result> {
  /** Ends all workers. */
  readonly signal?: AbortSignal;
  readonly use: (workers: readonly Worker[]) => Promise<Result>;
}

/** Runs `use` with workers and stops them after it, also when it fails. */
export async function withWorkers<Result>(
  tasks: readonly Task[],
  { signal, use }: WithWorkersOptions<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const workers = tasks.map(startWorker);
  const stopAll = () => Promise.all(workers.map((worker) => worker.stop()));
  const stopAtOnce = () => void stopAll(); // that they have stopped is waited for below
  signal?.addEventListener('abort', stopAtOnce);
  try {
    return await use(workers);
  } finally {
    signal?.removeEventListener('abort', stopAtOnce);
    await stopAll();
  }
}

async function* readAnswers(
  { stdout }: ChildProcessWithoutNullStreams,
  words: Words,
): AsyncGenerator<string, void> {
  for await (const line of createInterface({ input: stdout })) {
    // A library may have printed a text without a line end before the answer
    const at = line.indexOf(MARK);
    if (at === -1) words.add(`${line}\n`);
    else yield line.slice(at + MARK.length);
  }
}

function parseAnswer(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} answered what is no JSON: ${text.slice(0, 200)}`, { cause: error });
  }
}

function inTime<Value>(answer: Promise<Value>, name: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const late = () =>
      reject(
        new Error(`${name} has been silent for ${LONGEST_SILENCE / 60} minutes and was stopped`),
      );
    const timer = setTimeout(late, LONGEST_SILENCE * 1000);
    answer.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/** The end of what a program printed. */
interface Words {
  add(text: string): void;
  text(): string;
}

function keepWords({ stderr }: ChildProcessWithoutNullStreams, length = 2000): Words {
  let kept = '';
  const add = (text: string) => {
    kept = (kept + text).slice(-length);
  };
  stderr.setEncoding('utf8').on('data', add);
  return { add, text: () => kept.trim() };
}

function howItEnds(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(`could not start (${message})`));
    child.once('close', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`),
    );
  });
}

/** Earlier than "close" where a program that it has started still holds its outputs. */
function whenGone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  );
}
