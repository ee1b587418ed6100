import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPredictions } from '../../../src/tools/bench/checkPredictions';
import { nodeWorker } from '../../../src/tools/bench/contenders';
import { measureRow } from '../../../src/tools/bench/measureRow';
import { fakeContender } from './fakes';

/** A place of its own, since other tests measure at the same time. */
let place: string;
before(() => {
  place = mkdtempSync(join(tmpdir(), 'creatures-row-'));
  process.env.TMPDIR = process.env.TEMP = place;
});
after(() => rmSync(place, { recursive: true }));

const ROW = { job: 'predict', imageSize: 32, batchSize: 8 } as const;

test('measureRow() gives the median of the rounds by each way, and the fastest way', async () => {
  const counting = fakeContender('keras', { round: '{"slow":3,"fast":2}' });
  const [ours, keras, floor] = await measureRow(ROW, {
    contenders: [fakeContender('ours'), counting, fakeContender('floor', { predictions: [] })],
    rounds: 3,
  });
  assert.deepEqual(ours, {
    contender: 'ours',
    ways: { way: { median: 1.5, smallest: 1.5, largest: 1.5 } },
    best: 'way',
  });
  assert.equal(keras.best, 'fast');
  assert.deepEqual(keras.ways.slow, { median: 3, smallest: 3, largest: 3 });
  assert.equal(floor.contender, 'floor');
});

test('measureRow() refuses a real contender when the reference predicts something else', async () => {
  const predictions = Array.from({ length: 8 * 6 }, () => 1 / 6);
  const contenders = [
    { name: 'ours' as const, command: nodeWorker('tfjsContender') },
    fakeContender('keras', { predictions }),
  ];
  await assert.rejects(
    measureRow(ROW, { contenders, rounds: 1 }),
    /ours computes another network than keras: .*differ by 0\.\d+/,
  );
});

test('measureRow() shows the last words of a contender that dies, and leaves no folder behind', async () => {
  const dying = fakeContender('keras', {
    instead: 'console.error("out of luck"); process.exit(3);',
  });
  await assert.rejects(
    measureRow(ROW, { contenders: [fakeContender('ours'), dying], rounds: 2 }),
    /keras \(predict:32:8\) ended with code 3 instead of answering\. The last it printed:\n[^]*out of luck/,
  );
  assert.deepEqual(readdirSync(place), []);
});

test('measureRow() refuses answers that are no positive numbers', async () => {
  for (const round of ['{"way":0}', '{"way":null}', '{"way":"fast"}', '{}', 'null']) {
    const nonsense = fakeContender('ours', { round });
    await assert.rejects(
      measureRow(ROW, { contenders: [nonsense], rounds: 1 }),
      /ours \(predict:32:8\) should have answered with milliseconds a picture, but answered/,
      round,
    );
  }
  await assert.rejects(
    measureRow(ROW, { contenders: [fakeContender('ours', { round: '{"way":' })], rounds: 1 }),
    /ours \(predict:32:8\) answered what is no JSON: \{"way":/,
  );
  await assert.rejects(
    measureRow(ROW, { contenders: [fakeContender('ours', { predictions: 'none' })], rounds: 1 }),
    /should have answered with its predictions/,
  );
});

test('checkPredictions() lets rounding pass and refuses more, other lengths, and what is no number', () => {
  const check = (predictions: readonly number[]) => () =>
    checkPredictions([
      { contender: 'ours', predictions },
      { contender: 'keras', predictions: [0.2, 0.8] },
      { contender: 'floor', predictions: [] },
    ]);
  check([0.2004, 0.7996])();
  for (const wrong of [[0.202, 0.798], [0.8, 0.2], [0.2], [], [NaN, 0.8]])
    assert.throws(check(wrong), /ours computes another network than keras/);
});
