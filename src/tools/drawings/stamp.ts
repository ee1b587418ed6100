import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { catalogFile, dataFolder, loadCatalog } from './catalog';
import { ownFamilies, packageFile } from './families';

/**
 * A fingerprint of all that the composed pictures depend on: the catalog, the drawings in this project, the versions of
 * the installed drawings and of the painter, the code of this folder, and the options.
 */
export async function drawingsStamp(options: object): Promise<string> {
  const own = await Promise.all(
    ownFamilies.map((family) => filesIn(join(dataFolder, family), /\.(svg|json)$/)),
  );
  const files = [catalogFile, ...own.flat(), ...(await filesIn(__dirname, /\.js$/))];
  const hash = createHash('sha256')
    .update(JSON.stringify(options))
    .update(JSON.stringify(sharp.versions))
    .update(await familyVersions());
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex');
}

async function filesIn(folder: string, ending: RegExp): Promise<string[]> {
  const names: string[] = await readdir(folder, { recursive: true });
  return names
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => join(folder, name));
}

async function familyVersions(): Promise<string> {
  const { families } = await loadCatalog();
  const packages = Object.keys(families).filter((name) => !ownFamilies.includes(name));
  const versions = await Promise.all(packages.map(familyVersion));
  return versions.join(' ');
}

async function familyVersion(name: string): Promise<string> {
  const text = await readFile(packageFile(name, 'package.json'), 'utf8');
  return `${name}@${(JSON.parse(text) as { version: string }).version}`;
}
