import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { kernelSpec } from '../../../src/kernel/kernelspec';
import {
  joinText,
  readNotebook,
  writeNotebook,
  type Notebook,
} from '../../../src/tools/runner/notebook';
import { runNotebooks, type RunSurroundings } from '../../../src/tools/runner/notebooks';
import { inProject } from '../../../src/project';
import { code, notebookOf, prose } from './sample';

let root: string;

before(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'runner-'));
  const kernel = path.join(root, 'share', 'kernels', 'tslab');
  fs.mkdirSync(kernel, { recursive: true });
  const spec = kernelSpec({
    node: process.execPath,
    startScript: inProject('dist', 'src', 'kernel', 'start.js'),
  });
  fs.writeFileSync(path.join(kernel, 'kernel.json'), JSON.stringify(spec));
  process.env.JUPYTER_PATH = path.join(root, 'share');
});

after(() => fs.rmSync(root, { recursive: true, force: true }));

/** Runs notebooks given by name from a folder of their own; returns what came of it. */
async function run(notebooks: Record<string, Notebook>, ...args: string[]) {
  return runWith({}, notebooks, ...args);
}

async function runWith(
  surroundings: RunSurroundings,
  notebooks: Record<string, Notebook>,
  ...args: string[]
) {
  const folder = fs.mkdtempSync(path.join(root, 'notebooks-'));
  for (const [name, notebook] of Object.entries(notebooks))
    await writeNotebook(path.join(folder, `${name}.ipynb`), notebook);
  let printed = '';
  const out = {
    write: (text: string) => {
      printed += text;
      return true;
    },
  };
  const exitCode = await runNotebooks(args, { folder, out, ...surroundings });
  const read = (name: string) => readNotebook(path.join(folder, `${name}.ipynb`));
  return { exitCode, printed, read, folder };
}

const title = prose('# Title');
const parameters = code("const epochs = 8;\nconst name = 'cat';", { tags: ['parameters'] });

test('runNotebooks() stores outputs in place, normalized, with the constants of --set', async () => {
  const tslab = JSON.stringify(inProject('node_modules', 'tslab', 'dist', 'jupyter'));
  const live = `const tslab = require(${tslab});\nconst show = (text: string, update: boolean) => tslab.lastWriteDisplayData({ data: { 'text/plain': text }, metadata: {}, transient: { display_id: 'a' } }, update);\nshow('first', false);`;
  const fails = code('throw new Error("meant");', { tags: ['raises-exception'] });
  const { exitCode, printed, read } = await run(
    {
      '01-one': notebookOf(
        title,
        parameters,
        code('console.log("a");\nconsole.log(epochs, name);'),
        code(live),
        code("show('last', true);"),
        fails,
      ),
    },
    '--set',
    'epochs=2',
    '--set',
    "name=it's",
  );
  assert.match(printed, /^01-one {2}\d\.\d min {2}ok\n/);
  assert.equal(exitCode, 0, printed);
  const { cells, metadata } = read('01-one');
  assert.equal(joinText(cells[1].source), "const epochs = 2;\nconst name = 'it\\'s';");
  assert.deepEqual(
    cells.map(({ execution_count: count }) => count),
    [undefined, 1, 2, 3, 4, 5],
  );
  assert.deepEqual(cells[2].outputs, [
    { name: 'stdout', output_type: 'stream', text: ['a\n', "2 it's\n"] },
  ]);
  assert.deepEqual(
    cells[3].outputs?.map(({ data }) => data),
    [{ 'text/plain': ['last'] }],
  );
  assert.deepEqual(metadata.kernelspec, {
    name: 'tslab',
    display_name: 'TypeScript',
    language: 'typescript',
  });
});

