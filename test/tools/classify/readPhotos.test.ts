import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { readSets } from '../../../src/tools/classify/photoFeatures';
import { readPhotos, readTestPhotos } from '../../../src/tools/classify/readPhotos';
import { temporaryFolder } from '../../files/fixtures';
import { plainPicture, writeFiles } from '../../files/samplePhotos';

const root = temporaryFolder();
const at = (...parts: string[]) => join(root, ...parts);

before(async () => {
  const [red, green, blue] = await Promise.all(
    ['red', 'green', 'blue'].map((color) => plainPicture(color).png().toBuffer()),
  );
  await writeFiles(at('photos'), {
    '<b>a/1.png': red,
    '<b>a/2.jpg': green,
    '<b>a/inner/3.png': red,
    '犬 と 猫/1.png': blue,
    '犬 と 猫/red again.png': red,
    '犬 と 猫/notes.txt': 'no picture',
    'beside.png': red,
  });
  await writeFiles(at('test'), { '犬 と 猫/x.png': blue, '犬 と 猫/y.png': green });
  await writeFiles(at('strange'), { '犬 と 猫/x.png': blue, 'wolves/y.png': green });
  await writeFiles(at('one'), { 'dogs/x.png': blue });
  await writeFiles(at('flat'), { 'x.png': blue });
  await writeFiles(at('unreadable'), { 'dogs/x.png': blue, 'cats/y.png': 'no picture' });
  mkdirSync(at('empty'));
  writeFileSync(at('file'), '');
});

const onPart = async (): Promise<void> => undefined;

test('readPhotos() reads any classes, and tells what was left out', async () => {
  const numLeft: number[] = [];
  const { classNames, labels, files, notes } = await readPhotos(at('photos'), {
    imageSize: 8,
    onPart: async (photos, left) => void numLeft.push(photos.labels.length, left),
  });
  assert.deepEqual(classNames, ['<b>a', '犬 と 猫']);
  assert.deepEqual([...labels], [0, 0, 1, 1]);
  assert.equal(files[0], '<b>a/1.png');
  assert.deepEqual(numLeft, [4, 0]);
  assert.equal(notes.length, 2, notes.join('\n'));
  assert.match(notes[0], /^Left out 犬 と 猫\/notes\.txt: /);
  assert.equal(
    notes[1],
    'Left out the folder <b>a/inner: photos lie in the class folders themselves',
  );
});

test('readSets() keeps what was made of the photos, and tells of those that are there twice', async () => {
  const sets = await readSets({
    folder: at('photos'),
    test: at('test'),
    imageSize: 8,
    onProgress: () => undefined,
    extract: async ({ images }) => {
      // The first byte of each photo, its red
      const reds = Float32Array.from(
        { length: images.shape[0] },
        (_, index) => images.data[index * 192],
      );
      return { features: { data: reds, shape: [reds.length, 1] }, ownNames: ['dogs'] };
    },
  });
  assert.deepEqual(sets.counts, [
    'photos: 4 photos in 2 classes (<b>a 2, 犬 と 猫 2)',
    'test: 2 photos in 2 classes (<b>a 0, 犬 と 猫 2)',
  ]);
  assert.deepEqual([...sets.photos.features.data], [255, 0, 0, 255]);
  assert.equal(sets.photos.files[3], at('photos', '犬 と 猫', 'red again.png'));
  assert.deepEqual([...sets.testSet!.labels], [1, 1]);
  assert.deepEqual(sets.testSet!.classNames, sets.photos.classNames);
  assert.deepEqual(
    sets.notes.filter((note) => note.startsWith('One photo')),
    [
      'One photo is in two classes, so one must be wrong: photos/<b>a/1.png, photos/犬 と 猫/red again.png',
      'One photo is in two classes, so one must be wrong: photos/<b>a/2.jpg, test/犬 と 猫/y.png',
      'One photo is there more than once, which makes the accuracy look better: photos/犬 と 猫/1.png, test/犬 と 猫/x.png',
    ],
  );
});

const FAULTS: readonly (readonly [folder: string, words: RegExp])[] = [
  ['missing', /^There is no folder .*missing$/],
  ['file', /file is a file; give the folder that holds one folder of photos for each class$/],
  ['empty', /empty: It holds no class folders: put the pictures into one folder for each class/],
  ['flat', /flat: It holds no class folders/],
  ['one', /one holds one class folder only, dogs: it takes two classes or more/],
  ['unreadable', /There is no photo that can be read in .*cats: /],
];

for (const [folder, words] of FAULTS)
  test(`readPhotos() refuses a folder such as '${folder}' with a sentence`, async () => {
    await assert.rejects(readPhotos(at(folder), { imageSize: 8, onPart }), { message: words });
  });

test('readTestPhotos() refuses folders of other classes', async () => {
  const options = { imageSize: 8, onPart, classNames: ['<b>a', '犬 と 猫'] };
  const words = /strange must hold class folders .*\(<b>a, 犬 と 猫\), but holds wolves$/;
  await assert.rejects(readTestPhotos(at('strange'), options), { message: words });
  await assert.rejects(readTestPhotos(at('empty'), options), { message: /but holds none$/ });
  await assert.rejects(readTestPhotos(at('missing'), options), { message: /There is no folder/ });
});
