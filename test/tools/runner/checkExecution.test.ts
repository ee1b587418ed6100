import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Execution } from '../../../src/tools/runner/execute';
import type { Cell } from '../../../src/tools/runner/notebook';
import { checkExecution } from '../../../src/tools/runner/checkExecution';
import { code, notebookOf, prose } from './sample';

const error = { output_type: 'error', ename: 'Error', evalue: 'no', traceback: [] };

function judge(
  cells: Cell[],
  statuses: Record<number, string>,
  failure?: Execution['failure'],
): string[] {
  return checkExecution({
    notebook: notebookOf(...cells),
    statuses: new Map(Object.entries(statuses).map(([index, status]) => [Number(index), status])),
    failure,
  });
}

test('checkExecution() finds nothing when every code cell was answered with ok', () => {
  assert.deepEqual(
    judge([prose('# T'), code('1', { count: 1 }), code('2', { count: 2 })], { 1: 'ok', 2: 'ok' }),
    [],
  );
});

test('checkExecution() names the cell that stopped the run', () => {
  const cells = [prose('# T'), code('1', { count: 1 }), code('\nfail();')];
  assert.deepEqual(judge(cells, { 1: 'ok', 2: 'error' }, { cellIndex: 2, message: 'Error: no' }), [
    'cell 3 [2] fail();\n    Error: no',
  ]);
  assert.deepEqual(judge(cells, {}, { message: 'No such kernel' }), ['No such kernel']);
  assert.deepEqual(judge(cells, {}, { cellIndex: 3, message: 'Error: late' }), [
    'after the last cell: Error: late',
  ]);
});

test('checkExecution() finds cells that were passed over in silence', () => {
  const cells = [
    code('1', { count: 1 }),
    code(''),
    code('3', { count: 2 }),
    code('4', { count: 4 }),
  ];
  assert.deepEqual(judge(cells, { 0: 'ok', 2: 'ok', 3: 'aborted' }), [
    'cell 2 [2] \n    Was not executed',
    'cell 3 [3] 3\n    Has the count 2 instead of 3',
    'cell 4 [4] 4\n    Was skipped: the kernel answered "aborted"',
  ]);
});

test('checkExecution() finds an error output even when the kernel answered ok', () => {
  assert.deepEqual(judge([code('1', { count: 1, outputs: [error] })], { 0: 'ok' }), [
    'cell 1 [1] 1\n    Error: no',
  ]);
});

test('checkExecution() wants an error exactly from cells tagged raises-exception', () => {
  const tags = ['raises-exception'];
  assert.deepEqual(judge([code('1', { count: 1, outputs: [error], tags })], { 0: 'error' }), []);
  assert.deepEqual(judge([code('1', { count: 1, tags })], { 0: 'ok' }), [
    'cell 1 [1] 1\n    Is tagged raises-exception, but raised nothing',
  ]);
});
