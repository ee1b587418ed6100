import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkNotebook } from '../../../src/tools/runner/lint';
import type { Output } from '../../../src/tools/runner/notebook';
import { inProject } from '../../../src/project';
import { code, notebookOf, prose, storedNotebook } from './sample';

const plotly = 'application/vnd.plotly.v1+json';

function stdout(text: string): Output {
  return { output_type: 'stream', name: 'stdout', text };
}

function display(data: Record<string, unknown>, metadata = {}): Output {
  return { output_type: 'display_data', data, metadata };
}

function problemsOf(...outputs: Output[]): string[] {
  return checkNotebook(storedNotebook(code('run();', { count: 3, outputs })));
}

test('checkNotebook() finds nothing in a notebook that keeps every rule', () => {
  const problems = problemsOf(
    stdout('Test Loss 0.25, 3/4, 0x10, http://example.org is a word\n'),
    display({
      [plotly]: { data: [], layout: { meta: { alt: 'A curve' } } },
      'text/plain': 'A curve',
    }),
    display({
      'text/html':
        '<figure><img src="data:image/png;base64,/root/AAAA0x00000000" alt="A cat"></figure>',
    }),
    display({ 'image/png': 'AAAA' }, { 'image/png': { alt: 'A dog' } }),
  );
  assert.deepEqual(problems, []);
});

const badOutputs: readonly (readonly [string, Output, RegExp])[] = [
  [
    'stderr',
    { output_type: 'stream', name: 'stderr', text: 'warning' },
    /cell 4: stderr says "warning"/,
  ],
  [
    'an error',
    { output_type: 'error', ename: 'Error', evalue: 'no' },
    /no errors: cell 4: Error: no/,
  ],
  ['a promise', stdout('Promise { <pending> }'), /promise that nobody awaited/],
  ['an address', stdout('<Model at 0x7f3a2b1c>'), /memory address/],
  [
    'a home folder',
    stdout('saved to /home/ada/model'),
    /path of one machine \("\/home\/ada\/model"\)/,
  ],
  ['a root folder', stdout("'/root/x'"), /path of one machine/],
  ['a Mac folder', stdout('/Users/ada'), /path of one machine/],
  ['a Windows path', stdout('C:\\data'), /path of one machine/],
  ['the project folder', stdout(inProject('data')), /the project's folder/],
  ['a path in HTML', display({ 'text/html': '<p>/home/ada</p>' }), /path of one machine/],
  [
    'a path in a figure title',
    display({ [plotly]: { layout: { title: '/home/ada', meta: { alt: 'x' } } } }),
    /path of one machine/,
  ],
  ['a time', stdout('2024-05-01T12:30:00Z'), /time of day/],
  ['a date object', stdout('Wed May 01 2024 12:30:00 GMT'), /time of day/],
  [
    'a remote image',
    display({ 'text/html': '<img alt="x" src="https://example.org/a.png">' }),
    /loads from the network/,
  ],
  [
    'a remote script',
    display({ 'text/html': "<script src='//cdn.example.org/a.js'></script>" }),
    /loads from the network/,
  ],
  [
    'a figure without alt',
    display({ [plotly]: { layout: { meta: { alt: ' ' } } } }),
    /a figure has no alt text/,
  ],
  [
    'an image without alt',
    display({ 'text/html': '<img src="data:," alt="">' }),
    /an <img> has no alt text/,
  ],
  [
    'a PNG without alt',
    display({ 'image/png': 'AAAA', 'text/plain': 'x' }),
    /a picture \(image\/png\) has no alt text/,
  ],
];

for (const [name, output, message] of badOutputs) {
  test(`checkNotebook() finds ${name}`, () => {
    const problems = problemsOf(output);
    assert.match(problems.join('\n'), message);
    assert.ok(problems.length <= 2, problems.join('\n'));
  });
}

test('checkNotebook() allows the error of a cell tagged raises-exception', () => {
  const outputs = [{ output_type: 'error', ename: 'Error', evalue: 'no', traceback: [] }];
  assert.deepEqual(
    checkNotebook(
      storedNotebook(code('fail();', { count: 3, outputs, tags: ['raises-exception'] })),
    ),
    [],
  );
});

test('checkNotebook() finds a cell that was not executed in order', () => {
  assert.deepEqual(checkNotebook(storedNotebook(code('run();'))), [
    'executed in order: cell 4 has no count instead of 3',
  ]);
  assert.deepEqual(checkNotebook(storedNotebook(code('run();', { count: 5 }))), [
    'executed in order: cell 4 has 5 instead of 3',
  ]);
});

test('checkNotebook() finds a first cell without a title', () => {
  const { cells } = storedNotebook();
  assert.match(
    checkNotebook(notebookOf(prose('No title'), ...cells.slice(1))).join(),
    /starts with prose/,
  );
});

test('checkNotebook() finds a missing and a second parameters cell', () => {
  const { cells } = storedNotebook();
  const second = code('const batchSize = 32;', { count: 3, tags: ['parameters'] });
  assert.match(
    checkNotebook(notebookOf(...cells.slice(0, 2))).join(),
    /0 cells are tagged parameters/,
  );
  assert.match(checkNotebook(storedNotebook(second)).join(), /2 cells are tagged parameters/);
});

test('checkNotebook() finds imports among other code, and in a second cell', () => {
  const problems = checkNotebook(
    storedNotebook(code("import {\n  tf,\n} from 'creatures';\ntf.ones([1]);", { count: 3 })),
  );
  assert.deepEqual(problems, [
    'imports alone in one cell: 2 cells import; one is enough',
    'imports alone in one cell: cell 4 does more than import',
  ]);
});

test('checkNotebook() finds pictures in the prose that are remote or have no alt text', () => {
  const problems = checkNotebook(
    storedNotebook(prose('![](a.png) ![a cat](https://example.org/cat.png)')),
  );
  assert.deepEqual(problems, [
    'no network: cell 4: loads from the network',
    'alt text: cell 4: a picture has no alt text: write ![words](file)',
  ]);
});

test('checkNotebook() finds a file of one million bytes', () => {
  assert.match(problemsOf(stdout('x'.repeat(1_000_000))).join(), /size: 1,000,\d+ bytes/);
});

test('checkNotebook() takes a title in one language', () => {
  const { cells } = storedNotebook();
  assert.deepEqual(checkNotebook(notebookOf(prose('# A title'), ...cells.slice(1))), []);
});
