import { parseArgs } from 'node:util';
import { fromCaller } from '../commands';

/** What `npm run notebooks` was asked for. */
export interface RunOptions {
  /** Notebooks as typed; none means all. */
  readonly names: readonly string[];
  /** Constants to replace, as typed. */
  readonly values: Readonly<Record<string, string>>;
  /** Folder for the executed notebooks; without it they are written in place. */
  readonly out?: string;
  /** Most seconds for one cell. */
  readonly timeout?: number;
  /** Check the types only. */
  readonly check: boolean;
  readonly help: boolean;
}

export const usage = `npm run notebooks -- [name ...] [--set key=value ...] [--out folder] [--timeout seconds]

Executes notebooks from a fresh kernel and stores their outputs. No name means all of them, in order.
A name is a notebook's number or its file name: 01, 01-the-whole-program.

  --set key=value   give a constant of the cell tagged "parameters" another value
  --out folder      write the executed notebooks there and leave those in notebooks/ as they are;
                    without it they are written in place, with the constants of --set
  --timeout seconds stop a cell that takes longer (default: no limit)
  --check           only check the cells' types, execute nothing
`;

/**
 * Returns the command line in parts.
 * @throws TypeError for an option that does not exist or lacks its value
 * @throws RangeError for a timeout that is no positive number
 */
export function parseOptions(argv: readonly string[]): RunOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      set: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      timeout: { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    names: positionals,
    values: Object.fromEntries((values.set ?? []).map(toPair)),
    out: values.out === undefined ? undefined : fromCaller(values.out),
    timeout: values.timeout === undefined ? undefined : toSeconds(values.timeout),
    check: values.check ?? false,
    help: values.help ?? false,
  };
}

function toPair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1)
    throw new TypeError(
      `--set needs key=value, but got "${text}"; write for example --set epochs=2`,
    );
  return [text.slice(0, at), text.slice(at + 1)];
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new RangeError(`--timeout needs a whole number of seconds above 0, but got "${text}"`);
}
