import { mkdir, readFile, writeFile } from 'node:fs/promises';
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

/** The manifest of a folder; undefined where there is none that was written here. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, manifestName), 'utf8')) as Manifest;
    return typeof manifest.stamp === 'string' && Array.isArray(manifest.pictures)
      ? manifest
      : undefined;
  } catch {
    return undefined;
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
}

/** Makes the folders that the files will be in. */
export async function makeFolders(folder: string, files: readonly string[]): Promise<void> {
  const folders = new Set(files.map((file) => dirname(join(folder, file))));
  await Promise.all([...folders].map((path) => mkdir(path, { recursive: true })));
}
