import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { CLASS_NAMES } from '../../src/data/classNames';
import type { Dataset } from '../../src/data/dataset';
import { loadData, type LoadedData } from '../../src/files/loadData';
import { saveData } from '../../src/files/saveData';
import { described, fromPython, runPython, temporaryFolder } from './fixtures';
import { printed } from './samplePhotos';

const folder = temporaryFolder();

before(async () => {
  await runPython('files/makeNpzDatasets.py', ['write', folder]);
});

const inFolder = (name: string): string => join(folder, name);

async function load(name: string): Promise<LoadedData & { readonly lines: readonly string[] }> {
  let data: LoadedData | undefined;
  const lines = await printed(async () => {
    data = await loadData(inFolder(name), { imageSize: 4 });
  });
  assert.ok(data);
  return { ...data, lines };
}

/** Pictures of one color each. */
function datasetOf(
  labels: readonly number[],
  { classNames, sources }: Pick<Dataset, 'classNames' | 'sources'>,
): Dataset {
  const data = Uint8Array.from({ length: labels.length * 48 }, (_, place) => (place * 7) % 256);
  return {
    images: { data, shape: [labels.length, 4, 4, 3] },
    labels: Uint8Array.from(labels),
    classNames,
    ...(sources && { sources }),
  };
}

const NAMES = { classNames: ['いぬ', 'قط', '🐟 <b>', 'é'] };

test("loadData() reads the arrays of an .npz file by name, in Keras's spelling too, and tells of others", async () => {
  const [numbers, keras] = [await load('numbers.npz'), await load('keras.npz')];
  for (const key of ['trainSet', 'testSet'] as const) {
    assert.deepEqual(keras[key].images, numbers[key].images);
    assert.deepEqual(keras[key].labels, numbers[key].labels);
  }
  assert.deepEqual(numbers.trainSet.classNames, CLASS_NAMES);
  assert.deepEqual(keras.testSet.classNames, [
    'いぬ',
    'قط',
    'monkeys',
    '<b>鳥',
    'fish 🐟',
    'lizards',
  ]);
  assert.equal(numbers.lines.length, 1);
  assert.match(
    keras.lines[0],
    /keras\.npz also holds weights, history, which a data set has no place for$/,
  );
  assert.match(keras.lines[1], /^Training 12, test 6 pictures of 4x4x3 \(いぬ 2 \+ 1, /);
});

test('loadData() names what an .npz file lacks, or holds twice or in another form', async () => {
  const refused: Readonly<Record<string, RegExp>> = {
    lacking:
      /^Error: Cannot read .*lacking\.npz: It lacks x_test, y_test; it holds X_train, Y_train, images\. In Python: numpy\.savez/,
    half: /It lacks y_unseen; it holds /,
    both: /It holds both X_train and x_train: which one counts\?$/,
    words: /^TypeError: Y_train must be an array of numbers$/,
    numbered: /^TypeError: class_names must be an array of words/,
  };
  for (const [name, message] of Object.entries(refused))
    await assert.rejects(load(`${name}.npz`), message);
});

test('saveData() keeps pictures, labels, sources and class names of any language for loadData() and NumPy', async () => {
  const data: LoadedData = {
    trainSet: datasetOf([0, 1, 2, 3, 3], {
      ...NAMES,
      sources: ['a/1.jpg', '犬.png', '', 'x', 'x'],
    }),
    testSet: datasetOf([3, 2], NAMES),
    unseenSet: datasetOf([1], { ...NAMES, sources: ['artist/1'] }),
  };
  for (const [name, compress] of [
    ['stored.npz', false],
    ['deflated.npz', true],
  ] as const) {
    await saveData(inFolder(name), data, { compress });
    const { lines, ...again } = await load(name);
    assert.deepEqual(again, data);
    assert.equal(lines.length, 1);
    const read = JSON.parse(await runPython('files/makeNpzDatasets.py', ['read', inFolder(name)]));
    assert.deepEqual(fromPython(read.X_train), described(data.trainSet.images));
    assert.deepEqual(fromPython(read.y_test), described({ data: data.testSet.labels, shape: [2] }));
    assert.deepEqual(read.class_names, NAMES.classNames);
    assert.deepEqual(Object.keys(read), [
      'X_train',
      'Y_train',
      'train_sources',
      'x_test',
      'y_test',
      'x_unseen',
      'y_unseen',
      'unseen_sources',
      'class_names',
    ]);
  }
});

test('saveData() refuses another ending, other classes, and labels without a class', async () => {
  const [trainSet, file] = [datasetOf([0, 1], NAMES), inFolder('wrong.npz')];
  await assert.rejects(saveData(inFolder('a.npy'), { trainSet, testSet: trainSet }), {
    name: 'TypeError',
    message: /^path must end in \.npz/,
  });
  const others = datasetOf([0], { classNames: ['cat', 'dog'] });
  await assert.rejects(saveData(file, { trainSet, testSet: others }), {
    name: 'TypeError',
    message: /^The training set has the classes いぬ, .* and the test set has cat, dog/,
  });
  await assert.rejects(saveData(file, { trainSet, testSet: datasetOf([4], NAMES) }), {
    name: 'RangeError',
    message: /abel 0 of the test set must be a class from 0 to 3, but is 4/,
  });
});
