import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import sharp from 'sharp';
import { CLASS_NAMES } from '../../../src/data/classNames';
import { loadCatalog, type Catalog } from '../../../src/tools/drawings/catalog';
import { randomFor } from '../../../src/tools/drawings/random';
import { colorDistance, type Rgb } from '../../../src/tools/drawings/colors';
import { loadDrawings, type Drawing } from '../../../src/tools/drawings/drawing';
import { composePicture } from '../../../src/tools/drawings/picture';
import { placeCreature } from '../../../src/tools/drawings/placement';
import { scenes } from '../../../src/tools/drawings/scenes';

let catalog: Catalog;
let drawings: Map<string, Drawing>;

before(async () => {
  catalog = await loadCatalog();
  drawings = await loadDrawings(catalog);
});

const sceneOf = (id: string, seed: number): string =>
  composePicture(drawings.get(id)!, { className: 'dogs', random: randomFor(seed) }).scene;

test('composePicture() chooses the place without looking at the creature', () => {
  const ids = CLASS_NAMES.map((className) => catalog.classes[className].training[0][0]);
  for (let seed = 0; seed < 40; seed++)
    assert.equal(new Set(ids.map((id) => sceneOf(id, seed))).size, 1, `seed ${seed}`);
});

test('composePicture() gives every place about the same chance', () => {
  const counts = new Map(Object.keys(scenes).map((name) => [name, 0]));
  for (let seed = 0; seed < 1200; seed++) {
    const name = sceneOf('noto:dog', seed);
    counts.set(name, counts.get(name)! + 1);
  }
  // Each count is binomial with mean 100 and standard deviation below 10
  for (const [name, count] of counts) assert.ok(Math.abs(count - 100) < 45, `${name}: ${count}`);
});

test('composePicture() gives no two things the same id and leaves no reference open', () => {
  for (const drawing of drawings.values()) {
    const { document } = composePicture(drawing, {
      className: 'birds',
      random: randomFor(drawing.id),
    });
    const ids = [...document.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, drawing.id);
    for (const [, id] of document.matchAll(/url\(#([^)]*)\)|href="#([^"]*)"/g))
      if (id) assert.ok(ids.includes(id), `${drawing.id}: ${id}`);
    assert.doesNotMatch(document, /currentColor|NaN|undefined/, drawing.id);
  }
});

test('placeCreature() keeps the whole creature in the picture and stands it on the floor', () => {
  for (const drawing of drawings.values()) {
    for (let seed = 0; seed < 5; seed++) {
      const { bounds } = placeCreature(drawing, { random: randomFor(drawing.id, seed), floor: 88 });
      for (const value of Object.values(bounds))
        assert.ok(value >= 1.9 && value <= 98.1, `${drawing.id} ${JSON.stringify(bounds)}`);
      const [width, height] = [bounds.right - bounds.left, bounds.bottom - bounds.top];
      assert.ok(Math.max(width, height) > 45, `${drawing.id} is too small to be recognised`);
      if (height < 86) assert.ok(Math.abs(bounds.bottom - 88) < 1e-6, drawing.id);
    }
  }
});

test('placeCreature() says where the drawing is really painted', async () => {
  const square: Drawing = {
    ...drawings.get('noto:dog')!,
    body: '<rect x="20" y="40" width="60" height="30" fill="#ff0000"/>',
  };
  const outline = [
    { x: 20, y: 40 },
    { x: 80, y: 40 },
    { x: 80, y: 70 },
    { x: 20, y: 70 },
  ];
  const { x, y, angle, scaleX, scaleY, bounds } = placeCreature(
    { ...square, outline },
    { random: randomFor('placed') },
  );
  const move = `translate(${x} ${y}) rotate(${angle}) scale(${scaleX} ${scaleY})`;
  const open =
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 100 100">';
  const svg = `${open}<g transform="${move}">${square.body}</g></svg>`;
  const { info } = await sharp(Buffer.from(svg))
    .trim({ background: '#00000000', threshold: 1 })
    .toBuffer({ resolveWithObject: true });
  assert.ok(Math.abs(-info.trimOffsetLeft! / 4 - bounds.left) < 0.6);
  assert.ok(Math.abs(-info.trimOffsetTop! / 4 - bounds.top) < 0.6);
  assert.ok(Math.abs(info.width / 4 - (bounds.right - bounds.left)) < 0.8);
});

/** The color in the middle of a picture whose creature is one large red disc. */
async function colorOfDisc(seed: number): Promise<Rgb> {
  const body = '<circle cx="64" cy="64" r="60" fill="#c81e1e"/>';
  const angles = Array.from({ length: 16 }, (_, index) => (index * Math.PI) / 8);
  const outline = angles.map((angle) => ({
    x: 64 + 60 * Math.cos(angle),
    y: 64 + 60 * Math.sin(angle),
  }));
  const drawing: Drawing = { ...drawings.get('noto:dog')!, body, outline, color: [200, 30, 30] };
  const { document } = composePicture(drawing, {
    className: 'birds',
    random: randomFor('disc', seed),
  });
  const sized = document.replace('<svg ', '<svg width="100" height="100" ');
  const [red, green, blue] = (await sharp(Buffer.from(sized)).raw().toBuffer()).subarray(
    (50 * 100 + 50) * 4,
  );
  return [red, green, blue];
}

test('composePicture() changes the color of a creature from picture to picture, and not much', async () => {
  const colors = await Promise.all([1, 2, 3, 4, 5, 6].map(colorOfDisc));
  const shifts = colors.map((color) => colorDistance(color, [200, 30, 30]));
  assert.ok(Math.max(...shifts) > 4 && Math.max(...shifts) < 45, shifts.join());
  assert.ok(new Set(colors.map(String)).size > 3);
});
