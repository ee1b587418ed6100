import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeValue } from '../../src/display/describeValue';

/** A stand-in for a tensor of 0, 1, 2, …; counts how often its numbers are fetched. */
function tensor(shape: number[], { isDisposed = false } = {}) {
  const size = shape.reduce((product, side) => product * side, 1);
  return {
    dtype: 'float32',
    shape,
    size,
    isDisposed,
    numFetches: 0,
    dataSync() {
      this.numFetches++;
      return Float32Array.from({ length: size }, (_, i) => i);
    },
  };
}

test('describeValue() shows a vector, a matrix and a number', () => {
  assert.equal(describeValue(tensor([3])), 'Tensor float32 [3]\n[0, 1, 2]');
  assert.equal(describeValue(tensor([2, 3])), 'Tensor float32 [2, 3]\n[[0, 1, 2],\n [3, 4, 5]]');
  assert.equal(describeValue(tensor([])), 'Tensor float32 []\n0');
});

test('describeValue() shows the ends of long rows and the first numbers of deep tensors', () => {
  assert.equal(describeValue(tensor([100])), 'Tensor float32 [100]\n[0, 1, 2, …, 97, 98, 99]');
  assert.equal(
    describeValue(tensor([2, 2, 100])),
    'Tensor float32 [2, 2, 100]\n0, 1, 2, 3, 4, 5, 6, 7, …',
  );
});

test('describeValue() never fetches the numbers of a big tensor', () => {
  const big = tensor([1000, 1000]);
  assert.equal(describeValue(big), 'Tensor float32 [1000, 1000]');
  assert.equal(big.numFetches, 0);
});

test('describeValue() does not read a disposed tensor', () => {
  const gone = tensor([2], { isDisposed: true });
  assert.equal(describeValue(gone), 'Tensor float32 [2] (disposed)');
  assert.equal(gone.numFetches, 0);
});

test('describeValue() shows arrays with their shape', () => {
  assert.equal(
    describeValue({ data: Uint8Array.of(1, 2, 3, 4), shape: [2, 2] }),
    'Uint8Array [2, 2]\n[[1, 2],\n [3, 4]]',
  );
  assert.equal(describeValue(Float32Array.of(0.1, 1 / 3)), 'Float32Array [2]\n[0.1, 0.33333]');
  assert.equal(describeValue(BigInt64Array.of(7n)), 'BigInt64Array [1]\n[7]');
});

test('describeValue() abridges arrays inside other values', () => {
  const images = { data: new Uint8Array(48), shape: [1, 4, 4, 3] };
  assert.equal(
    describeValue({
      trainSet: { images, labels: new Uint8Array(1), classNames: ['dogs'] },
      list: [tensor([2])],
    }),
    "{\n  trainSet: { images: Uint8Array [1, 4, 4, 3], labels: Uint8Array [1], classNames: [ 'dogs' ] },\n  list: [ Tensor float32 [2] ]\n}",
  );
});

test('describeValue() asks for the await of a promise', () => {
  assert.equal(
    describeValue(Promise.resolve(1)),
    'A promise: put await before it to see its value',
  );
  assert.equal(describeValue({ inside: Promise.resolve(1) }), '{ inside: A promise }');
});

test('describeValue() shows a network as its table of layers', () => {
  const network = {
    layers: [],
    summary: (_1: unknown, _2: unknown, print: (line: string) => void) =>
      ['Layer', 'Total'].forEach(print),
  };
  assert.equal(describeValue(network), 'Layer\nTotal');
});

test('describeValue() shows where an object holds itself, and one that is held twice', () => {
  const own: Record<string, unknown> = { name: 'own' };
  own.self = own;
  own.list = [own, { deeper: own }];
  assert.equal(
    describeValue(own),
    "{ name: 'own', self: [Circular], list: [ [Circular], { deeper: [Circular] } ] }",
  );
  const twice = { x: 1 };
  assert.equal(describeValue([twice, twice]), '[ { x: 1 }, { x: 1 } ]');
});

test('describeValue() keeps long values short', () => {
  assert.ok(describeValue('x'.repeat(100_000)).length < 6_000);
  const list = describeValue(Array.from({ length: 1000 }, (_, i) => i));
  assert.match(list, /29.*… 970 more/s);
});

test('describeValue() shows no stack and no absolute path', () => {
  assert.equal(describeValue(new RangeError('too far')), 'RangeError: too far');
  assert.equal(describeValue(`${process.cwd()}/x`), 'x');
});

test('describeValue() survives a value that cannot be read', () => {
  const broken = {
    get data() {
      throw new Error('no');
    },
  };
  assert.equal(describeValue(broken), 'A value that cannot be shown (no)');
  const waiting = {
    get then() {
      throw new Error('never');
    },
  };
  assert.equal(describeValue(waiting), 'A value that cannot be shown (never)');
});

test('describeValue() does not change what it describes', () => {
  const value = { list: [Uint8Array.of(1)], nested: { promise: 1 } };
  describeValue(value);
  assert.deepEqual(value, { list: [Uint8Array.of(1)], nested: { promise: 1 } });
});
