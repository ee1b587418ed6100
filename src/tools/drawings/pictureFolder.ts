import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlannedPicture } from './plan';

/** What `manifest.json` says of one picture. */
export interface ManifestEntry extends Omit<PlannedPicture, 'index'> {
  /** The place behind the creature. */
  readonly scene: string;
}

/** `manifest.json` in a folder of composed pictures: from what each was made. */
export interface Manifest {
  /** A fingerprint of all that the pictures depend on. */
  readonly stamp: string;
  readonly seed: number;
  readonly imageSize: number;
  readonly pictures: readonly ManifestEntry[];
}

const manifestName = 'manifest.json';

/**
 * The manifest of a folder; undefined where there is no folder yet, or an empty one. Throws an Error for a folder with
 * anything else in it, so that nobody's files are replaced.
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  if (!existsSync(folder) || (await readdir(folder)).length === 0) return undefined;
  try {
    const manifest = JSON.parse(await readFile(join(folder, manifestName), 'utf8')) as Manifest;
    if (typeof manifest.stamp === 'string' && Array.isArray(manifest.pictures)) return manifest;
  } catch {
    // Told below: without a manifest that can be read, nobody knows whose files these are
  }
  throw new Error(
    `Asked to compose pictures into ${folder}, which holds files that were not composed here; move them away or name another folder`,
  );
}

/** Fills a fresh folder beside the wanted one, and puts it in place, manifest and all, only when everything is written. */
export async function replaceFolder(
  folder: string,
  fill: (fresh: string) => Promise<Manifest>,
): Promise<void> {
  const [fresh, old] = [`${folder}.partial`, `${folder}.old`];
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  try {
    await writeFile(join(fresh, manifestName), `${JSON.stringify(await fill(fresh), null, 1)}\n`);
    await rm(old, { recursive: true, force: true });
    if (existsSync(folder)) await rename(folder, old);
    await rename(fresh, folder);
    await rm(old, { recursive: true, force: true });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Makes the folders that the files will be in. */
export async function makeFolders(folder: string, files: readonly string[]): Promise<void> {
  const folders = new Set(files.map((file) => dirname(join(folder, file))));
  await Promise.all([...folders].map((path) => mkdir(path, { recursive: true })));
}
