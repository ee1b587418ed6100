import { readFileSync } from 'node:fs';
import { loadNpy } from '../../src/files/npy';

interface Rows {
  readonly first: number;
  readonly end: number;
  /** How often they are read, one time after the other. */
  readonly times: number;
}

/**
 * Reads rows of the array of bytes in the file that the command line names, and prints their shape, the first and last
 * byte, the most memory that this process had, and how much of it the system was asked to lay out in huge pages.
 */
async function main(file: string, { first, end, times }: Rows): Promise<void> {
  const read = () => loadNpy(file, { holds: 'array', rows: [first, end] });
  for (let time = 1; time < times; time++) await read();
  const { data, shape } = await read();
  const bytes = [Number(data[0]), Number(data[data.length - 1])];
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ shape, bytes, peak, huge: hugeBytes() }));
}

/** What Linux tells of each piece of this process's memory: its size, and `hg` for the advice. */
function hugeBytes(): number {
  if (process.platform !== 'linux') return 0;
  const pieces = readFileSync('/proc/self/smaps', 'utf8').split(/^VmFlags:/m);
  const advised = pieces.filter((_, index) =>
    / hg\b/.test(pieces[index + 1]?.split('\n')[0] ?? ''),
  );
  const kilobytes = advised.map((piece) => Number(/^Size: +(\d+) kB/m.exec(piece)?.[1]));
  return 1024 * kilobytes.reduce((sum, size) => sum + size, 0);
}

const [file, first, end, times = 1] = process.argv.slice(2);
void main(file, { first: Number(first), end: Number(end), times: Number(times) });
