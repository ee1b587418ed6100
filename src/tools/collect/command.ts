import { collectShowing } from '../../files/collect/collectPhotos';
import { progressText, type ProgressBoard } from '../../files/collect/progress';
import { say, withSignal, type Writer } from '../commands';
import { parseOptions, usage } from './options';

interface Output {
  readonly out?: Writer;
  readonly err?: Writer;
}

/** What `npm run collect` does. Resolves with the exit code. */
export async function runCollect(
  args: readonly string[],
  { out = process.stdout, err = process.stderr }: Output = {},
): Promise<number> {
  try {
    const { help, ...options } = parseOptions(args);
    if (help) return say(out, usage, 0);
    const { isStopped } = await withSignal((signal) =>
      collectShowing({ ...options, signal }, boardIn(out)),
    );
    return isStopped ? 130 : 0;
  } catch (error) {
    return say(err, `${(error as Error).message}\n`, 1);
  }
}

/** Milliseconds between two lines where a line cannot be written over. */
const PAUSE = 15_000;

/** On a terminal the line is written over; elsewhere there is one now and then. */
function boardIn(out: Writer): ProgressBoard {
  let printedAt = -Infinity;
  let isOpen = false;
  return {
    show: (progress) => {
      const text = progressText(progress);
      if (out.isTTY) {
        isOpen = true;
        out.write(`\r\x1b[K${text.slice(0, (process.stdout.columns || 80) - 1)}`);
      } else if (performance.now() - printedAt > PAUSE) {
        printedAt = performance.now();
        out.write(`${text}\n`);
      }
    },
    end: () => {
      if (isOpen) out.write('\n');
    },
  };
}
