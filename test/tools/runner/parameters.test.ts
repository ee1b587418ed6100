import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { joinText } from '../../../src/tools/runner/notebook';
import { findParameters, setParameters } from '../../../src/tools/runner/parameters';
import { code, notebookOf, prose } from './sample';

const source = [
  '// Constants: const epochs = 1;',
  'const epochs = 8; // const seed = 3',
  "const source: 'drawings' | 'photos' = 'drawings';",
  'const colored = true, offset = -0.5;',
  'const files = [1, 2];',
].join('\n');
const notebook = notebookOf(
  prose('# T'),
  code('const epochs = 99;'),
  code(source, { tags: ['parameters'] }),
);

function setSource(values: Record<string, string>): string {
  return joinText(setParameters(notebook, values).cells[2].source);
}

test('findParameters() finds the plain constants of the tagged cell with their kinds', () => {
  const found = findParameters(notebook).map(({ name, kind }) => [name, kind]);
  assert.deepEqual(found, [
    ['epochs', 'number'],
    ['source', 'string'],
    ['colored', 'boolean'],
    ['offset', 'number'],
  ]);
});

test('setParameters() replaces only the value, only in the tagged cell', () => {
  const changed = setParameters(notebook, { epochs: '2' });
  assert.equal(joinText(changed.cells[2].source), source.replace('epochs = 8;', 'epochs = 2;'));
  assert.equal(joinText(changed.cells[1].source), 'const epochs = 99;');
});

test('setParameters() replaces several values at once', () => {
  const text = setSource({ offset: '3', epochs: '1e2', colored: 'false', source: 'photos' });
  assert.match(
    text,
    /const epochs = 100; \/\/ const seed = 3\nconst source: 'drawings' \| 'photos' = 'photos';\nconst colored = false, offset = 3;/,
  );
});

test('setParameters() does not change its input', () => {
  const before = JSON.stringify(notebook);
  setParameters(notebook, { epochs: '2' });
  assert.equal(JSON.stringify(notebook), before);
});

test('setParameters() passes over keys that the notebook does not have', () => {
  assert.equal(setSource({ batchSize: '2', toString: '1' }), source);
});

test('setParameters() writes any text as one string literal', () => {
  for (const value of [
    "it's",
    '"',
    '\\',
    "\\'",
    '\\"\'',
    "'; process.exit(); '",
    'a\nb',
    '${1}',
    '`',
    '\u2028',
    '日本',
  ]) {
    const text = setSource({ source: value });
    const literal = /'drawings' \| 'photos' = ('[^]*');\nconst colored/.exec(text)?.[1];
    assert.ok(literal, `no literal for ${JSON.stringify(value)} in ${text}`);
    assert.equal(runInNewContext(literal), value);
  }
});

test('setParameters() refuses a value of another kind', () => {
  assert.throws(
    () => setSource({ epochs: 'many' }),
    /^TypeError: epochs is a number, but --set gave "many"; write for example --set epochs=8$/,
  );
  assert.throws(() => setSource({ epochs: '' }), TypeError);
  assert.throws(() => setSource({ epochs: 'Infinity' }), TypeError);
  assert.throws(() => setSource({ colored: '1' }), /colored is a boolean/);
});
