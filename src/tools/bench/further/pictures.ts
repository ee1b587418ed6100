import { link, mkdir, mkdtemp, readdir, rm, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeWorker } from '../contenders';
import { runInTurns, type FurtherOptions } from './measureSeconds';

/** 1,800 composed pictures in folders `training` and `test`. */
export interface Pictures {
  readonly folder: string;
  readonly secondsToCompose: number;
}

/** Composes 1,800 pictures into a folder, runs `use` with them, and removes them. Returns what `use` returns. */
export async function withPictures<Result>(
  options: FurtherOptions,
  use: (pictures: Pictures) => Promise<Result>,
): Promise<Result> {
  const place = await mkdtemp(join(tmpdir(), 'creatures-pictures-'));
  try {
    const folder = join(place, 'pictures');
    const task = {
      name: 'composing pictures',
      command: [...nodeWorker('pictureTasks'), 'compose', folder] as const,
    };
    const [[{ seconds }]] = await runInTurns([task], { ...options, rounds: 1 });
    return await use({ folder, secondsToCompose: seconds });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Makes a folder beside another that holds each of its pictures `times` times. Returns its path. */
export async function multiplyPictures(folder: string, times: number): Promise<string> {
  const target = `${folder}-x${times}`;
  const files = (await readdir(folder, { recursive: true })).filter((file) =>
    file.endsWith('.png'),
  );
  for (const parent of new Set(files.map((file) => dirname(file))))
    await mkdir(join(target, parent), { recursive: true });
  for (const file of files) {
    for (let copy = 0; copy < times; copy++)
      await linkOrCopy(join(folder, file), join(target, file.replace(/\.png$/, `-${copy}.png`)));
  }
  return target;
}

/** A second name costs no space, but not every disk can give one. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}
