import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The artwork that each picture shows in a folder of composed drawings, by the picture's path inside the folder
 * (`'training/dogs/0001.png'`), as its `manifest.json` has it. Empty where there is no such file, or another's.
 */
export async function readArtworks(folder: string): Promise<ReadonlyMap<string, string>> {
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8').then(parsed, () => null);
  const pictures = (manifest as { pictures?: unknown } | null)?.pictures;
  return new Map(Array.isArray(pictures) ? pictures.flatMap(artworkOf) : []);
}

/** Undefined for a text that is no JSON: a folder of photos may hold anything by that name. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function artworkOf(picture: unknown): [file: string, artwork: string][] {
  const { file, artwork } = (picture ?? {}) as Record<string, unknown>;
  return typeof file === 'string' && typeof artwork === 'string' ? [[file, artwork]] : [];
}
