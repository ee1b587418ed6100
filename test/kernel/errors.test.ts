import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  contents,
  printed,
  result,
  startTestKernel,
  traceback,
  type TestKernel,
} from './testKernel';

let kernel: TestKernel;
before(async () => void (kernel = await startTestKernel()));
after(() => kernel?.stop());

/** Where the cell failed: `[cell, line]` of every line of the reader's own that the error names. */
function places(lines: readonly string[]): string[] {
  return lines.filter((line) => /^ {2}cell \[/.test(line)).map((line) => line.trim());
}

test('a thrown error is shown with its kind, its message and the line as the reader wrote it', async () => {
  const answer = await kernel.execute(`// a comment
interface Point { x: number }

/* two
   lines */
type Name = string;
const point: Point = {

  x: 1,
};
throw new RangeError('too far');`);
  const { reply } = answer;
  assert.deepEqual(
    [reply.content.status, reply.content.ename, reply.content.evalue],
    ['error', 'RangeError', 'too far'],
  );
  const [error] = contents(answer, 'error');
  assert.deepEqual(error.traceback, reply.content.traceback);
  const count = reply.content.execution_count;
  assert.deepEqual(error.traceback, [
    'RangeError: too far',
    `  cell [${count}], line 11`,
    "    throw new RangeError('too far');",
  ]);
});

test('an error in a function of an earlier cell names the lines in both cells', async () => {
  const first = await kernel.execute(`type Numbers = readonly number[];

// adds up
function addUp(numbers: Numbers): number {
  if (numbers.length === 0) {

    throw new Error('nothing to add');
  }
  return numbers[0];
}`);
  const second = await kernel.execute(`interface Unused { y: string }

addUp([1]);
addUp([]);`);
  const [one, two] = [first, second].map(({ reply }) => reply.content.execution_count);
  assert.deepEqual(places(traceback(second)), [
    `cell [${one}], line 7, in addUp`,
    `cell [${two}], line 4`,
  ]);
});

test('an error after an await names the line of the await, too', async () => {
  const first = await kernel.execute(`interface Unused { y: string }
async function failLater(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  throw new Error('late');
}`);
  const second = await kernel.execute(`await null;

const numbers: number[] = [1, 2];
for (const number of numbers) {
  if (number > 1) await failLater();
}`);
  const [one, two] = [first, second].map(({ reply }) => reply.content.execution_count);
  assert.deepEqual(places(traceback(second)), [
    `cell [${one}], line 4, in failLater`,
    `cell [${two}], line 5`,
  ]);
});

test('the error of a library shows none of its lines and no absolute path', async () => {
  const answer = await kernel.execute(`import fs from 'fs';

JSON.parse(fs.readFileSync('../nowhere.json', 'utf8'));`);
  assert.equal(
    answer.reply.content.evalue,
    "ENOENT: no such file or directory, open '../nowhere.json'",
  );
  assert.equal(traceback(answer).length, 3);
  const absolute = await kernel.execute(
    "import fs from 'fs';\nfs.readFileSync(process.cwd() + '/../package.jsn');",
  );
  assert.doesNotMatch(traceback(absolute).join('\n'), new RegExp(process.cwd()));
});

test('a value that is no error is shown when it is thrown', async () => {
  const { reply } = await kernel.execute('throw { code: 7 };');
  assert.deepEqual([reply.content.ename, reply.content.evalue], ['Thrown', '{ code: 7 }']);
});

test('the cause of an error is told', async () => {
  const answer = await kernel.execute(
    "throw new Error('no picture', { cause: new TypeError('no file') });",
  );
  assert.equal(traceback(answer).at(-1), 'Caused by TypeError: no file');
});

test('a deep recursion is told in a few lines', async () => {
  const answer = await kernel.execute(
    'function deeper(n: number): number {\n  return deeper(n + 1) + 1;\n}\ndeeper(0)',
  );
  assert.equal(answer.reply.content.ename, 'RangeError');
  assert.ok(traceback(answer).length < 10);
});

test('a type error stops the cell and names line, column and the reader’s line', async () => {
  const answer = await kernel.execute(
    "console.log('not run');\n\nconst numEpochs: number = 'ten';",
  );
  const { ename, evalue, execution_count: count } = answer.reply.content;
  assert.deepEqual(
    [ename, evalue],
    ['TypeScriptError', "3:7 - Type 'string' is not assignable to type 'number'."],
  );
  assert.deepEqual(traceback(answer).slice(1), [
    `  cell [${count}], line 3, column 7`,
    "    const numEpochs: number = 'ten';",
    '          ^',
  ]);
  assert.equal(printed(answer), '');
});

test('a syntax error is told as the cell alone has it', async () => {
  const { reply } = await kernel.execute('const open = {\n  x: 1,');
  assert.deepEqual(
    [reply.content.ename, reply.content.evalue],
    ['SyntaxError', "2:8 - '}' expected."],
  );
});

test('earlier declarations survive a failed cell', async () => {
  await kernel.execute('const kept: number = 5;');
  await kernel.execute("const lost = 1;\nthrow new Error('stop');");
  await kernel.execute('const wrong: string = 1;');
  assert.deepEqual(result(await kernel.execute('kept + 1')), { 'text/plain': '6' });
});

test('a promise that nobody awaits fails the cell that started it', async () => {
  const answer = await kernel.execute(
    "async function load(): Promise<void> { throw new Error('no data'); }\nload();\n'done'",
  );
  const { status, evalue, execution_count: count } = answer.reply.content;
  assert.deepEqual(
    [status, evalue],
    ['error', `no data (in a promise that cell [${count}] did not await)`],
  );
});

test('a file that cannot be read fails the cell that did not await it', async () => {
  const { reply } = await kernel.execute(
    "import fs from 'fs';\nfs.promises.readFile('../nowhere.json');\n'done'",
  );
  assert.match(reply.content.evalue, /ENOENT.*did not await/);
});

test('a failing timer fails the cell that set it', async () => {
  const { reply } = await kernel.execute("setTimeout(() => { throw new Error('too early'); }, 0);");
  assert.match(reply.content.evalue, /too early \(in a callback that cell \[\d+\] had set up\)/);
});

test('a library that throws on every rejection does not end the kernel', async () => {
  await kernel.execute(
    "process.on('unhandledRejection', (reason) => { throw reason; });\nprocess.on('uncaughtException', (error) => { throw error; });\n1",
  );
  const answer = await kernel.execute("Promise.reject(new Error('once'));\n1");
  assert.match(answer.reply.content.evalue, /^once \(in a promise/);
  assert.equal(traceback(answer).filter((line) => /once/.test(line) && !/^ /.test(line)).length, 1);
  const timer = await kernel.execute("setTimeout(() => { throw new Error('timer'); }, 0);");
  assert.match(timer.reply.content.evalue, /^timer \(in a callback/);
  assert.equal((await kernel.execute('1')).reply.content.status, 'ok');
});

test('a promise that is awaited in time is no failure', async () => {
  const answer = await kernel.execute(`const failing = Promise.reject(new Error('expected'));
await new Promise((resolve) => setTimeout(resolve, 20));
await failing.catch((error) => console.log('caught', error.message));`);
  assert.deepEqual([answer.reply.content.status, printed(answer)], ['ok', 'caught expected\n']);
});

/** A promise of one cell that fails when the condition holds, which another cell or the test brings about. */
const failingOnce = (condition: string, message: string) => `let isDue = false, hasFailed = false;
const slow = new Promise((_, reject) => {
  const timer = setInterval(() => {
    if (!(${condition})) return;
    clearInterval(timer);
    hasFailed = true;
    reject(new Error('${message}'));
  }, 1);
});`;

test('a promise that fails during a later cell fails that cell and names its own', async () => {
  const first = await kernel.execute(failingOnce('isDue', 'much later'));
  assert.equal(first.reply.content.status, 'ok');
  const second = await kernel.execute(
    'isDue = true;\nwhile (!hasFailed) await new Promise((resolve) => setTimeout(resolve, 1));\nconst stays = 1;',
  );
  assert.match(
    second.reply.content.evalue,
    new RegExp(
      `much later .*cell \\[${first.reply.content.execution_count}\\].*after that cell had ended`,
    ),
  );
  assert.equal((await kernel.execute('stays')).reply.content.status, 'ok');
});

test('a promise that fails between two cells is shown at once and stops the next cell', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'creatures-errors-'));
  const sign = join(folder, 'sign');
  try {
    const condition = `require('fs').existsSync(${JSON.stringify(sign)})`;
    await kernel.execute(failingOnce(condition, 'in between'));
    writeFileSync(sign, '');
    assert.equal((await kernel.command<{ type: string }>('next_published')).type, 'error');
  } finally {
    rmSync(folder, { recursive: true });
  }
  const next = await kernel.execute("console.log('not run')");
  assert.match(next.reply.content.evalue, /in between/);
  assert.equal(printed(next), '');
  assert.equal((await kernel.execute('1')).reply.content.status, 'ok');
});
