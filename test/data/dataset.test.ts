import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkDataset,
  countByClass,
  imageAt,
  oneOfEach,
  pickExamples,
  type Dataset,
} from '../../src/data/dataset';
import { seededRandom, shuffledIndices } from '../../src/data/random';
import { splitDataset, splitInPlace } from '../../src/data/split';

/** Pictures of 2x1 pixels; all values of picture `i` are `i`. */
function numbered(
  labels: readonly number[],
  classNames: readonly string[] = ['a', 'b', 'c'],
): Dataset {
  const data = Uint8Array.from({ length: labels.length * 6 }, (_, position) =>
    Math.floor(position / 6),
  );
  return {
    images: { data, shape: [labels.length, 1, 2, 3] },
    labels: Uint8Array.from(labels),
    classNames,
  };
}

/** The numbers of the pictures in a data set made from `numbered`. */
const numbersIn = ({ images }: Dataset): number[] =>
  Array.from({ length: images.shape[0] }, (_, index) => imageAt(images, index).data[5]);

test('imageAt() gives one picture, as a copy', () => {
  const { images } = numbered([0, 1, 2]);
  const image = imageAt(images, 1);
  assert.deepEqual(image, { data: new Uint8Array([1, 1, 1, 1, 1, 1]), shape: [1, 2, 3] });
  image.data[0] = 99;
  assert.equal(images.data[6], 1);
  const inBuffer = { ...images, data: Buffer.from(images.data) };
  imageAt(inBuffer, 0).data[0] = 99;
  assert.equal(inBuffer.data[0], 0);
});

test('imageAt() refuses a number that no picture has', () => {
  const { images } = numbered([0, 1, 2]);
  for (const index of [-1, 3, 0.5, NaN])
    assert.throws(() => imageAt(images, index), {
      name: 'RangeError',
      message: /the 3 pictures are numbered from 0 to 2/,
    });
});

test('pickExamples() gives the chosen pictures with their labels, in the chosen order', () => {
  const picked = pickExamples(numbered([0, 1, 2, 1]), [3, 0, 3]);
  assert.deepEqual(numbersIn(picked), [3, 0, 3]);
  assert.deepEqual([...picked.labels], [1, 0, 1]);
  assert.deepEqual(picked.images.shape, [3, 1, 2, 3]);
  assert.deepEqual(pickExamples(numbered([0]), []).images, {
    data: new Uint8Array(),
    shape: [0, 1, 2, 3],
  });
  assert.throws(() => pickExamples(numbered([0]), [1]), RangeError);
});

/** Pictures of which number `i` is of the source `i.png`. */
const withSources = (labels: readonly number[]): Required<Dataset> => ({
  ...numbered(labels),
  sources: labels.map((_, index) => `${index}.png`),
});

test('pickExamples(), oneOfEach(), splitDataset() and splitInPlace() carry the sources along', () => {
  const labels = Array.from({ length: 12 }, (_, index) => index % 3);
  const options = { testShare: 0.4, seed: 2 };
  const parts = splitDataset(withSources(labels), options);
  const sets = [
    pickExamples(withSources(labels), [3, 0, 3]),
    oneOfEach(withSources(labels), { nth: 2 }),
    parts.trainSet,
    parts.testSet,
    ...Object.values(splitInPlace(withSources(labels), options)),
  ];
  for (const set of sets)
    assert.deepEqual(
      set.sources,
      numbersIn(set).map((number) => `${number}.png`),
    );
  assert.ok(!('sources' in pickExamples(numbered(labels), [0])));
});

test('countByClass() counts the pictures of each class, also of classes without any', () => {
  assert.deepEqual(countByClass(numbered([2, 0, 2, 2])), [1, 0, 3]);
});

