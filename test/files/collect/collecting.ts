import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import type { PhotoCredit } from '../../../src/files/collect/credits';
import { collectPhotos, type CollectOptions, type CollectedPhotos } from '../../../src/index';
import { temporaryFolder } from '../fixtures';
import { printed } from '../samplePhotos';
import { KEY, startStandIn, type StandIn, type StandInOptions } from './standIn';

/** Starts a stand-in and lets collectPhotos() ask it, with the right key. */
export async function standIn(options: StandInOptions = {}): Promise<StandIn> {
  const server = await startStandIn(options);
  after(() => server.close());
  process.env.CREATURES_PHOTO_SERVER = server.url;
  process.env.PEXELS_API_KEY = KEY;
  return server;
}

/** A folder that is not there yet. */
export function newFolder(): string {
  return join(temporaryFolder(), 'photos');
}

interface Collecting {
  readonly result: CollectedPhotos;
  readonly lines: string[];
}

/** Collects without showing how far it is. */
export async function collect(options: CollectOptions): Promise<Collecting> {
  let result: CollectedPhotos | undefined;
  const lines = await printed(async () => {
    result = await collectPhotos({ words: ['cat'], onProgress: () => undefined, ...options });
  });
  return { result: result as CollectedPhotos, lines };
}

/** The error of a collecting that should have one. */
export async function errorOf(options: CollectOptions): Promise<Error> {
  try {
    await collect(options);
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not fail');
}

export function creditsOf(folder: string): PhotoCredit[] {
  return (
    JSON.parse(readFileSync(join(folder, 'credits.json'), 'utf8')) as { photos: PhotoCredit[] }
  ).photos;
}

/** All files below a folder, hidden ones, too. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
