import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Image } from '../../src/data/arrays';
import {
  applyVariation,
  augmentImage,
  drawVariation,
  type VariationAmounts,
} from '../../src/data/augment/augmentImage';
import {
  flipImage,
  moveImage,
  rotateImage,
  shiftImage,
  zoomImage,
  type Movement,
} from '../../src/data/augment/move';
import { adjustBrightness, adjustContrast } from '../../src/data/augment/brightness';
import { seededRandom } from '../../src/data/random';
import { runPython } from '../files/fixtures';

interface Case {
  /** The operation in augmentReference.py, with its amounts. */
  readonly keras: readonly [operation: string, amounts: Readonly<Record<string, number | boolean>>];
  readonly ours: (image: Image) => Image;
  /** Half a level for rounding, and a little, since TensorFlow computes in float32. */
  readonly tolerance: number;
}

const ROUNDED = 0.51;

const moved = (movement: Required<Movement>): Case => ({
  keras: ['move', { ...movement }],
  ours: (image) => moveImage(image, movement),
  tolerance: ROUNDED,
});

const WHOLE: Required<Movement> = { flip: true, x: 0.15, y: -0.1, degrees: 20, factor: 1.3 };

const CASES: readonly Case[] = [
  { keras: ['flip', {}], ours: flipImage, tolerance: 0 },
  ...[
    [0.25, 0],
    [0, -0.25],
    [0.13, 0.21],
    [-0.5, 0.07],
    [1, -1],
  ].map(([x, y]): Case => ({
    keras: ['shift', { x, y }],
    ours: (image) => shiftImage(image, { x, y }),
    tolerance: ROUNDED,
  })),
  ...[0, 15, -15, 45, 90, 137, 180, -270].map((degrees): Case => ({
    keras: ['rotate', { degrees }],
    ours: (image) => rotateImage(image, { degrees }),
    tolerance: ROUNDED,
  })),
  ...[0.5, 0.8, 1, 1.2, 3].map((factor): Case => ({
    keras: ['zoom', { factor }],
    ours: (image) => zoomImage(image, { factor }),
    tolerance: ROUNDED,
  })),
  ...[-1, -0.3, 0, 0.1, 0.5, 1].map((delta): Case => ({
    keras: ['brightness', { delta }],
    ours: (image) => adjustBrightness(image, { delta }),
    tolerance: ROUNDED,
  })),
  ...[0, 0.5, 1, 1.3, 4].map((factor): Case => ({
    keras: ['contrast', { factor }],
    ours: (image) => adjustContrast(image, { factor }),
    tolerance: ROUNDED,
  })),
  moved(WHOLE),
  moved({ ...WHOLE, flip: false, degrees: -50, factor: 0.7 }),
  {
    keras: ['vary', { ...WHOLE, delta: 0.08, contrastFactor: 0.8 }],
    ours: (image) =>
      applyVariation(image, { movement: WHOLE, levels: { delta: 0.08, factor: 0.8 } }),
    tolerance: 0.8 + ROUNDED, // Where the interpolation was rounded the other way
  },
];

let pictures: Image[];
let results: number[][][];

before(async () => {
  const said: {
    pictures: { shape: [number, number, number]; pixels: number[] }[];
    results: number[][][];
  } = JSON.parse(
    await runPython('data/augmentReference.py', [JSON.stringify(CASES.map(({ keras }) => keras))]),
  );
  pictures = said.pictures.map(({ shape, pixels }) => ({ data: Uint8Array.from(pixels), shape }));
  results = said.results;
});

for (const [
  caseIndex,
  {
    keras: [operation, amounts],
    ours,
    tolerance,
  },
] of CASES.entries()) {
  test(`${operation} ${JSON.stringify(amounts)} gives what Keras gives, and does not change its input`, () => {
    for (const [index, picture] of pictures.entries()) {
      const unchanged = picture.data.slice();
      const { data, shape } = ours(picture);
      const expected = results[caseIndex][index];
      assert.deepEqual(shape, picture.shape);
      assert.equal(data.length, expected.length);
      const farthest = expected.reduce(
        (largest, value, place) => Math.max(largest, Math.abs(value - data[place])),
        0,
      );
      assert.ok(farthest <= tolerance, `${shape.join('x')}: ${farthest} levels from Keras`);
      assert.deepEqual(picture.data, unchanged);
      assert.notEqual(data, picture.data);
    }
  });
}

/** A picture of one channel from rows of levels. */
const gray = (...rows: readonly number[][]): Image => ({
  data: Uint8Array.from(rows.flat()),
  shape: [rows.length, rows[0].length, 1],
});

const NUMBERS = gray([1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]);

/** The picture whose pixel in each row and column is the one that `place` names, or the nearest of the edge. */
function lookedUp(
  { data, shape }: Image,
  place: (row: number, column: number) => readonly [row: number, column: number],
): Image {
  const [height, width] = shape;
  const inside = (index: number, length: number): number =>
    Math.min(Math.max(index, 0), length - 1);
  const result: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [fromRow, fromColumn] = place(row, column);
      result.push(data[inside(fromRow, height) * width + inside(fromColumn, width)]);
    }
  }
  return { data: Uint8Array.from(result), shape };
}

