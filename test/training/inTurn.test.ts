import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inTurn } from '../../src/training/inTurn';
import type { TrainingProgress } from '../../src/training/train';

const progress = { epoch: 1 } as TrainingProgress;

test('inTurn() calls all with the same progress, each after the one before is done', async () => {
  const calls: string[] = [];
  const slow = async ({ epoch }: TrainingProgress) => {
    await wait(5);
    calls.push(`slow ${epoch}`);
  };
  const quick = ({ epoch }: TrainingProgress) => {
    calls.push(`quick ${epoch}`);
  };
  await inTurn(slow, quick)(progress);
  assert.deepEqual(calls, ['slow 1', 'quick 1']);
});

test('inTurn() passes an error on and calls no more', async () => {
  const calls: string[] = [];
  const failing = () => {
    throw new Error('no');
  };
  await assert.rejects(
    inTurn(failing, () => {
      calls.push('called');
    })(progress),
    /no/,
  );
  assert.deepEqual(calls, []);
});
