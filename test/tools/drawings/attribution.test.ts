import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { attributionText } from '../../../src/tools/drawings/attribution';
import {
  allDrawingIds,
  dataFolder,
  loadCatalog,
  splitId,
} from '../../../src/tools/drawings/catalog';
import { openFamily, ownFamilies } from '../../../src/tools/drawings/families';
import { defaultPicturesPerClass } from '../../../src/tools/drawings/plan';
import { countDrawings } from './countDrawings';

test('attributionText() is what data/ATTRIBUTION.md says; "npm run data -- --attribution" writes it', async () => {
  assert.equal(
    await readFile(join(dataFolder, 'ATTRIBUTION.md'), 'utf8'),
    await attributionText(await loadCatalog()),
  );
});

test('attributionText() names every drawing in the section of its family, with author, license and its link', async () => {
  const catalog = await loadCatalog();
  const text = await attributionText(catalog);
  for (const id of allDrawingIds(catalog)) {
    const { family, name } = splitId(id);
    const { info } = await openFamily(family);
    const [, section] = text.split(`\n## ${info.name}\n`);
    const own = section.split('\n## ')[0];
    assert.ok(own.includes(`\`${name}\``), id);
    assert.ok(own.includes(info.author.name) && own.includes(info.license.title), id);
    assert.ok(own.includes(info.license.url ?? info.license.title), id);
    assert.ok(own.includes(catalog.families[family].credit), id);
  }
});

test('attributionText() names the artist of every drawing whose family has several', async () => {
  const catalog = await loadCatalog();
  const lines = (await attributionText(catalog)).split('\n');
  for (const id of allDrawingIds(catalog).filter(
    (each) => each.startsWith('game-icons:') || each.startsWith('clip-art:'),
  )) {
    const { name } = splitId(id);
    assert.ok(
      lines.some((line) => new RegExp(`\`${name}\` \\([^)]*by \\w`).test(line)),
      id,
    );
  }
});

test('The drawings in this project are all named by their drawings.json and all used', async () => {
  const used = allDrawingIds(await loadCatalog());
  for (const family of ownFamilies) {
    const { drawings } = JSON.parse(
      await readFile(join(dataFolder, family, 'drawings.json'), 'utf8'),
    );
    const names = drawings.map(({ name }: { name: string }) => `${family}:${name}`);
    assert.deepEqual(names.sort(), used.filter((id) => splitId(id).family === family).sort());
  }
});

test('data/README.md tells the numbers of pictures, artworks and drawings that the catalog has', async () => {
  const readme = await readFile(join(dataFolder, 'README.md'), 'utf8');
  const counts = countDrawings(await loadCatalog());
  for (const className of new Set(counts.map((count) => count.className))) {
    const cells = counts
      .filter((count) => count.className === className)
      .map(
        ({ set, artworks, drawings }) =>
          `${defaultPicturesPerClass[set]} of ${artworks} (${drawings})`,
      );
    assert.ok(
      readme.includes(`| ${className} | ${cells.join(' | ')} |`),
      `| ${className} | ${cells.join(' | ')} |`,
    );
  }
});
