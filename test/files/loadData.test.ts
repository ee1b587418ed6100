import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { before, test } from 'node:test';
import sharp from 'sharp';
import type { NdArray } from '../../src/data/arrays';
import { CLASS_NAMES } from '../../src/data/classNames';
import { countByClass, type Dataset } from '../../src/data/dataset';
import { loadData, type LoadDataOptions, type LoadedData } from '../../src/files/loadData';
import { loadNpy, saveNpy } from '../../src/files/npy';
import { loadPhoto } from '../../src/files/photo';
import { projectRoot, resolvePath } from '../../src/project';
import type { Manifest } from '../../src/tools/drawings/pictureFolder';
import { runPython, temporaryFolder } from './fixtures';
import { plainPicture, printed, writeFiles } from './samplePhotos';

const folder = temporaryFolder();
let red: Buffer;
let green: Buffer;

before(async () => {
  await runPython('files/makeNpyFixtures.py', ['write', folder]);
  [red, green] = await Promise.all(
    ['#ff0000', '#00ff00'].map((color) => plainPicture(color).png().toBuffer()),
  );
});

async function load(
  source: string,
  options?: LoadDataOptions,
): Promise<LoadedData & { readonly lines: string[] }> {
  let data: LoadedData | undefined;
  const lines = await printed(async () => {
    data = await loadData(source, options);
  });
  assert.ok(data);
  return { ...data, lines };
}

/** A class folder with `count` pictures for each class. */
const classes = (
  prefix: string,
  counts: Readonly<Record<string, number>>,
  picture: Buffer,
): Record<string, Buffer> =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([name, count]) =>
      Array.from({ length: count }, (_, index) => [`${prefix}${name}/${index}.png`, picture]),
    ),
  );

test('loadData() reads the four arrays of the series, whichever way pixels and labels are written', async () => {
  const [trainImages, testImages, trainLabels, testLabels] = await loadNpy(
    join(folder, 'animals_u1_numbers.npy'),
    { holds: 'arrays' },
  );
  for (const pixels of ['u1', 'f4', 'f8']) {
    for (const labels of ['numbers', 'column', 'onehot']) {
      const { trainSet, testSet, unseenSet } = await load(
        join(folder, `animals_${pixels}_${labels}.npy`),
        { imageSize: 4 },
      );
      assert.deepEqual(trainSet.images, { data: trainImages.data, shape: [12, 4, 4, 3] });
      assert.deepEqual(testSet.images, { data: testImages.data, shape: [6, 4, 4, 3] });
      assert.deepEqual(trainSet.labels, Uint8Array.from(trainLabels.data, Number));
      assert.deepEqual(testSet.labels, Uint8Array.from(testLabels.data, Number));
      assert.deepEqual(trainSet.classNames, CLASS_NAMES);
      assert.equal(unseenSet, undefined);
    }
  }
});

test('loadData() prints one line that says what came', async () => {
  const { lines } = await load(join(folder, 'animals_f4_onehot.npy'), { imageSize: 4 });
  assert.deepEqual(lines, [
    'Training 12, test 6 pictures of 4x4x3 (dogs 2 + 1, cats 2 + 1, monkeys 2 + 1, birds 2 + 1, fish 2 + 1, lizards 2 + 1)',
  ]);
});

const pixels = (length: number, value: number): Float32Array =>
  new Float32Array(length).fill(value);
const IMAGES = { data: pixels(2 * 12, 0.5), shape: [2, 2, 2, 3] };
const LABELS = { data: new Uint8Array([0, 5]), shape: [2] };

async function loadArrays(...arrays: NdArray[]): Promise<LoadedData> {
  const file = join(folder, 'arrays.npy');
  await saveNpy(file, arrays);
  return load(file, { imageSize: 2 });
}