test('flipImage(), shiftImage() and rotateImage() move whole pixels without a trace of blur', () => {
  const last = 3;
  assert.deepEqual(
    flipImage(NUMBERS),
    lookedUp(NUMBERS, (row, column) => [row, last - column]),
  );
  assert.deepEqual(
    shiftImage(NUMBERS, { x: 0.5, y: -0.25 }),
    lookedUp(NUMBERS, (row, column) => [row + 1, column - 2]),
  );
  assert.deepEqual(
    rotateImage(NUMBERS, { degrees: 90 }),
    lookedUp(NUMBERS, (row, column) => [column, last - row]),
  );
  assert.deepEqual(
    rotateImage(NUMBERS, { degrees: -90 }),
    lookedUp(NUMBERS, (row, column) => [last - column, row]),
  );
  assert.deepEqual(
    rotateImage(NUMBERS, { degrees: 180 }),
    lookedUp(NUMBERS, (row, column) => [last - row, last - column]),
  );
});

test('the examples of the descriptions hold', () => {
  assert.deepEqual([...flipImage(gray([10, 20, 30])).data], [30, 20, 10]);
  assert.deepEqual([...shiftImage(gray([10, 20, 30, 40]), { x: 0.25 }).data], [10, 10, 20, 30]);
  assert.deepEqual([...rotateImage(gray([1, 2], [3, 4]), { degrees: 90 }).data], [2, 4, 1, 3]);
  assert.deepEqual([...zoomImage(gray([0, 80, 160]), { factor: 2 }).data], [40, 80, 120]);
  assert.deepEqual(
    [
      ...adjustBrightness({ data: new Uint8Array([0, 100, 250]), shape: [1, 1, 3] }, { delta: 0.2 })
        .data,
    ],
    [51, 151, 255],
  );
  assert.deepEqual([...adjustContrast(gray([60, 140]), { factor: 1.5 }).data], [40, 160]);
});

test('adjustBrightness() keeps levels apart that lie apart', () => {
  const ramp = gray(Array.from({ length: 200 }, (_, level) => level));
  const { data } = adjustBrightness(ramp, { delta: 0.1 });
  assert.ok(data.every((level, index) => index === 0 || level === data[index - 1] + 1));
});

test('pictures without pixels stay without', () => {
  const empty: Image = { data: new Uint8Array(), shape: [0, 0, 3] };
  for (const { ours } of CASES) assert.deepEqual(ours(empty), empty);
});

test('the operations refuse amounts that make no sense, by name', () => {
  const RANGE = { name: 'RangeError' };
  assert.throws(() => shiftImage(NUMBERS, { x: NaN }), {
    ...RANGE,
    message: /^x must be a share of the picture from -1 to 1 .*, but is NaN$/,
  });
  assert.throws(() => shiftImage(NUMBERS, { y: 10 }), {
    ...RANGE,
    message: /^y must be .* is 10$/,
  });
  assert.throws(() => rotateImage(NUMBERS, { degrees: Infinity }), {
    ...RANGE,
    message: /degrees must be an angle such as 15, but is Infinity/,
  });
  for (const factor of [0, -1, NaN, Infinity])
    assert.throws(() => zoomImage(NUMBERS, { factor }), {
      ...RANGE,
      message: /factor must be a number above 0/,
    });
  for (const factor of [-0.1, NaN, Infinity])
    assert.throws(() => adjustContrast(NUMBERS, { factor }), {
      ...RANGE,
      message: /factor must be a number from 0 up/,
    });
  for (const delta of [-1.1, 26, NaN])
    assert.throws(() => adjustBrightness(NUMBERS, { delta }), {
      ...RANGE,
      message: /delta must be a share of the full range/,
    });
  const words = JSON.parse('{ "degrees": "15" }');
  assert.throws(() => rotateImage(NUMBERS, words), {
    name: 'TypeError',
    message: /but is the text '15'/,
  });
  assert.throws(() => zoomImage(NUMBERS, words), {
    name: 'TypeError',
    message: /but is undefined/,
  });
});

test('the operations refuse what is no picture', () => {
  const wrong = { data: new Uint8Array(12), shape: [2, 2, 1] } as const;
  const many = JSON.parse('{ "data": [0], "shape": [1, 1, 1] }');
  for (const { ours } of CASES) {
    assert.throws(() => ours(wrong), {
      name: 'TypeError',
      message: /has 12 numbers for the shape \[2, 2, 1\]; take one picture/,
    });
    assert.throws(() => ours(many), TypeError);
  }
});

const AMOUNTS: Required<VariationAmounts> = {
  flip: true,
  shift: 0.2,
  rotation: 30,
  zoom: 0.4,
  brightness: 0.3,
  contrast: 0.5,
};

