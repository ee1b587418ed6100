import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContenderName } from '../../../src/tools/bench/contenders';
import type { Measured } from '../../../src/tools/bench/measureRow';
import {
  TABLE_HEAD,
  footnotes,
  furtherTable,
  tableLine,
  toRecords,
  type MeasuredRow,
} from '../../../src/tools/bench/table';

const row = { job: 'train', imageSize: 100, batchSize: 32 } as const;
const measured = [
  of('ours', { fit: 6 }),
  of('tfjs-node', { fit: 12 }),
  of('keras', { fit: 8, train_on_batch: 5 }),
  of('floor', { matmul: 2.921 }),
];
const measuredRow: MeasuredRow = { row, measured };

/** Rounds of which the fastest took half a millisecond less than the median, the slowest one more. */
function of(contender: ContenderName, medians: Record<string, number>): Measured {
  const ways = Object.fromEntries(
    Object.entries(medians).map(([way, median]) => [
      way,
      { median, smallest: median - 0.5, largest: median + 1 },
    ]),
  );
  const best = Object.keys(medians).reduce((first, second) =>
    medians[second] < medians[first] ? second : first,
  );
  return { contender, ways, best };
}

test('tableLine() gives medians with their spread, ratios, and a dash for who was not measured', () => {
  assert.equal(
    tableLine(measuredRow),
    '| train | 100 | 32 | 6.00 (5.50–7.00) | 12.0 (11.5–13.0) | 5.00 (4.50–6.00) | – | 2.92 (2.42–3.92) | 0.50 | 1.20 | – |',
  );
});

test('TABLE_HEAD has as many columns as a line', () => {
  const numCells = (line: string) => line.split('|').length;
  const [titles, rule] = TABLE_HEAD.split('\n');
  assert.equal(numCells(titles), numCells(tableLine(measuredRow)));
  assert.equal(numCells(rule), numCells(titles));
  assert.match(
    titles,
    /ours \| tfjs-node \| Keras \| PyTorch \| floor \| ours \/ tfjs-node \| ours \/ Keras \| ours \/ PyTorch/,
  );
});

test('footnotes() tells both ways of Keras and marks the one in the table', () => {
  assert.match(
    footnotes([measuredRow], { rounds: 1 }),
    /median of 1 round,[^]*train:100:32 fit 8\.00, train_on_batch 5\.00\*\.$/,
  );
});

test('toRecords() lists one figure a contender: its faster way', () => {
  const records = toRecords([measuredRow]);
  assert.deepEqual(
    records.map(({ contender, msPerImage }) => [contender, msPerImage]),
    [
      ['ours', 6],
      ['tfjs-node', 12],
      ['keras', 5],
      ['floor', 2.921],
    ],
  );
  assert.deepEqual(Object.keys(records[0]).sort(), [
    'batchSize',
    'contender',
    'imageSize',
    'job',
    'msPerImage',
  ]);
});

test('furtherTable() is a table of three columns', () => {
  const table = furtherTable([
    { what: 'seconds to load', ours: '1.2', comparison: '2.4 with Keras' },
  ]);
  assert.equal(
    table,
    '| measured | ours | to compare |\n| --- | --- | --- |\n| seconds to load | 1.2 | 2.4 with Keras |',
  );
});