test('loadData() takes floats up to 1 as pixels divided by 256, and others as they are', async () => {
  const first = async (value: number): Promise<number> =>
    (await loadArrays({ ...IMAGES, data: pixels(24, value) }, IMAGES, LABELS, LABELS)).trainSet
      .images.data[0];
  assert.equal(await first(0.5), 128);
  assert.equal(await first(255 / 256), 255);
  assert.equal(await first(1), 255);
  assert.equal(await first(200.4), 200);
  const { trainSet } = await loadArrays(
    { data: new Int32Array(24).fill(1), shape: [2, 2, 2, 3] },
    IMAGES,
    LABELS,
    LABELS,
  );
  assert.equal(trainSet.images.data[0], 1);
});

test('loadData() makes pictures of an array as large as is wanted, like photos', async () => {
  const photo = await sharp(join(projectRoot, 'data', 'samples.png'))
    .removeAlpha()
    .toColourspace('srgb');
  const { data, info } = await photo.raw().toBuffer({ resolveWithObject: true });
  const file = join(folder, 'photo', 'a.png');
  await writeFiles(join(folder, 'photo'), {
    'a.png': await sharp(data, { raw: { ...info, channels: 3 } })
      .png()
      .toBuffer(),
  });
  const shape = [1, info.height, info.width, 3];
  const label = { data: new Uint8Array([3]), shape: [1] };
  const path = join(folder, 'large.npy');
  await saveNpy(path, [
    { data: new Uint8Array(data), shape },
    { data: Float64Array.from(data, (byte) => byte / 256), shape },
    label,
    label,
  ]);
  for (const imageSize of [7, 32, 300]) {
    const { trainSet, testSet } = await load(path, { imageSize });
    assert.deepEqual(trainSet.images.shape, [1, imageSize, imageSize, 3]);
    assert.deepEqual(trainSet.images.data, (await loadPhoto(file, { imageSize })).data);
    assert.deepEqual(testSet.images, trainSet.images);
  }
  const many = join(folder, 'many.npy');
  const ones = { data: new Uint8Array(6000 * 3), shape: [6000, 1, 1, 3] };
  const labels = { data: new Uint8Array(6000), shape: [6000] };
  await saveNpy(many, [ones, ones, labels, labels]);
  await assert.rejects(load(many, { imageSize: 4096 }), {
    name: 'RangeError',
    message:
      /pictures of 4096 x 4096 pixels take .* GB, and this machine has .* set a smaller imageSize$/,
  });
});

test('loadData() refuses arrays that do not belong together', async () => {
  const three = { data: new Uint8Array([0, 1, 2]), shape: [3] };
  const TYPE = { name: 'TypeError' };
  const RANGE = { name: 'RangeError' };
  await assert.rejects(loadArrays(IMAGES, LABELS), {
    ...TYPE,
    message:
      /holds 2 arrays of numbers; four are needed, in this order: X_train, x_test, Y_train, y_test/,
  });
  await assert.rejects(loadArrays(IMAGES, IMAGES, LABELS, three), {
    ...TYPE,
    message: /x_test holds 2 pictures and y_test 3 labels/,
  });
  await assert.rejects(
    loadArrays({ data: pixels(8, 0), shape: [2, 2, 2] }, IMAGES, LABELS, LABELS),
    { ...TYPE, message: /X_train has the shape \(2, 2, 2\)/ },
  );
  await assert.rejects(
    loadArrays({ data: pixels(0, 0), shape: [2, 0, 4, 3] }, IMAGES, LABELS, LABELS),
    { ...TYPE, message: /X_train has the shape \(2, 0, 4, 3\); pictures need/ },
  );
  await assert.rejects(loadArrays({ ...IMAGES, data: pixels(24, 256) }, IMAGES, LABELS, LABELS), {
    ...RANGE,
    message: /X_train holds the value 256/,
  });
  await assert.rejects(loadArrays({ ...IMAGES, data: pixels(24, NaN) }, IMAGES, LABELS, LABELS), {
    ...RANGE,
    message: /X_train holds the value NaN/,
  });
  await assert.rejects(
    loadArrays(IMAGES, IMAGES, { ...LABELS, data: new Uint8Array([0, 6]) }, LABELS),
    { ...RANGE, message: /Label 1 of Y_train is 6; labels are 0 to 5, for dogs, cats/ },
  );
  await assert.rejects(
    loadArrays(IMAGES, IMAGES, { ...LABELS, data: new Float64Array([0, 1.5]) }, LABELS),
    { ...RANGE, message: /Label 1 of Y_train is 1\.5/ },
  );
  await assert.rejects(loadArrays(IMAGES, IMAGES, { data: pixels(12, 1), shape: [2, 6] }, LABELS), {
    ...RANGE,
    message: /Row 0 of Y_train is \[1, 1, 1, 1, 1, 1\]/,
  });
  await assert.rejects(loadArrays(IMAGES, IMAGES, { data: pixels(10, 1), shape: [2, 5] }, LABELS), {
    ...TYPE,
    message: /Y_train has the shape \(2, 5\)/,
  });
  await assert.rejects(loadData(join(folder, 'f4_2x3x4_C.npy')), {
    ...TYPE,
    message: /holds 1 array of numbers; four are needed/,
  });
});

