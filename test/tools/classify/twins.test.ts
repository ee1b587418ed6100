import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeTwins, pixelHashes } from '../../../src/tools/classify/twins';

test('pixelHashes() are the same for the same pixels alone', () => {
  const data = Uint8Array.from([1, 2, 3, 1, 2, 3, 1, 2, 4]);
  const [first, second, third] = pixelHashes({ images: { data, shape: [3, 1, 1, 3] } });
  assert.equal(first, second);
  assert.notEqual(first, third);
});

test('describeTwins() tells a photo in two classes first, then those that are twice in one', () => {
  const photos = [
    { hash: 'a', file: 'dogs/1.jpg', label: 0 },
    { hash: 'a', file: 'dogs/2.jpg', label: 0 },
    { hash: 'b', file: 'dogs/3.jpg', label: 0 },
    { hash: 'c', file: 'dogs/4.jpg', label: 0 },
    { hash: 'b', file: 'cats/\n.jpg', label: 1 },
  ];
  assert.deepEqual(describeTwins(photos), [
    'One photo is in two classes, so one must be wrong: dogs/3.jpg, cats/\\n.jpg',
    'One photo is there more than once, which makes the accuracy look better: dogs/1.jpg, dogs/2.jpg',
  ]);
});

test('describeTwins() counts what would fill the screen', () => {
  const photos = Array.from({ length: 30 }, (_, index) => ({
    hash: String(index >> 1),
    file: `${index}.jpg`,
    label: 0,
  }));
  const sentences = describeTwins(photos);
  assert.equal(sentences.length, 11);
  assert.equal(sentences[10], '5 more photos are there more than once');
});