test('runNotebooks() names the cell that throws, goes on with the next notebook, and keeps the stored file', async () => {
  const bad = notebookOf(
    title,
    code('const a = 1;', { count: 1 }),
    code('\nJSON.parse("{");'),
    code('console.log("never");'),
  );
  // Not after some milliseconds, but as soon as the runner waits for what may still fail
  const late = `const wait = setTimeout;
Object.assign(globalThis, { setTimeout: (done: () => void, time: number) => {
  if (time >= 100) void Promise.reject(new Error('late'));
  return wait(done, time);
} });`;
  const { exitCode, printed, read } = await run({
    '01-bad': bad,
    '02-late': notebookOf(code(late)),
  });
  assert.equal(exitCode, 1);
  assert.match(
    printed,
    /01-bad {2}\d\.\d min {2}FAILED\n {2}01-bad\.ipynb, cell 3 \[2\] JSON\.parse\("\{"\);\n {4}SyntaxError: /,
  );
  assert.match(printed, /02-late\.ipynb, after the last cell: Error: late/);
  assert.match(printed, /2 of 2 notebooks failed: 01-bad, 02-late\n$/);
  assert.deepEqual(read('01-bad'), bad);
});

test('runNotebooks() --out leaves the stored notebook alone and keeps a failed run apart', async () => {
  const out = path.join(root, 'out');
  const notebooks = {
    '01-bad': notebookOf(code('console.log("so far");'), code('throw new Error("no");')),
    '02-good': notebookOf(parameters, code('epochs')),
  };
  const { printed, read } = await run(notebooks, '--out', out, '--set', 'epochs=3');
  assert.deepEqual(read('02-good'), notebooks['02-good']);
  assert.match(
    joinText(readNotebook(path.join(out, '02-good.ipynb')).cells[0].source),
    /epochs = 3/,
  );
  assert.deepEqual(fs.readdirSync(out).sort(), ['01-bad.failed.ipynb', '02-good.ipynb']);
  const [first, second] = readNotebook(path.join(out, '01-bad.failed.ipynb')).cells;
  assert.deepEqual([first.outputs?.[0].text, second.outputs?.[0].evalue], [['so far\n'], 'no']);
  assert.match(printed, /see .*01-bad\.failed\.ipynb/);
});

test('runNotebooks() removes the notebook of an older failed run, and no other of such a name', async () => {
  const out = path.join(root, 'out-again');
  const failing = { '01-bad': notebookOf(code('throw new Error("no");')) };
  const mended = { '01-bad': notebookOf(code('1')), '02-good': notebookOf(code('2')) };
  await run(failing, '--out', out);
  fs.writeFileSync(path.join(out, '02-good.failed.ipynb'), 'mine');
  await run(mended, '--out', out);
  const files = ['01-bad.ipynb', '02-good.failed.ipynb', '02-good.ipynb'];
  assert.deepEqual(fs.readdirSync(out).sort(), files);
  const { printed } = await run({ '02-good': failing['01-bad'] }, '--out', out);
  assert.match(printed, /02-good\.failed\.ipynb is no failed run, so it stays/);
  assert.equal(fs.readFileSync(path.join(out, '02-good.failed.ipynb'), 'utf8'), 'mine');
});

test('runNotebooks() does not execute a notebook that does not type-check', async () => {
  const { exitCode, printed } = await run({
    '01-loose': notebookOf(code('const length = (text) => text.length;')),
  });
  assert.equal(exitCode, 1);
  assert.match(
    printed,
    /^01-loose\.ipynb, cell 1, line 1: Parameter 'text' implicitly has an 'any' type/,
  );
  assert.match(printed, /01-loose {2}not executed {2}FAILED/);
});

test('runNotebooks() stops a cell at --timeout', async () => {
  const { exitCode, printed } = await run(
    { '01-slow': notebookOf(code('await new Promise((resolve) => setTimeout(resolve, 60_000));')) },
    '--timeout',
    '1',
  );
  assert.equal(exitCode, 1);
  assert.match(printed, /cell 1 \[1\] await new Promise.*\n {4}CellTimeoutError/);
});

