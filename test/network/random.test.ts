import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setRandomSeed, withRandom, withRandomSeed } from '../../src/network/random';
import { tf } from '../../src/network/tensorflow';

const original = Math.random;

test('setRandomSeed() makes what TensorFlow.js draws repeatable', () => {
  const draw = (seed: number) => {
    setRandomSeed(seed);
    return tf.tidy(() => {
      const dropout = tf.layers.dropout({ rate: 0.5 });
      const kept = dropout.call(tf.ones([64]), { training: true }) as tf.Tensor;
      return Array.from(kept.dataSync());
    });
  };
  const [first, again, other] = [draw(1), draw(1), draw(2)];
  assert.deepEqual(new Set(first), new Set([0, 2]));
  assert.deepEqual(first, again);
  assert.notDeepEqual(first, other);
  Math.random = original;
});

test('setRandomSeed() refuses what is no number', () => {
  assert.throws(() => setRandomSeed(Infinity), {
    name: 'RangeError',
    message: 'seed must be a number such as 1, but is Infinity',
  });
  assert.equal(Math.random, original);
});

test('withRandom() puts Math.random back after a value, a promise and their errors', async () => {
  const half = () => 0.5;
  assert.equal(
    withRandom(half, () => Math.random()),
    0.5,
  );
  assert.equal(Math.random, original);
  assert.throws(
    () =>
      withRandom(half, () => {
        throw new Error('no');
      }),
    /no/,
  );
  assert.equal(Math.random, original);
  const later = withRandom(half, async () => {
    await null;
    return Math.random();
  });
  assert.equal(Math.random, half);
  assert.equal(await later, 0.5);
  assert.equal(Math.random, original);
  await assert.rejects(
    withRandom(half, async () => {
      throw new Error('no');
    }),
    /no/,
  );
  assert.equal(Math.random, original);
});

test('withRandomSeed() gives the same numbers for the same seed, and leaves all alone without one', () => {
  const draw = (seed?: number) => withRandomSeed(seed, () => Math.random());
  assert.equal(draw(3), draw(3));
  assert.notEqual(draw(3), draw(4));
  assert.notEqual(draw(), draw());
});
