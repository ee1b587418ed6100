import type { Writer } from '../commands';

/** Minutes since `start` (milliseconds), as the summary prints them. */
export function minutesSince(start: number): string {
  return `${((Date.now() - start) / 60_000).toFixed(1)} min`;
}

/**
 * Says which cell runs: on a terminal in one line that is written over, elsewhere in a line every 30 seconds.
 * Returns what to call at each cell and at the end.
 */
export function startProgress(
  title: string,
  out: Writer,
): { at: (place: string) => void; end: () => void } {
  const start = Date.now();
  let place = 'starting the kernel';
  const print = () => out.write(line(`${title}  ${minutesSince(start)}  ${place}`, out));
  const timer = setInterval(print, out.isTTY ? 1000 : 30_000);
  return {
    at: (next) => {
      place = next;
      if (out.isTTY) print();
    },
    end: () => {
      clearInterval(timer);
      if (out.isTTY) out.write('\r\x1b[K');
    },
  };
}

function line(text: string, { isTTY }: Writer): string {
  const width = (process.stdout.columns || 80) - 1;
  return isTTY ? `\r\x1b[K${text.slice(0, width)}` : `${text}\n`;
}
