import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { test } from 'node:test';
import { LANGUAGE_INFO } from '../../../src/kernel/languageInfo';
import { formatNotebook } from '../../../src/tools/runner/notebook';
import { clearNotebook, normalizeNotebook } from '../../../src/tools/runner/normalize';
import { inProject } from '../../../src/project';
import { code, notebookOf, prose } from './sample';

const stream = (text: string, name = 'stdout') => ({ output_type: 'stream', name, text });

test('clearNotebook() removes outputs and counts and gives each cell an id', () => {
  const cleared = clearNotebook(
    notebookOf({ ...prose('# T'), id: 'title' }, code('a', { count: 4, outputs: [stream('1')] })),
  );
  assert.deepEqual(
    cleared.cells.map(({ id }) => id),
    ['title', 'cell-2'],
  );
  assert.deepEqual([cleared.cells[1].outputs, cleared.cells[1].execution_count], [[], null]);
});

test('normalizeNotebook() joins text of one stream that came in pieces, and only that', () => {
  const figure = { output_type: 'display_data', data: { 'text/plain': 'x' }, metadata: {} };
  const outputs = [
    stream('a\nb'),
    stream('c\n'),
    stream('e', 'stderr'),
    figure,
    stream('d'),
    stream('f'),
  ];
  const [cell] = normalizeNotebook(notebookOf(code('a', { outputs }))).cells;
  assert.deepEqual(
    cell.outputs?.map(({ text }) => text),
    [['a\n', 'bc\n'], ['e'], undefined, ['df']],
  );
});

test('normalizeNotebook() drops times and differing metadata', () => {
  const cell = {
    ...code('a'),
    metadata: { tags: ['parameters'], execution: { 'iopub.status.busy': '2024-01-01T00:00:00Z' } },
  };
  const notebook = {
    ...notebookOf(cell),
    metadata: { title: 'kept', widgets: {}, language_info: { version: '4.9' } },
  };
  const normal = normalizeNotebook(notebook);
  assert.deepEqual(normal.cells[0].metadata, { tags: ['parameters'] });
  assert.deepEqual(normal.metadata, {
    title: 'kept',
    kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
    language_info: LANGUAGE_INFO,
  });
});

test('normalizeNotebook() shortens paths in text, not in pictures', () => {
  const data = {
    'text/plain': inProject('data', 'x'),
    'image/png': 'AAAA',
    'application/json': { at: '/root' },
  };
  const outputs = [
    stream(`at ${inProject('src', 'a.ts')} and ${homedir()}/b\n`),
    { output_type: 'display_data', data, metadata: {} },
  ];
  const [cell] = normalizeNotebook(notebookOf(code('a', { outputs }))).cells;
  assert.deepEqual(cell.outputs?.[0].text, ['at ../src/a.ts and ~/b\n']);
  assert.deepEqual(cell.outputs?.[1].data, { ...data, 'text/plain': ['../data/x'] });
});

test('normalizeNotebook() gives the same result when it is applied twice', () => {
  const once = normalizeNotebook(
    notebookOf(prose('# T\n\ntext'), code('a\nb', { outputs: [stream('x\n\ny')] })),
  );
  assert.deepEqual(normalizeNotebook(once), once);
});

test('formatNotebook() sorts keys, indents by one and ends with a line end', () => {
  const text = formatNotebook({ nbformat_minor: 5, nbformat: 4, metadata: {}, cells: [] });
  assert.equal(
    text,
    '{\n "cells": [],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n',
  );
});
