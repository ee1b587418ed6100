import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

/** A picture in which every pixel tells its place: red is the column, green the row, blue their sum (each modulo 256). */
export function ramp(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      pixels.set([column % 256, row % 256, (column + row) % 256], (row * width + column) * 3);
    }
  }
  return pixels;
}

/** A picture for sharp from the pixels of `ramp`. */
export function rampPicture(width: number, height: number): Sharp {
  return sharp(ramp(width, height), { raw: { width, height, channels: 3 } });
}

/** A picture of one color for sharp. */
export function plainPicture(color: string, { width = 64, height = 48 } = {}): Sharp {
  return sharp({ create: { width, height, channels: 3, background: color } });
}

/** Writes files into a folder that is made as needed; `contents` are by path inside it. */
export async function writeFiles(
  folder: string,
  contents: Readonly<Record<string, Buffer | string>>,
): Promise<string> {
  for (const [path, bytes] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** What was printed while a task ran. */
export async function printed(task: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const print = console.log;
  console.log = (line) => void lines.push(line);
  try {
    await task();
  } finally {
    console.log = print;
  }
  return lines;
}