test('loadData() splits a folder of class folders by share and seed', async () => {
  const source = await writeFiles(join(folder, 'plain'), classes('', { ants: 10, bees: 5 }, red));
  const { trainSet, testSet, lines } = await load(source, { imageSize: 4, testShare: 0.4 });
  assert.deepEqual(
    [countByClass(trainSet), countByClass(testSet)],
    [
      [6, 3],
      [4, 2],
    ],
  );
  assert.deepEqual(lines, ['Training 9, test 6 pictures of 4x4x3 (ants 6 + 4, bees 3 + 2)']);
  const files = ['ants', 'bees'].flatMap((name) =>
    Array.from({ length: name === 'ants' ? 10 : 5 }, (_, index) => `${name}/${index}.png`),
  );
  assert.deepEqual([...trainSet.sources!, ...testSet.sources!].sort(), files);
  for (const { labels, sources } of [trainSet, testSet])
    for (const [index, file] of sources!.entries())
      assert.equal(file.split('/')[0], ['ants', 'bees'][labels[index]]);
});

test('loadData() takes the subfolders training, test and unseen-artist as they are', async () => {
  const source = await writeFiles(join(folder, 'parted'), {
    ...classes('training/', { bees: 3, ants: 2 }, red),
    ...classes('test/', { Bee: 1, ants: 1 }, green),
    ...classes('unseen-artist/', { bees: 1, ants: 4 }, green),
  });
  const { trainSet, testSet, unseenSet, lines } = await load(source, { imageSize: 4 });
  assert.ok(unseenSet);
  assert.deepEqual(
    [trainSet, testSet, unseenSet].map((set: Dataset) => [
      countByClass(set),
      set.classNames,
      set.images.data[0],
    ]),
    [
      [[2, 3], ['ants', 'bees'], 255],
      [[1, 1], ['ants', 'bees'], 0],
      [[4, 1], ['ants', 'bees'], 0],
    ],
  );
  assert.deepEqual(lines, [
    'Training 5, test 2, unseen artist 5 pictures of 4x4x3 (ants 2 + 1 + 4, bees 3 + 1 + 1)',
  ]);
});

test('loadData() takes the files for sources where another file is named manifest.json, or some pictures are new', async () => {
  const pictures = {
    ...classes('training/', { ants: 2, bees: 1 }, red),
    ...classes('test/', { ants: 1, bees: 1 }, green),
  };
  const own = ['training/ants/0.png', 'training/ants/1.png', 'training/bees/0.png'];
  const ant = { file: 'training/ants/0.png', artwork: 'noto:ant' };
  for (const [text, expected] of [
    ['no JSON', own],
    ['null', own],
    ['{"pictures": {"length": 3}}', own],
    ['{"pictures": [null, 7, {"file": "training/ants/0.png", "artwork": 7}]}', own],
    [JSON.stringify({ pictures: [ant] }), ['noto:ant', ...own.slice(1)]],
  ] as const) {
    const source = await writeFiles(join(folder, 'other-manifest'), {
      ...pictures,
      'manifest.json': text,
    });
    const { trainSet, testSet } = await load(source, { imageSize: 4 });
    assert.deepEqual(trainSet.sources, expected);
    assert.deepEqual(testSet.sources, ['test/ants/0.png', 'test/bees/0.png']);
  }
});

