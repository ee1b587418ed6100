import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { CLASS_NAMES } from '../../src/data/classNames';
import { countByClass, imageAt } from '../../src/data/dataset';
import { loadPhotos, type PhotoDataset } from '../../src/files/photos';
import { temporaryFolder } from './fixtures';
import { plainPicture, printed, writeFiles } from './samplePhotos';

const base = temporaryFolder();
let red: Buffer;
let green: Buffer;
let blue: Buffer;

before(async () => {
  [red, green, blue] = await Promise.all(
    ['#ff0000', '#00ff00', '#0000ff'].map((color) => plainPicture(color).png().toBuffer()),
  );
});

/** A folder with one red picture in each of the named class folders. */
async function folderOf(name: string, classFolders: readonly string[]): Promise<string> {
  return writeFiles(
    join(base, name),
    Object.fromEntries(classFolders.map((folder) => [`${folder}/one.png`, red])),
  );
}

const firstPixels = ({ images }: PhotoDataset): number[][] =>
  Array.from({ length: images.shape[0] }, (_, index) => [
    ...imageAt(images, index).data.subarray(0, 3),
  ]);

test('loadPhotos() gives the pictures class by class in label order, in each the files by name', async () => {
  const folder = await folderOf('order', CLASS_NAMES);
  await writeFiles(folder, { 'cats/b.png': green, 'cats/a.png': blue, 'cats/B.png': blue });
  const photos = await loadPhotos(folder, { imageSize: 8 });
  assert.deepEqual(photos.images.shape, [9, 8, 8, 3]);
  assert.equal(photos.images.data.length, 9 * 8 * 8 * 3);
  assert.deepEqual(photos.classNames, CLASS_NAMES);
  assert.deepEqual([...photos.labels], [0, 1, 1, 1, 1, 2, 3, 4, 5]);
  assert.deepEqual(firstPixels(photos).slice(0, 5), [
    [255, 0, 0],
    [0, 0, 255],
    [0, 0, 255],
    [0, 255, 0],
    [255, 0, 0],
  ]);
  assert.deepEqual(photos.skipped, []);
  assert.deepEqual(photos.sources.slice(0, 6), [
    'dogs/one.png',
    'cats/B.png',
    'cats/a.png',
    'cats/b.png',
    'cats/one.png',
    'monkeys/one.png',
  ]);
});

test('loadPhotos() finds the six classes in capitals, singular and plural', async () => {
  const folder = await folderOf('names', ['Dog', 'cat', 'MONKEYS', 'Bird', 'fishes', 'lizard']);
  const photos = await loadPhotos(folder, { imageSize: 4 });
  assert.deepEqual(photos.classNames, CLASS_NAMES);
  assert.deepEqual([...photos.labels], [0, 1, 2, 3, 4, 5]);
});

test('loadPhotos() takes other classes from the names of the folders, in alphabetical order', async () => {
  const folder = await folderOf('custom', ['tulips', 'Roses', 'cats']);
  const photos = await loadPhotos(folder, { imageSize: 4 });
  assert.deepEqual(photos.classNames, ['Roses', 'cats', 'tulips']);
});

test('loadPhotos() with classNames takes those classes in that order', async () => {
  const folder = await folderOf('chosen', ['dog', 'cats', 'tulips']);
  await writeFiles(folder, { 'tulips/one.png': green });
  const photos = await loadPhotos(folder, { imageSize: 4, classNames: ['tulips', 'dogs'] });
  assert.deepEqual(photos.classNames, ['tulips', 'dogs']);
  assert.deepEqual(firstPixels(photos), [
    [0, 255, 0],
    [255, 0, 0],
  ]);
});

test('loadPhotos() takes some of the six classes in label order', async () => {
  const photos = await loadPhotos(await folderOf('some', ['lizards', 'cats', 'dogs']), {
    imageSize: 4,
  });
  assert.deepEqual(photos.classNames, ['dogs', 'cats', 'lizards']);
  assert.deepEqual(photos.labels, Uint8Array.of(0, 1, 2));
});

test('loadPhotos() reports a class folder that is missing with what was sought and what was found', async () => {
  const folder = await folderOf('missing', ['dogs', 'cats']);
  await assert.rejects(
    loadPhotos(folder, { classNames: ['dogs', 'horses'] }),
    /has no folder for horses \(sought: dogs, horses; found: cats, dogs\)$/,
  );
  await assert.rejects(
    loadPhotos(join(base, 'nowhere')),
    /Cannot load photos from .*nowhere: There is no such file or folder/,
  );
  await assert.rejects(
    loadPhotos(join(folder, 'dogs')),
    /It holds no class folders: put the pictures into one folder for each class/,
  );
});