test('drawVariation() goes from one end of each amount to the other', () => {
  assert.deepEqual(
    drawVariation(AMOUNTS, () => 0),
    {
      movement: { flip: true, x: -0.2, y: -0.2, degrees: -30, factor: 0.6 },
      levels: { delta: -0.3, factor: 0.5 },
    },
  );
  assert.deepEqual(
    drawVariation(AMOUNTS, () => 1),
    {
      movement: { flip: false, x: 0.2, y: 0.2, degrees: 30, factor: 1.4 },
      levels: { delta: 0.3, factor: 1.5 },
    },
  );
});

test('drawVariation() mirrors half of the pictures and draws every amount evenly', () => {
  const random = seededRandom(1);
  const drawn = Array.from({ length: 4000 }, () => drawVariation(AMOUNTS, random));
  const share = (
    isSo: (variation: ReturnType<typeof drawVariation>) => boolean | undefined,
  ): number => drawn.filter(isSo).length / drawn.length;
  for (const quarter of [
    share(({ movement: { flip } }) => flip) / 2,
    share(({ movement: { x } }) => x! < -0.1),
    share(({ movement: { y } }) => y! > 0.1),
    share(({ movement: { degrees } }) => degrees! > 15),
    share(({ movement: { factor } }) => factor! < 0.8),
    share(({ levels: { delta } }) => delta! > 0.15),
    share(({ levels: { factor } }) => factor! < 0.75),
    share(({ movement: { x, y } }) => x! > 0 && y! > 0), // Each direction has its own draw
  ])
    assert.ok(Math.abs(quarter - 0.25) < 0.03, `${quarter} instead of a quarter`);
});

test('drawVariation() leaves the other amounts as they were when one is switched off', () => {
  const { movement, levels } = drawVariation(AMOUNTS, seededRandom(3));
  const without = drawVariation({ ...AMOUNTS, flip: false, shift: 0 }, seededRandom(3));
  assert.deepEqual({ ...without.movement, x: 0, y: 0 }, { ...movement, flip: false, x: 0, y: 0 });
  assert.deepEqual(without.levels, levels);
  assert.equal(Math.abs(without.movement.x!) + Math.abs(without.movement.y!), 0);
});

const NOTHING: VariationAmounts = {
  flip: false,
  shift: 0,
  rotation: 0,
  zoom: 0,
  brightness: 0,
  contrast: 0,
};

test('augmentImage() gives the drawn variation, the same for the same random numbers', () => {
  const image = pictures[0];
  const varied = augmentImage(image, { random: seededRandom(5), ...AMOUNTS });
  assert.deepEqual(varied, applyVariation(image, drawVariation(AMOUNTS, seededRandom(5))));
  assert.notDeepEqual(varied, augmentImage(image, { random: seededRandom(6), ...AMOUNTS }));
  assert.notDeepEqual(augmentImage(image, { random: seededRandom(5) }), image);
});

test('augmentImage() changes nothing when all amounts are 0, and one thing when one is not', () => {
  const image = pictures[1];
  const ends = { random: () => 0 };
  assert.deepEqual(augmentImage(image, { ...ends, ...NOTHING }), image);
  assert.deepEqual(augmentImage(image, { ...ends, ...NOTHING, flip: true }), flipImage(image));
  assert.deepEqual(
    augmentImage(image, { ...ends, ...NOTHING, shift: 0.2 }),
    shiftImage(image, { x: -0.2, y: -0.2 }),
  );
  assert.deepEqual(
    augmentImage(image, { ...ends, ...NOTHING, rotation: 20 }),
    rotateImage(image, { degrees: -20 }),
  );
  assert.deepEqual(
    augmentImage(image, { ...ends, ...NOTHING, zoom: 0.2 }),
    zoomImage(image, { factor: 0.8 }),
  );
  assert.deepEqual(
    augmentImage(image, { ...ends, ...NOTHING, brightness: 0.2 }),
    adjustBrightness(image, { delta: -0.2 }),
  );
  assert.deepEqual(
    augmentImage(image, { ...ends, ...NOTHING, contrast: 0.2 }),
    adjustContrast(image, { factor: 0.8 }),
  );
});

test('augmentImage() refuses amounts that make no sense, by name', () => {
  const random = seededRandom(1);
  const RANGE = { name: 'RangeError' };
  for (const name of ['shift', 'rotation', 'zoom', 'brightness', 'contrast']) {
    for (const amount of [-0.1, NaN, 181])
      assert.throws(() => augmentImage(NUMBERS, { random, [name]: amount }), {
        ...RANGE,
        message: new RegExp(`^${name} must be .*, but is ${amount}$`),
      });
  }
  assert.throws(() => augmentImage(NUMBERS, { random, zoom: 1 }), {
    ...RANGE,
    message: /from 0 to below 1/,
  });
  assert.throws(() => augmentImage(NUMBERS, { random, ...JSON.parse('{ "flip": "no" }') }), {
    name: 'TypeError',
    message: /flip must be true or false, but is the text 'no'/,
  });
  assert.throws(() => augmentImage(NUMBERS, JSON.parse('{ "random": 1 }')), {
    name: 'TypeError',
    message: /random must be a function .* but is 1/,
  });
});
