import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell } from '../../../src/tools/runner/notebook';
import { describeTypeProblem, typeCheckNotebooks } from '../../../src/tools/runner/typecheck';
import { inProject } from '../../../src/project';
import { code, notebookOf, prose } from './sample';

function check(...cells: Cell[]): string[] {
  const path = inProject('notebooks', '99-sample.ipynb');
  return typeCheckNotebooks([{ path, notebook: notebookOf(...cells) }]).map(describeTypeProblem);
}

test('typeCheckNotebooks() finds nothing in sound cells', () => {
  const problems = check(
    prose('# Title'),
    code("import { CLASS_NAMES } from 'creatures';\nimport fs from 'node:fs';"),
    code('const total: number = CLASS_NAMES.length'),
    code('const text = await fs.promises.readFile("x", "utf8");\nconsole.log(text.length, total)'),
    code('[1, 2].map((value) => value * total)'),
  );
  assert.deepEqual(problems, []);
});

test('typeCheckNotebooks() names notebook, cell and line', () => {
  const problems = check(prose('# Title'), code('const a = 1;'), code('\nconst b: string = a;'));
  assert.deepEqual(problems, [
    "99-sample.ipynb, cell 3, line 2: Type 'number' is not assignable to type 'string'.",
  ]);
});

test('typeCheckNotebooks() is strict where the kernel is not', () => {
  const problems = check(
    code('function twice(x) { return x * 2; }'),
    code('const found = [1].find((x) => x > 0);\nfound.toFixed();'),
  );
  assert.match(problems.join('\n'), /cell 1, line 1: Parameter 'x' implicitly has an 'any' type/);
  assert.match(problems.join('\n'), /cell 2, line 2: 'found' is possibly 'undefined'/);
});

test('typeCheckNotebooks() lets a later cell declare a name again, with another type', () => {
  const problems = check(
    code('const a = 1;'),
    code("const a = 'one';"),
    code('const length: number = a.length;'),
  );
  assert.deepEqual(problems, []);
});

test('typeCheckNotebooks() refuses a name declared twice in one cell', () => {
  assert.match(
    check(code('const a = 1;\nconst a = 2;')).join('\n'),
    /Cannot redeclare block-scoped variable 'a'/,
  );
});

test('typeCheckNotebooks() does not let a cell use names of a later one', () => {
  const problems = check(code('function early() { return zenith; }'), code('const zenith = 1;'));
  assert.deepEqual(problems, ["99-sample.ipynb, cell 1, line 1: Cannot find name 'zenith'."]);
});

test('typeCheckNotebooks() keeps a missing brace in its cell', () => {
  const problems = check(
    code('const a = 1;'),
    code('function open() {\n  return 1;'),
    code('console.log(a);'),
  );
  assert.deepEqual(problems, ["99-sample.ipynb, cell 2, line 2: '}' expected."]);
});

test('typeCheckNotebooks() keeps line numbers after an import of several lines', () => {
  const problems = check(
    code("import {\n  CLASS_NAMES,\n} from 'creatures';\nconst n: string = CLASS_NAMES.length;"),
  );
  assert.deepEqual(problems, [
    "99-sample.ipynb, cell 1, line 4: Type 'number' is not assignable to type 'string'.",
  ]);
});

test('typeCheckNotebooks() finds an import that does not exist, at its cell and line', () => {
  const problems = check(
    prose('# Title'),
    code("import fs from 'node:fs';\nimport { nothing } from 'creatures';\nfs; nothing;"),
  );
  assert.match(
    problems.join('\n'),
    /^99-sample\.ipynb, cell 2, line 2: Module '"creatures"' has no exported member 'nothing'/,
  );
});

test('typeCheckNotebooks() leaves out cells tagged raises-exception', () => {
  const failing = code("const wrong: number = 'text';", { tags: ['raises-exception'] });
  assert.deepEqual(check(failing, code('const right = 1;')), []);
  assert.match(
    check(failing, code('console.log(wrong);')).join('\n'),
    /cell 2, line 1: Cannot find name 'wrong'/,
  );
});

test('typeCheckNotebooks() checks several notebooks apart from each other', () => {
  const files = ['01-a.ipynb', '02-b.ipynb'].map((name, index) => ({
    path: inProject('notebooks', name),
    notebook: notebookOf(
      code('const same = 1;'),
      code(index === 0 ? 'console.log(same);' : 'console.log(other);'),
    ),
  }));
  assert.deepEqual(
    typeCheckNotebooks(files).map(({ notebook, cellIndex }) => [notebook, cellIndex]),
    [['02-b.ipynb', 1]],
  );
});
