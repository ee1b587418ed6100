import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagesToTensor, labelsToOneHot } from '../../src/network/tensors';
import { assertFreesTensors } from '../tensors';

test('imagesToTensor() divides every byte by 256, exactly', async () => {
  const data = Uint8Array.from({ length: 256 * 3 }, (_, index) => index % 256);
  await assertFreesTensors(() => {
    const tensor = imagesToTensor({ data, shape: [2, 4, 32, 3] });
    assert.deepEqual([tensor.shape, tensor.dtype], [[2, 4, 32, 3], 'float32']);
    assert.deepEqual(
      [...tensor.dataSync()],
      [...data].map((byte) => byte / 256),
    );
    tensor.dispose();
  });
});

test('imagesToTensor() does not change its input', () => {
  const data = new Uint8Array([1, 2, 3]);
  imagesToTensor({ data, shape: [1, 1, 1, 3] }).dispose();
  assert.deepEqual([...data], [1, 2, 3]);
});

test('imagesToTensor() refuses data that does not fill the shape', () => {
  assert.throws(() => imagesToTensor({ data: new Uint8Array(5), shape: [1, 1, 2, 3] }), {
    name: 'TypeError',
    message: /has 5 numbers for the shape \[1, 1, 2, 3\]/,
  });
  assert.throws(
    () => imagesToTensor({ data: new Uint8Array(6), shape: [1, 2, 3] as never }),
    TypeError,
  );
});

test('labelsToOneHot() puts a 1 in the column of the class', () => {
  const rows = labelsToOneHot(new Uint8Array([2, 0, 1]), 4);
  assert.deepEqual(rows.arraySync(), [
    [0, 0, 1, 0],
    [1, 0, 0, 0],
    [0, 1, 0, 0],
  ]);
  assert.equal(rows.dtype, 'float32');
  rows.dispose();
});

test('labelsToOneHot() refuses a label that is no class', () => {
  for (const label of [3, 0.5, -1, NaN]) {
    assert.throws(() => labelsToOneHot([0, label], 3), {
      name: 'RangeError',
      message: `label 1 of labels must be a class from 0 to 2, but is ${label}`,
    });
  }
  const wrong = JSON.parse('{ "words": ["cats"], "rows": [[0, 1, 0]] }');
  assert.throws(() => labelsToOneHot(wrong.words, 3), {
    name: 'TypeError',
    message: "label 0 of labels must be a class from 0 to 2, but is the text 'cats'",
  });
  assert.throws(() => labelsToOneHot(wrong.rows, 3), {
    name: 'TypeError',
    message: 'label 0 of labels must be a class from 0 to 2, but is a list of 3 values (0, 1, 0)',
  });
});