/** A kernel whose first starts find one of their ports taken; each start adds a letter to the file. */
function writeUnluckyKernel(
  name: string,
  { unluckyStarts }: { readonly unluckyStarts: number },
): string {
  const folder = path.join(root, 'share', 'kernels', name);
  const starts = path.join(folder, 'starts');
  fs.mkdirSync(folder);
  const script = path.join(folder, 'start.js');
  fs.writeFileSync(
    script,
    `const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(starts)}, 'x');
const start = () => require(${JSON.stringify(inProject('dist', 'src', 'kernel', 'start.js'))});
if (fs.statSync(${JSON.stringify(starts)}).size > ${unluckyStarts}) start();
else require('node:net').createServer().listen(JSON.parse(fs.readFileSync(process.argv[2])).shell_port, '127.0.0.1', start);`,
  );
  fs.writeFileSync(
    path.join(folder, 'kernel.json'),
    JSON.stringify(kernelSpec({ node: process.execPath, startScript: script })),
  );
  return starts;
}

test('runNotebooks() starts a kernel again on other ports when one of its ports was taken', async () => {
  const starts = writeUnluckyKernel('unlucky', { unluckyStarts: 1 });
  const { exitCode, printed } = await runWith(
    { kernel: 'unlucky' },
    { '01-one': notebookOf(title, parameters, code('1 + 1')) },
  );
  assert.equal(exitCode, 0, printed);
  assert.equal(fs.readFileSync(starts, 'utf8'), 'xx');
});

test('runNotebooks() gives up on a kernel that never starts', async () => {
  const starts = writeUnluckyKernel('hopeless', { unluckyStarts: 99 });
  const { exitCode, printed } = await runWith(
    { kernel: 'hopeless' },
    { '01-one': notebookOf(code('1')) },
  );
  assert.equal(exitCode, 1);
  assert.match(printed, /01-one\.ipynb, RuntimeError: Kernel died before replying/);
  assert.equal(fs.readFileSync(starts, 'utf8'), 'xxx');
});

test('runNotebooks() says when there is no kernel', async () => {
  const { exitCode, printed } = await runWith(
    { kernel: 'none' },
    { '01-one': notebookOf(code('1')) },
  );
  assert.equal(exitCode, 1);
  assert.match(printed, /01-one\.ipynb, NoSuchKernel: No such kernel named none/);
});

test('runNotebooks() runs those that are named, by number, name or file', async () => {
  const notebooks = {
    '01-one': notebookOf(code('const a: string = 1;')),
    '02-two': notebookOf(code('2')),
    '11-x': notebookOf(code('const b: string = 1;')),
  };
  for (const name of ['02', '02-two', '02-two.ipynb', 'notebooks/02-two.ipynb']) {
    assert.deepEqual(
      await run(notebooks, name, '--check').then(({ exitCode, printed }) => [exitCode, printed]),
      [0, ''],
    );
  }
  assert.equal((await run(notebooks, '01', '--check')).exitCode, 1);
});

test('runNotebooks() refuses a command line that makes no sense and says what would', async () => {
  const notebooks = { '01-one': notebookOf(parameters), '02-two': notebookOf(code('2')) };
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['03'], /^No notebook is called "03"; there are 01-one, 02-two\n/],
    [
      ['--set', 'epoch=2'],
      /^No constant is called epoch in the parameters cell of these notebooks; can be set: epochs, name\n/,
    ],
    [['02', '--set', 'epochs=2'], /can be set: none\n/],
    [['--set', 'epochs'], /^--set needs key=value, but got "epochs"/],
    [['--set', 'epochs=two'], /^epochs is a number, but --set gave "two"/],
    [['--timeout', '-1'], /--timeout/],
    [['--epochs', '2'], /Unknown option '--epochs'/],
  ];
  for (const [args, message] of cases) {
    const { exitCode, printed } = await run(notebooks, ...args);
    assert.match(printed, message);
    assert.equal(exitCode, 2);
  }
});
