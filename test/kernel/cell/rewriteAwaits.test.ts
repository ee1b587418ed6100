import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as TypeScript from '@tslab/typescript-for-tslab';
import { rewriteAwaits } from '../../../src/kernel/cell/rewriteAwaits';

const compiler = require('@tslab/typescript-for-tslab') as typeof TypeScript;

/** The code of a cell as tslab wraps it. */
const wrapped = (code: string) => `(async function(exports, require) { ${code}\n})`;
const rewrite = (code: string) => rewriteAwaits(compiler, wrapped(code));

/** Runs a rewritten cell: each `await x` has the value `values(x)`. Returns what the cell keeps in `exports.kept`. */
function run(code: string, values: (awaited: unknown) => unknown): unknown {
  const exports: { kept?: unknown } = {};
  const create = (0, eval)(rewrite(code)!.code) as (
    exports: object,
  ) => Generator<[number, unknown]>;
  const generator = create(exports);
  let step = generator.next();
  while (!step.done) step = generator.next(values(step.value[1]));
  return exports.kept;
}

const double = (awaited: unknown) => Number(awaited) * 2;

test('rewriteAwaits() keeps what is computed with awaited values', () => {
  assert.equal(run('exports.kept = -await 3 + (await 4) ** 2;', double), 58);
  assert.deepEqual(run('exports.kept = [await 1, ...[await 2]];', double), [2, 4]);
  assert.equal(run('exports.kept = await (await 1 + 1);', double), 6);
  assert.equal(run('exports.kept = `${await 1}`;', double), '2');
  assert.equal(
    run('exports.kept = 0; for (const i of [1, 2]) { exports.kept += await i; }', double),
    6,
  );
});

test('rewriteAwaits() leaves the awaits of inner functions alone', () => {
  const { code, awaits } = rewrite('const inner = async () => await 1;\nawait inner();')!;
  assert.match(code, /async \(\) => await 1;\n\(yield \[0, \( inner\(\)\)\]\);/);
  assert.equal(awaits.length, 1);
});

test('rewriteAwaits() tells where each await stands, and keeps every line in its place', () => {
  const { code, awaits } = rewrite('one();\n\nawait two();\nawait three();')!;
  assert.deepEqual(
    awaits.map(({ line }) => line),
    [3, 4],
  );
  assert.equal(code.split('\n').length, 5);
});

test('rewriteAwaits() gives up on for await', () => {
  assert.equal(rewrite('for await (const x of y) {}'), undefined);
});

test('rewriteAwaits() leaves a cell without await as it is', () => {
  assert.equal(rewriteAwaits(compiler, '(function(exports, require) { one();\n})'), undefined);
});
