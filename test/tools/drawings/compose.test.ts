import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { CLASS_NAMES } from '../../../src/data/classNames';
import { loadCatalog, SET_NAMES } from '../../../src/tools/drawings/catalog';
import { composeDrawings, type ComposeOptions } from '../../../src/tools/drawings/compose';
import type { Manifest } from '../../../src/tools/drawings/pictureFolder';
import { defaultPicturesPerClass, planPictures } from '../../../src/tools/drawings/plan';
import { temporaryFolder } from '../../files/fixtures';

const base = temporaryFolder();
const few = { training: 2, test: 1, 'unseen-artist': 1 };

/** The hash of every file in a folder and the folders in it, by path. */
async function hashes(folder: string): Promise<Record<string, string>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const entries = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [
      path.slice(folder.length),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const;
  });
  return Object.fromEntries((await Promise.all(entries)).sort());
}

async function compose(name: string, options: ComposeOptions): Promise<Record<string, string>> {
  await composeDrawings(join(base, name), { picturesPerClass: few, ...options });
  return hashes(join(base, name));
}

test('composeDrawings() writes the same bytes for the same seed, and others for another', async () => {
  const [first, second, other] = [
    await compose('a', { seed: 5 }),
    await compose('b', { seed: 5 }),
    await compose('c', { seed: 6 }),
  ];
  assert.deepEqual(second, first);
  const pictures = Object.keys(first).filter((path) => path.endsWith('.png'));
  assert.equal(pictures.length, 6 * 4);
  for (const path of pictures) assert.notEqual(other[path], first[path], path);
});

test('composeDrawings() makes a picture without regard to how many others there are', async () => {
  const [many, one] = [
    await compose('many', { seed: 5 }),
    await compose('one', { seed: 5, picturesPerClass: { ...few, training: 1 } }),
  ];
  for (const path of Object.keys(one).filter((each) => each.endsWith('.png')))
    assert.equal(one[path], many[path], path);
});

test('composeDrawings() writes 100x100 RGB pictures in class folders, and says of each from what it was made', async () => {
  const folder = join(base, 'shape');
  const { numPictures } = await composeDrawings(folder, { seed: 7, picturesPerClass: few });
  const { pictures }: Manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  assert.equal(pictures.length, numPictures);
  const catalog = await loadCatalog();
  for (const { file, set, className, drawing, artwork } of pictures) {
    assert.match(file, new RegExp(`^${set}/${className}/\\d{4}\\.png$`));
    const { width, height, channels, format } = await sharp(join(folder, file)).metadata();
    assert.deepEqual([width, height, channels, format], [100, 100, 3, 'png']);
    const group = catalog.classes[className][set].find(([first]) => first === artwork);
    assert.ok(group?.includes(drawing), file);
  }
  assert.deepEqual((await readdir(folder)).sort(), [
    '.made-by-creatures.json',
    'manifest.json',
    'test',
    'training',
    'unseen-artist',
  ]);
});

test('composeDrawings() makes pictures of another size when asked, and refuses an impossible one', async () => {
  const folder = join(base, 'small');
  await composeDrawings(folder, { imageSize: 32, picturesPerClass: few });
  assert.equal((await sharp(join(folder, 'test/cats/0001.png')).metadata()).width, 32);
  for (const imageSize of [0, 7, 1025, 10.5, NaN]) {
    await assert.rejects(
      composeDrawings(join(base, 'never'), { imageSize }),
      new RegExp(`RangeError.*${imageSize} pixels`),
    );
  }
  assert.ok(!existsSync(join(base, 'never')));
});

test('composeDrawings() does nothing when the same pictures are there, and makes them anew when anything differs', async () => {
  const folder = join(base, 'again');
  let painted = 0;
  const options = { seed: 1, picturesPerClass: few, onProgress: () => painted++ };
  assert.deepEqual(await composeDrawings(folder, options), {
    folder,
    numPictures: 24,
    upToDate: false,
    putAside: undefined,
  });
  assert.equal(painted, 24);
  assert.equal((await composeDrawings(folder, options)).upToDate, true);
  assert.equal(painted, 24);
  assert.equal((await composeDrawings(folder, { ...options, seed: 2 })).upToDate, false);
  assert.equal(painted, 48);
  assert.equal(
    (await composeDrawings(folder, { ...options, seed: 2, anew: true })).upToDate,
    false,
  );
  assert.equal(painted, 72);
});