test('loadData() finds paths from the working folder and from home', async () => {
  const { trainSet } = await load(relative(process.cwd(), join(folder, 'animals_u1_numbers.npy')), {
    imageSize: 4,
  });
  assert.equal(trainSet.labels.length, 12);
  assert.deepEqual(
    [resolvePath('~/a'), resolvePath('~'), resolvePath('~a')],
    [join(homedir(), 'a'), homedir(), join(process.cwd(), '~a')],
  );
});

test('loadData() says what a source can be, when there is none', async () => {
  await assert.rejects(
    loadData(join(folder, 'nowhere')),
    /There is no file or folder .*nowhere, neither in the working folder nor in that of the project\. A source is 'drawings', a folder with one folder of photos for each class, an \.npy file of four arrays, or an \.npz file/,
  );
  await assert.rejects(loadData('drawings', { imageSize: 0 }), RangeError);
});

test('loadData() finds the drawings in the package', async () => {
  const home = process.cwd();
  process.chdir(folder);
  try {
    const { trainSet, testSet, unseenSet } = await load('drawings', { imageSize: 16 });
    assert.ok(unseenSet);
    for (const set of [trainSet, testSet, unseenSet]) {
      assert.deepEqual(set.classNames, CLASS_NAMES);
      assert.ok(countByClass(set).every((count) => count > 0));
    }
    const { pictures }: Pick<Manifest, 'pictures'> = JSON.parse(
      readFileSync(join(projectRoot, 'data', 'drawings', 'manifest.json'), 'utf8'),
    );
    for (const [name, set] of Object.entries({ training: trainSet, test: testSet }))
      assert.deepEqual(
        set.sources,
        pictures.filter((picture) => picture.set === name).map(({ artwork }) => artwork),
      );
    assert.deepEqual(
      new Set(unseenSet.sources).size,
      new Set(pictures.filter(({ set }) => set === 'unseen-artist').map(({ artwork }) => artwork))
        .size,
    );
  } finally {
    process.chdir(home);
  }
});

test('loadData() takes the names of the classes from a file that holds them as words', async () => {
  const { trainSet, testSet, lines } = await load(join(folder, 'named_classes.npy'), {
    imageSize: 4,
  });
  assert.deepEqual(trainSet.classNames, ['いぬ', '__proto__', '<b>c']);
  assert.deepEqual(testSet.classNames, trainSet.classNames);
  assert.deepEqual([[...trainSet.labels], [...testSet.labels]], [[0, 1, 2], [2]]);
  assert.deepEqual(lines, [
    'Training 3, test 1 pictures of 4x4x3 (いぬ 1 + 0, __proto__ 1 + 0, <b>c 1 + 1)',
  ]);
  await assert.rejects(load(join(folder, 'labels_in_words.npy'), { imageSize: 4 }), {
    name: 'TypeError',
    message:
      /holds 2 arrays of numbers and 2 of words; four are needed, in this order: X_train, x_test, Y_train, y_test\. The names of the classes may follow as an array of words$/,
  });
  await assert.rejects(load(join(folder, 'names_twice.npy'), { imageSize: 4 }), {
    name: 'TypeError',
    message: /names class 1 the text 'a'; each class needs a name of its own$/,
  });
});