test('splitDataset() splits each class by the share, without losing or doubling a picture', () => {
  const labels = Array.from({ length: 137 }, (_, index) => (index < 100 ? 0 : index < 135 ? 1 : 2));
  const whole = numbered(labels);
  const { trainSet, testSet } = splitDataset(whole, { testShare: 0.2, seed: 1 });
  assert.deepEqual(countByClass(testSet), [20, 7, 1]);
  assert.deepEqual(countByClass(trainSet), [80, 28, 1]);
  assert.deepEqual(
    [...numbersIn(trainSet), ...numbersIn(testSet)].sort((a, b) => a - b),
    [...whole.labels.keys()],
  );
  for (const part of [trainSet, testSet]) {
    assert.deepEqual(
      numbersIn(part).map((number) => labels[number]),
      [...part.labels],
    );
    assert.deepEqual(
      numbersIn(part),
      numbersIn(part).sort((a, b) => a - b),
    );
  }
});

test('splitDataset() depends on the seed alone', () => {
  const whole = numbered(Array.from({ length: 60 }, (_, index) => index % 3));
  const testNumbers = (seed: number): number[] =>
    numbersIn(splitDataset(whole, { testShare: 0.3, seed }).testSet);
  assert.deepEqual(testNumbers(1), testNumbers(1));
  assert.notDeepEqual(testNumbers(1), testNumbers(2));
});

test('splitInPlace() gives the parts of splitDataset(), and both lie in the memory of the whole', () => {
  for (const [seed, testShare] of [
    [1, 0.2],
    [2, 0.5],
    [3, 0.9],
    [4, 0.01],
  ]) {
    const whole = numbered(Array.from({ length: 60 }, (_, index) => (index * index) % 3));
    const expected = splitDataset(whole, { testShare, seed });
    const parts = splitInPlace(whole, { testShare, seed });
    assert.deepEqual(parts, expected);
    for (const { images } of [parts.trainSet, parts.testSet])
      assert.equal(images.data.buffer, whole.images.data.buffer);
  }
});

test('splitDataset() keeps a class of two in both parts, and a class of one to learn from', () => {
  for (const testShare of [0.01, 0.99]) {
    const { trainSet, testSet } = splitDataset(numbered([0, 0, 1]), { testShare, seed: 1 });
    assert.deepEqual(
      [countByClass(trainSet), countByClass(testSet)],
      [
        [1, 1, 0],
        [1, 0, 0],
      ],
    );
  }
});

test('splitDataset() refuses a share that leaves nothing on one side', () => {
  for (const testShare of [0, 1, -0.2, 20, NaN]) {
    assert.throws(() => splitDataset(numbered([0, 0]), { testShare, seed: 1 }), {
      name: 'RangeError',
      message: /^testShare must be a share above 0 and below 1 \(0\.2 is a fifth\), but is /,
    });
  }
});

test('shuffledIndices() gives every order equally often', () => {
  const random = seededRandom(1);
  const counts = new Map<string, number>();
  for (let round = 0; round < 6000; round++) {
    const order = shuffledIndices(3, random).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), ['012', '021', '102', '120', '201', '210']);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 120, `${count} of 6000`);
});

test('seededRandom() repeats its numbers for the same seed', () => {
  const draw = (seed: number): number[] => Array.from({ length: 3 }, seededRandom(seed));
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
  assert.ok(draw(7).every((value) => value >= 0 && value < 1));
});

test('oneOfEach() takes the nth picture of each class or its last, and leaves out a class without pictures', () => {
  const images = { data: Uint8Array.of(10, 11, 12, 13), shape: [4, 1, 1, 1] as const };
  const dataset = { images, labels: Uint8Array.of(2, 0, 2, 2), classNames: ['a', 'b', 'c'] };
  assert.deepEqual([...oneOfEach(dataset).labels], [0, 2]);
  assert.deepEqual([...oneOfEach(dataset).images.data], [11, 10]);
  assert.deepEqual([...oneOfEach(dataset, { nth: 1 }).images.data], [11, 12]);
});

