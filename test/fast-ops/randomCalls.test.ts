import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flagOf, NATIVE_OPS } from '../../src/fast-ops/switches';
import { tf } from '../../src/network/tensorflow';
import { isMissing, recordOps } from './compare';
import { Chance, RANDOM_CALLS, type RandomCall } from './randomCalls';

/** Another one tries other calls: `FUZZ_SEED=7 FUZZ_CALLS=5000 npm test -- randomCalls`. */
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const CALLS = Number(process.env.FUZZ_CALLS ?? 500);

interface Answer {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly numbers: ArrayLike<number>;
}

type Outcome = readonly Answer[] | string;

/** What a call gives, or with which words it is refused. */
function outcomeOf({ run }: RandomCall): Outcome {
  tf.engine().startScope();
  try {
    return run().map((tensor) => ({
      shape: tensor.shape,
      dtype: tensor.dtype,
      numbers: tensor.dataSync<'float32'>().slice(),
    }));
  } catch (error) {
    // Variables and tensors are numbered
    return (error as Error).message.replace(/\d{3,}/g, '#');
  } finally {
    tf.engine().endScope();
  }
}

function withoutFastOps<Result>(run: () => Result): Result {
  const wereOn = NATIVE_OPS.map(flagOf).filter((flag) => tf.env().getBool(flag));
  for (const flag of wereOn) tf.env().set(flag, false);
  try {
    return run();
  } finally {
    for (const flag of wereOn) tf.env().set(flag, true);
  }
}

function assertSame(fast: Outcome, own: Outcome): void {
  if (typeof fast === 'string' || typeof own === 'string') {
    assert.deepEqual(fast, own);
    return;
  }
  assert.equal(fast.length, own.length);
  fast.forEach((answer, index) => {
    const { shape, dtype, numbers } = own[index];
    assert.deepEqual([answer.shape, answer.dtype], [shape, dtype], `result ${index}`);
    const size = Array.from(numbers).reduce(
      (largest, number) =>
        Number.isFinite(number) ? Math.max(largest, Math.abs(number)) : largest,
      1,
    );
    for (let place = 0; place < numbers.length; place++) {
      const [actual, expected] = [answer.numbers[place], numbers[place]];
      const isClose = Math.abs(actual - expected) <= 2e-5 * size;
      assert.ok(
        isClose || Object.is(actual, expected),
        `result ${index} is ${actual} at ${place}, but ${expected} without the fast ops`,
      );
    }
  });
}

for (const [name, make] of Object.entries(RANDOM_CALLS)) {
  test(
    `${CALLS} random calls: ${name} gives with the fast ops what it gives without`,
    { skip: isMissing('CONVOLUTION') },
    (context) => {
      const { names, stop } = recordOps();
      let refused = 0;
      try {
        for (let index = 0; index < CALLS; index++) {
          const seed = SEED * 1e6 + index;
          const call = make(new Chance(seed));
          const fast = outcomeOf(call);
          const own = withoutFastOps(() => outcomeOf(call));
          if (typeof own === 'string') refused++;
          try {
            assertSame(fast, own);
          } catch (error) {
            (error as Error).message += `\nin call ${index} of FUZZ_SEED=${SEED}: ${call.words}`;
            throw error;
          }
        }
      } finally {
        stop();
      }
      context.diagnostic(`${refused} refused`);
      assert.ok(refused < CALLS / 2, `${refused} of the calls were refused`);
      const fastOps = [...names].filter((op) => /Creatures|BiasAdd|^MatMul/.test(op));
      assert.ok(fastOps.length > 0, `No fast op ran, only ${[...names].join()}`);
    },
  );
}
