import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { inProject } from '../../src/project';
import { readNotebook } from '../../src/tools/runner/notebook';
import { listNotebooks } from '../../src/tools/runner/select';
import { code, notebookOf } from '../tools/runner/sample';
import { measureCells, type CellLengths } from './cellLengths';

/** What the lessons reached so far: to be lowered whenever they get shorter, down to 6, 0 and 0. */
const REACHED: CellLengths = { median: 17, long: 116, wideLines: 784 };

test('the code cells of the lessons, formatted, get no longer than they were, and the numbers kept here no looser', async (context) => {
  const folder = inProject('notebooks');
  const notebooks = listNotebooks(folder).map((name) =>
    readNotebook(join(folder, `${name}.ipynb`)),
  );
  const lengths = await measureCells(notebooks);
  context.diagnostic(`cells of the lessons: ${JSON.stringify(lengths)}`);
  assert.deepEqual(
    lengths,
    REACHED,
    'More: shorten the cells that you changed. Less: lower REACHED in test/gate/cellLengths.test.ts',
  );
});

test('measureCells() counts lines as prettier sets them, and wide lines as they are written', async () => {
  const packed =
    'const shapes = [[1, 2], [3, 4]]; const names = ["one", "two"]; console.log(shapes, names);';
  const long = Array.from({ length: 21 }, (_, line) => `run(${line});`).join('\n\n');
  assert.deepEqual(
    await measureCells([notebookOf(code('run();'), code(packed)), notebookOf(code(long))]),
    { median: 6, long: 1, wideLines: 1 },
  );
});