test('loadPhotos() refuses two folders for one class', async () => {
  const folder = await folderOf('double', [...CLASS_NAMES, 'Dog', 'dog'].slice(1));
  await assert.rejects(loadPhotos(folder), /It has 2 folders for the class dogs: Dog, dog/);
});

test('loadPhotos() names files that are no pictures, leaves them out, and keeps the rest in place', async () => {
  const folder = await folderOf('broken', ['ants', 'bees']);
  const jpeg = await plainPicture('#808080', { width: 300, height: 300 }).jpeg().toBuffer();
  await writeFiles(folder, {
    'ants/a.jpg': jpeg.subarray(0, jpeg.length - 200),
    'ants/notes.txt': 'six legs',
    'ants/zero.png': '',
    'ants/z.gif': green,
    'bees/0.png': red.subarray(0, 30),
    'bees/2.png': blue,
    'ants/.DS_Store': 'x',
    'ants/Thumbs.db': 'x',
    'bees/desktop.ini': 'x',
    '.hidden/one.png': red,
    'readme.txt': 'x',
    'bees/more/one.png': red,
  });
  if (process.platform !== 'win32')
    await symlink(join(base, 'nothing'), join(folder, 'ants', 'link.png'));
  let photos: PhotoDataset | undefined;
  const lines = await printed(async () => {
    photos = await loadPhotos(folder, { imageSize: 4 });
  });
  assert.ok(photos);
  assert.deepEqual(
    photos.skipped.map(({ file }) => file),
    ['ants/a.jpg', 'ants/notes.txt', 'ants/zero.png', 'bees/0.png'],
  );
  assert.deepEqual(lines, [
    ...photos.skipped.map(({ file, reason }) => `Skipped ${file}: ${reason}`),
    'Skipped 4 of 8 files',
  ]);
  assert.equal(lines[1], 'Skipped ants/notes.txt: It is no JPEG, PNG, WebP, GIF or AVIF picture');
  assert.deepEqual(firstPixels(photos), [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 0, 0],
  ]);
  assert.deepEqual([...photos.labels], [0, 0, 1, 1]);
  assert.deepEqual(photos.sources, ['ants/one.png', 'ants/z.gif', 'bees/2.png', 'bees/one.png']);
  assert.equal(photos.images.data.length, 4 * 4 * 4 * 3);
  assert.deepEqual(countByClass(photos), [2, 2]);
});

test(
  'loadPhotos() follows links to files and folders',
  { skip: process.platform === 'win32' },
  async () => {
    const elsewhere = await folderOf('elsewhere', ['ants']);
    const folder = await folderOf('links', ['bees']);
    await symlink(join(elsewhere, 'ants'), join(folder, 'ants'));
    await symlink(join(elsewhere, 'ants', 'one.png'), join(folder, 'bees', 'two.png'));
    const photos = await loadPhotos(folder, { imageSize: 4 });
    assert.deepEqual(
      [photos.classNames, countByClass(photos)],
      [
        ['ants', 'bees'],
        [1, 2],
      ],
    );
  },
);

test('loadPhotos() keeps the pictures once in memory, also when files were left out', async () => {
  const folder = await folderOf('once', ['ants', 'bees']);
  await writeFiles(folder, { 'ants/a.txt': 'no picture' });
  await printed(async () => {
    const { images } = await loadPhotos(folder, { imageSize: 4 });
    assert.deepEqual([images.data.length, images.data.buffer.byteLength], [2 * 48, 3 * 48]);
  });
});

test('loadPhotos() lets other things happen between pictures that take no other thread', async () => {
  const plain = await plainPicture('#123456', { width: 4, height: 4 }).png().toBuffer();
  const folder = await writeFiles(
    join(base, 'plain'),
    Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`ants/${index}.png`, plain])),
  );
  let [turns, loading] = [0, true];
  const count = (): void => {
    turns++;
    if (loading) setImmediate(count);
  };
  setImmediate(count);
  await loadPhotos(folder, { imageSize: 4 });
  loading = false;
  assert.ok(turns >= 4, `${turns} turns of the event loop`);
});

test('loadPhotos() refuses a class in which no picture is left', async () => {
  const folder = await folderOf('empty', ['ants']);
  await mkdir(join(folder, 'bees'));
  await writeFiles(folder, { 'wasps/notes.txt': 'yellow' });
  await printed(() =>
    assert.rejects(
      loadPhotos(folder, { imageSize: 4 }),
      /There is no photo that can be read in .*empty\/bees, .*empty\/wasps/,
    ),
  );
});

test('loadPhotos() does not change its options', async () => {
  const classNames = Object.freeze(['b', 'a']);
  const photos = await loadPhotos(
    await folderOf('frozen', ['a', 'b']),
    Object.freeze({ imageSize: 4, classNames }),
  );
  assert.deepEqual(photos.classNames, ['b', 'a']);
});
