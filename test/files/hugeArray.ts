import { loadNpy } from '../../src/files/npy';

/**
 * Reads rows of the array of bytes in the file that the command line names, and prints their shape, the first and last
 * byte, and the most memory that this process had.
 */
async function main(file: string, first: number, end: number): Promise<void> {
  const { data, shape } = await loadNpy(file, { holds: 'array', rows: [first, end] });
  const bytes = [Number(data[0]), Number(data[data.length - 1])];
  console.log(JSON.stringify({ shape, bytes, peak: process.resourceUsage().maxRSS * 1024 }));
}

const [file, first, end] = process.argv.slice(2);
void main(file, Number(first), Number(end));