test('composeDrawings() that fails halfway leaves the older pictures and nothing else', async () => {
  const home = join(base, 'halfway');
  const folder = join(home, 'drawings');
  await composeDrawings(folder, { seed: 1, picturesPerClass: few });
  const older = await hashes(folder);
  const onProgress = ({ done }: { done: number }): void => {
    if (done === 10) throw new Error('Power cut');
  };
  await assert.rejects(
    composeDrawings(folder, { seed: 2, picturesPerClass: few, onProgress }),
    /Power cut/,
  );
  assert.deepEqual(await hashes(folder), older);
  assert.deepEqual(await readdir(home), ['drawings']);
});

test('composeDrawings() fills an empty folder and leaves its siblings', async () => {
  const home = join(base, 'siblings');
  await mkdir(join(home, 'drawings.partial', 'training'), { recursive: true });
  await mkdir(join(home, 'drawings'));
  await writeFile(join(home, 'drawings.partial', 'training', 'half.png'), 'half');
  for (const seed of [1, 2])
    await composeDrawings(join(home, 'drawings'), { seed, picturesPerClass: few });
  assert.deepEqual(await readdir(home), ['drawings', 'drawings.partial']);
  assert.deepEqual(await readdir(join(home, 'drawings.partial', 'training')), ['half.png']);
});

test('composeDrawings() leaves alone a folder with files that it did not make', async () => {
  const folder = join(base, 'mine');
  await mkdir(folder);
  await writeFile(join(folder, 'manifest.json'), '{ "stamp": "mine", "pictures": [] }');
  await assert.rejects(
    composeDrawings(folder, { picturesPerClass: few }),
    /holds files that were not made here: manifest\.json/,
  );
  assert.deepEqual(await readdir(folder), ['manifest.json']);
  const own = join(base, 'own');
  await composeDrawings(own, { seed: 1, picturesPerClass: few });
  await writeFile(join(own, 'training', 'cats', 'holiday.jpg'), 'mine');
  const again = { seed: 2, picturesPerClass: few };
  await assert.rejects(composeDrawings(own, again), /not made here: training\/cats\/holiday\.jpg/);
  const { putAside = '' } = await composeDrawings(own, { ...again, foreign: 'put aside' });
  assert.equal(await readFile(join(putAside, 'training', 'cats', 'holiday.jpg'), 'utf8'), 'mine');
});

test('composeDrawings() twice at once leaves the pictures of one, whole', async () => {
  const [one, two] = [await compose('first', { seed: 1 }), await compose('second', { seed: 2 })];
  await Promise.all(
    [1, 2].map((seed) => composeDrawings(join(base, 'both'), { seed, picturesPerClass: few })),
  );
  const both = await hashes(join(base, 'both'));
  assert.deepEqual(both, both['/manifest.json'] === one['/manifest.json'] ? one : two);
});

test('planPictures() gives 240, 60 and 60 pictures of every class, the artworks taking turns', async () => {
  const catalog = await loadCatalog();
  const plan = planPictures(catalog, { seed: 1, picturesPerClass: defaultPicturesPerClass });
  assert.equal(plan.length, 6 * (240 + 60 + 60));
  assert.equal(new Set(plan.map(({ file }) => file)).size, plan.length);
  for (const set of SET_NAMES) {
    for (const className of CLASS_NAMES) {
      const pictures = plan.filter(
        (picture) => picture.set === set && picture.className === className,
      );
      assert.equal(pictures.length, defaultPicturesPerClass[set]);
      const turns = catalog.classes[className][set].map(
        ([first]) => pictures.filter(({ artwork }) => artwork === first).length,
      );
      assert.ok(
        Math.max(...turns) - Math.min(...turns) <= 1,
        `${set} ${className} ${turns.join()}`,
      );
    }
  }
});