test('checkDataset() says what is no data set, and how to mend it', () => {
  const whole = numbered([0, 1, 2]);
  checkDataset('the training set', whole);
  checkDataset('the training set', { ...whole, sources: ['a.png', 'b.png', 'c.png'] });
  const is = 'The training set must be a data set { images, labels, classNames }, but is ';
  const wrong: readonly (readonly [unknown, string])[] = [
    [Promise.resolve(whole), `${is}a promise: did you forget \`await\`?`],
    [undefined, `${is}undefined`],
    ['drawings', `${is}the text 'drawings'`],
    [
      { trainSet: whole, testSet: whole },
      `${is}an object { trainSet, testSet }; take its trainSet or its testSet`,
    ],
    [whole.images, `${is}an array of shape [3, 1, 2, 3] (Uint8Array)`],
    [
      { ...whole, images: Promise.resolve(whole.images) },
      'The images of the training set must be an array [numImages, height, width, channels], but is a promise: did you forget `await`?',
    ],
    [
      { ...whole, images: { data: new Float32Array(18), shape: [3, 1, 2, 3] } },
      'The images of the training set must hold bytes from 0 to 255 (a Uint8Array), but holds a Float32Array of 18 values (0, 0, 0, …)',
    ],
    [
      { ...whole, labels: undefined },
      'The training set must have labels, a list of whole numbers, one an image, but they are undefined',
    ],
    [
      { ...whole, labels: { data: new Float32Array(9), shape: [3, 3] } },
      'The training set must have labels, a list of whole numbers, one an image, but they are an array of shape [3, 3] (Float32Array)',
    ],
    [
      { ...whole, classNames: 'abc' },
      "The training set must have classNames, a list of names, but they are the text 'abc'",
    ],
    [
      { ...whole, labels: [0, 1] },
      'The training set has 3 images but 2 labels; each image needs one',
    ],
    [
      { ...whole, sources: ['a.png'] },
      'The sources of the training set are 1, but there are 3 images; each image needs one',
    ],
    [
      { ...whole, sources: 'abc' },
      "The sources of the training set must be a list of texts, one an image, but are the text 'abc'",
    ],
    [
      { ...whole, sources: ['a.png', 1, 'c.png'] },
      'The sources of the training set must be texts, but number 1 is 1',
    ],
  ];
  for (const [value, message] of wrong)
    assert.throws(() => checkDataset('the training set', value), { name: 'TypeError', message });
});

test('countByClass() and splitDataset() refuse labels that are no index of a class', () => {
  const wrong: readonly (readonly [unknown, string, string])[] = [
    [6, 'RangeError', '6'],
    [-1, 'RangeError', '-1'],
    [NaN, 'RangeError', 'NaN'],
    [0.5, 'RangeError', '0.5'],
    ['cats', 'TypeError', "the text 'cats'"],
    [[0, 1, 0], 'TypeError', 'a list of 3 values (0, 1, 0)'],
  ];
  for (const [label, name, described] of wrong) {
    const stray = { ...numbered([0, 1]), labels: [0, label] } as unknown as Dataset;
    const message = `label 1 of the data set must be a class from 0 to 2, but is ${described}`;
    assert.throws(() => countByClass(stray), { name, message });
    assert.throws(() => splitDataset(stray), { name, message });
  }
});

test('pickExamples() and imageAt() refuse what is no list, no number or no data', () => {
  const whole = numbered([0, 1]);
  const wrong = JSON.parse('{ "text": "1", "number": 1 }');
  assert.throws(() => pickExamples(whole, wrong.number), {
    name: 'TypeError',
    message: 'indices must be a list such as [0, 5], but is 1',
  });
  assert.throws(() => pickExamples(whole, [wrong.text]), {
    name: 'TypeError',
    message: "There is no picture the text '1': the 2 pictures are numbered from 0 to 1",
  });
  assert.throws(() => imageAt(whole as never, 0), {
    name: 'TypeError',
    message:
      'images must be an array [numImages, height, width, channels], but is a data set { images, labels, … }; take its `images`',
  });
});
