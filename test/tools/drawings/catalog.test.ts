import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { CLASS_NAMES } from '../../../src/data/classNames';
import {
  allDrawingIds,
  loadCatalog,
  SET_NAMES,
  splitId,
  type Catalog,
} from '../../../src/tools/drawings/catalog';
import { loadDrawings, type Drawing } from '../../../src/tools/drawings/drawing';
import { countDrawings } from './countDrawings';
import { likeness, thumbnails } from './likeness';

let catalog: Catalog;
let drawings: Map<string, Drawing>;

before(async () => {
  catalog = await loadCatalog();
  drawings = await loadDrawings(catalog);
});

const idsIn = (set: (typeof SET_NAMES)[number]): string[] =>
  CLASS_NAMES.flatMap((name) => catalog.classes[name][set].flat());

test('loadCatalog() names every drawing once, so none is in two sets or two classes', () => {
  const ids = allDrawingIds(catalog);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.length > 250);
});

test('loadCatalog() has artworks of every class in every set', () => {
  for (const { artworks, className, set } of countDrawings(catalog))
    assert.ok(artworks >= 1, `${className} in ${set}`);
  for (const { artworks, className, set } of countDrawings(catalog))
    if (set === 'training') assert.ok(artworks >= (className === 'lizards' ? 8 : 10), className);
});

test('loadCatalog() has eight artworks to test and four of the unseen artist in all classes but the rarest', () => {
  for (const { artworks, className, set } of countDrawings(catalog)) {
    if (set === 'training') continue;
    const least =
      className === 'lizards' ? { test: 6, 'unseen-artist': 2 } : { test: 8, 'unseen-artist': 4 };
    assert.ok(artworks >= least[set], `${className} in ${set}: ${artworks}`);
  }
});

test('loadCatalog() keeps the unseen artist out of the training and the test', () => {
  const unseen = new Set(idsIn('unseen-artist').map((id) => splitId(id).family));
  assert.deepEqual([...unseen].sort(), ['hieroglyphs', 'ink-drawings']);
  for (const id of [...idsIn('training'), ...idsIn('test')])
    assert.ok(!unseen.has(splitId(id).family), id);
});

test('loadCatalog() tests no silhouette and no artwork that looks like one of the training', async () => {
  const pictures = await thumbnails([...drawings.values()]);
  const alike = (one: string, other: string): number =>
    likeness(pictures.get(one)!, pictures.get(other)!);
  for (const className of CLASS_NAMES) {
    const { training, test: tested, 'unseen-artist': unseen } = catalog.classes[className];
    for (const id of tested.flat()) assert.equal(drawings.get(id)!.kind, 'colored', id);
    for (const one of training.flat()) {
      for (const other of [...tested.flat(), ...unseen.flat()])
        assert.ok(alike(one, other) < 0.85, `${one} looks like ${other}`);
    }
    for (const one of tested.flat())
      for (const other of unseen.flat())
        assert.ok(alike(one, other) < 0.85, `${one} looks like ${other}`);
  }
  assert.ok(
    alike('noto:monkey-face', 'noto-v1:monkey-face') > 0.85,
    'two versions of one artwork are told',
  );
  assert.ok(alike('twemoji:cat', 'twemoji:black-cat') > 0.85, 'two colors of one artwork are told');
});

test('loadCatalog() speaks of drawings that it has in every list beside the classes', () => {
  const ids = new Set(allDrawingIds(catalog));
  for (const id of [
    ...catalog.silhouettes,
    ...catalog.seenFromAbove,
    ...Object.keys(catalog.authors),
  ])
    assert.ok(ids.has(id), id);
  const families = new Set([...ids].map((id) => splitId(id).family));
  assert.deepEqual(Object.keys(catalog.families).sort(), [...families].sort());
});

test('loadDrawings() measures an outline inside the drawing and tells what has no colors of its own', () => {
  for (const { id, outline, viewBox } of drawings.values()) {
    for (const { x, y } of outline) {
      assert.ok(x >= viewBox.left && x <= viewBox.left + viewBox.width, id);
      assert.ok(y >= viewBox.top && y <= viewBox.top + viewBox.height, id);
    }
  }
  assert.equal(drawings.get('noto:dog')!.kind, 'colored');
  assert.equal(drawings.get('game-icons:gecko')!.kind, 'silhouette');
  assert.equal(drawings.get('ink-drawings:dogs/dog')!.kind, 'ink');
});

test('loadDrawings() takes away the gray shadow under an animal', () => {
  for (const { id, body } of drawings.values())
    assert.doesNotMatch(body, /fill="#45413c"[^>]*opacity="\.15"/, id);
});
