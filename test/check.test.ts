import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import {
  checkClass,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkShape,
  checkText,
  checkWhole,
  describe,
} from '../src/check';

class Kitten {
  readonly legs = 4;
}

/** What messages call values: the value, and the words for it. */
const DESCRIBED: readonly (readonly [unknown, string])[] = [
  [undefined, 'undefined'],
  [null, 'null'],
  [true, 'true'],
  [3, '3'],
  [-0.5, '-0.5'],
  [NaN, 'NaN'],
  [3n, 'the bigint 3n'],
  [Symbol('x'), 'Symbol(x)'],
  ['3', "the text '3'"],
  ['', 'an empty text'],
  ['two\nlines\u2028\u0007', "the text 'two\\nlines\\u2028\\u0007'"],
  ['🐱'.repeat(50), `the text '${'🐱'.repeat(40)}…'`],
  [Math.max, 'the function max'],
  [() => 1, 'a function'],
  [Kitten, 'the function Kitten'],
  [new Kitten(), 'a Kitten'],
  [new Date(0), 'a Date'],
  [new Map(), 'a Map'],
  [new Error('no'), "the error 'no'"],
  [Promise.resolve(1), 'a promise: did you forget `await`?'],
  [{ then: () => undefined }, 'a promise: did you forget `await`?'],
  [[], 'an empty list'],
  [[0.5], 'a list of 1 value (0.5)'],
  [['a', [1], {}, 4], "a list of 4 values ('a', […], {…}, …)"],
  [[Promise.resolve(1), []], 'a list of 2 values (a promise, [])'],
  [new Uint8Array(2), 'a Uint8Array of 2 values (0, 0)'],
  [new Int32Array(0), 'an empty Int32Array'],
  [new DataView(new ArrayBuffer(1)), 'a DataView'],
  [{ data: new Uint8Array(6), shape: [2, 3] }, 'an array of shape [2, 3] (Uint8Array)'],
  [{ dtype: 'float32', shape: [2] }, 'a tensor of shape [2] (float32)'],
  [{ images: 1, labels: 2 }, 'a data set { images, labels, … }'],
  [{ layers: [], predict: () => 0 }, 'a network'],
  [{}, 'an empty object'],
  [{ epochs: 1 }, 'an object { epochs }'],
  [{ a: 1, b: 2, c: 3, d: 4 }, 'an object { a, b, c, … }'],
  [Object.create(null), 'an empty object'],
  [JSON.parse('{"__proto__": 1, "constructor": 2}'), 'an object { __proto__, constructor }'],
];

test('describe() tells type and content of any value in few words', () => {
  for (const [value, words] of DESCRIBED) assert.equal(describe(value), words);
});

test('describe() stays one short line and never throws, whatever the value does', () => {
  const hostile = [
    new Proxy({}, { get: () => assert.fail() }),
    Object.defineProperty({}, 'then', { get: () => assert.fail() }),
    Object.fromEntries(Array.from({ length: 1e5 }, (_, key) => [`${key}${'k'.repeat(999)}`, key])),
    Array.from({ length: 1e5 }, () => 'x'.repeat(1e4)),
    new Array(4e9),
  ];
  for (const value of hostile) {
    assert.match(describe(value), /^[^\n]{1,200}$/);
  }
});

