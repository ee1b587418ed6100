import { resolve } from 'node:path';
import { resolvePath } from '../project';

/** Where a command writes: a terminal, or a stream that keeps lines. */
export type Writer = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };

/** Writes a text and returns the exit code that goes with it. */
export function say(out: Writer, text: string, code: number): number {
  out.write(text);
  return code;
}

/** A path as the reader typed it: from the folder where `npm run` was called, not from the package's; `~` is the home folder. */
export function fromCaller(path: string): string {
  return /^~(?:[/\\]|$)/.test(path)
    ? resolvePath(path)
    : resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** Runs `work` with a signal that Ctrl-C, or a request to end, sets off. */
export async function withSignal<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, abort);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, abort);
  }
}