test('loadData() refuses a source of one class, and a folder without classes in one sentence', async () => {
  const one = await writeFiles(join(folder, 'one-class'), classes('', { dogs: 3 }, red));
  await assert.rejects(load(one, { imageSize: 4 }), {
    name: 'Error',
    message: `${one} holds pictures of one class only, dogs, and a network learns to tell at least two apart; give the folder in which each class has a folder of its own`,
  });
  const flat = await writeFiles(join(folder, 'flat'), { 'one.png': red });
  await assert.rejects(load(flat, { imageSize: 4 }), {
    name: 'Error',
    message: `Cannot load photos from ${flat}: It holds no class folders: put the pictures into one folder for each class, such as dogs, cats, monkeys, birds, fish, lizards`,
  });
});

const ODD_NAMES = ['__proto__', 'constructor', 'toString', '<b>bold', '🐕‍🦺', 'x'.repeat(200)];

test(
  'loadData() takes any name of a class or file that a folder can have',
  { skip: process.platform === 'win32' },
  async () => {
    const names = [...ODD_NAMES, 'two\nlines'];
    const source = await writeFiles(
      join(folder, 'odd'),
      Object.fromEntries(
        names.flatMap((name) => [
          [join(name, `${name.slice(0, 90)}.png`), red],
          [join(name, 'other.png'), green],
        ]),
      ),
    );
    await writeFiles(source, { [join('__proto__', 'not\na picture')]: 'x' });
    const { trainSet, testSet, lines } = await load(source, { imageSize: 4 });
    assert.deepEqual([...trainSet.classNames].sort(), [...names].sort());
    assert.deepEqual(
      countByClass(trainSet),
      names.map(() => 1),
    );
    assert.deepEqual(countByClass(testSet), countByClass(trainSet));
    assert.equal(lines.length, 3);
    assert.ok(lines.every((line) => !line.includes('\n')));
  },
);

test('loadData() refuses more pictures than the memory holds, before it reads them', async () => {
  const many = await writeFiles(
    join(folder, 'many'),
    classes('', { ants: 2500, bees: 2500 }, Buffer.from('x')),
  );
  await assert.rejects(load(many, { imageSize: 4096 }), {
    name: 'RangeError',
    message:
      /^5000 pictures of 4096 x 4096 pixels take 251\.7 GB, and this machine has [\d.]+ GB of memory; set a smaller imageSize$/,
  });
});

test('loadData() says how to make the drawings where there are none', () => {
  const project = mkdtempSync(join(tmpdir(), 'creatures-without-drawings-'));
  for (const name of ['dist', 'node_modules', 'package.json'])
    symlinkSync(join(projectRoot, name), join(project, name));
  const { stderr } = spawnSync(
    process.execPath,
    ['--preserve-symlinks', '-e', `require('./dist/src/files/loadData').loadData('drawings')`],
    { cwd: project, encoding: 'utf8' },
  );
  rmSync(project, { recursive: true });
  assert.match(stderr, /There are no drawings yet: make them with "npm run data"/);
});

test('loadData() reads the file as the series names it, saved by our own saveNpy', async () => {
  const arrays = await loadNpy(join(folder, 'animals_f8_onehot.npy'), { holds: 'arrays' });
  const file = join(folder, 'augumented_images.npy');
  await saveNpy(file, arrays);
  const [saved, original] = [
    await load(file, { imageSize: 4 }),
    await load(join(folder, 'animals_f8_onehot.npy'), { imageSize: 4 }),
  ];
  assert.deepEqual(saved, original);
});

test('loadData() finds a path relative to the folder of the project from any working folder', async () => {
  const photos = join(folder, 'photos-seen-from-the-project');
  await writeFiles(photos, classes('', { ants: 2, bees: 2 }, red));
  const workingFolder = process.cwd();
  process.chdir(folder);
  try {
    const { trainSet } = await load(relative(projectRoot, photos), { imageSize: 8 });
    assert.deepEqual(trainSet.classNames, ['ants', 'bees']);
  } finally {
    process.chdir(workingFolder);
  }
});