test('checkWhole() takes whole numbers within its bounds only', () => {
  checkWhole('epochs', 1);
  checkWhole('index', 0, { min: 0 });
  checkWhole('index', 5, { min: 0, max: 5 });
  const refused: [unknown, object, string][] = [
    [0, {}, 'RangeError: n must be a positive whole number, but is 0'],
    [2.5, {}, 'RangeError: n must be a positive whole number, but is 2.5'],
    [NaN, {}, 'RangeError: n must be a positive whole number, but is NaN'],
    [Infinity, {}, 'RangeError: n must be a positive whole number, but is Infinity'],
    [9, { min: 10 }, 'RangeError: n must be a whole number of at least 10, but is 9'],
    [6, { min: 0, max: 5 }, 'RangeError: n must be a whole number from 0 to 5, but is 6'],
    ['3', {}, "TypeError: n must be a positive whole number, but is the text '3'"],
    [3n, {}, 'TypeError: n must be a positive whole number, but is the bigint 3n'],
    [undefined, {}, 'TypeError: n must be a positive whole number, but is undefined'],
    [[3], {}, 'TypeError: n must be a positive whole number, but is a list of 1 value (3)'],
  ];
  for (const [value, bounds, message] of refused) {
    assert.throws(
      () => checkWhole('n', value, bounds),
      (error) => String(error) === message,
    );
  }
});

test('checkClass() takes the index of a class only', () => {
  checkClass('classIndex', 5, 6);
  for (const value of [6, -1, 0.5]) {
    assert.throws(() => checkClass('classIndex', value, 6), {
      name: 'RangeError',
      message: `classIndex must be a class from 0 to 5, but is ${value}`,
    });
  }
});

test('checkNumber() refuses what is no number, not finite, or not allowed', () => {
  const share = (value: unknown) => () =>
    checkNumber('share', value, { allowed: (value as number) <= 1, expected: 'a share' });
  share(0.5)();
  assert.throws(share(2), { name: 'RangeError', message: 'share must be a share, but is 2' });
  assert.throws(share(-Infinity), { name: 'RangeError' });
  assert.throws(share('0.5'), {
    name: 'TypeError',
    message: "share must be a share, but is the text '0.5'",
  });
});

test('checkText() refuses what is no text, and an empty one', () => {
  checkText('path', 'cat.png', 'a path');
  assert.throws(() => checkText('path', '', 'a path'), {
    name: 'TypeError',
    message: 'path must be a path, but is an empty text',
  });
  assert.throws(() => checkText('path', Promise.resolve('x'), 'a path'), {
    message: 'path must be a path, but is a promise: did you forget `await`?',
  });
});

test('checkOneOf() names the values that it takes', () => {
  checkOneOf('kind', 'a', ['a', 'b']);
  assert.throws(() => checkOneOf('kind', 'c', ['a', 'b']), {
    name: 'RangeError',
    message: "kind must be 'a' or 'b', but is the text 'c'",
  });
  assert.throws(() => checkOneOf('kind', 1, ['a', 'b']), { name: 'TypeError' });
});

test('checkOptions() takes objects only', () => {
  checkOptions('The options', {}, '{ epochs: 10 }');
  for (const value of [null, 3, 'text', [], new Uint8Array(1), Promise.resolve({})]) {
    assert.throws(() => checkOptions('The options', value, '{ epochs: 10 }'), {
      name: 'TypeError',
      message: `The options must be an object such as { epochs: 10 }, but is ${describe(value)}`,
    });
  }
});

test('checkShape() compares numbers, axes and shape', () => {
  checkShape('image', { data: new Uint8Array(6), shape: [2, 3] }, ['height', 'width']);
  const wrong: [unknown, string][] = [
    [{ data: new Uint8Array(5), shape: [2, 3] }, 'has 5 numbers for the shape [2, 3]'],
    [{ data: new Uint8Array(6), shape: [6] }, 'has 6 numbers for the shape [6]'],
    [{ data: new Uint8Array(6), shape: [-2, -3] }, 'has 6 numbers for the shape [-2, -3]'],
    [{ data: 'abc', shape: [1, 3] }, 'is an object { data, shape }'],
    [null, 'is null'],
    [Promise.resolve(1), 'is a promise: did you forget `await`?'],
  ];
  for (const [value, words] of wrong) {
    assert.throws(() => checkShape('image', value, ['height', 'width']), {
      name: 'TypeError',
      message: `image must be an array [height, width], but ${words}`,
    });
  }
});
