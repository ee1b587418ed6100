import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { venvProgram } from '../../../src/project';
import { joinText, splitText } from '../../../src/tools/runner/notebook';
import { toPythonJson } from '../../../src/tools/runner/pythonJson';

/** Lets Python do something with a value. Returns what it prints. */
function python(code: string, value: unknown): string {
  const input = JSON.stringify(value);
  const { stdout, stderr, status } = spawnSync(venvProgram('python'), ['-c', code], {
    input,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

const READ =
  'import json, sys\nsys.stdout.reconfigure(encoding="utf-8")\nvalue = json.load(sys.stdin)\n';

test('toPythonJson() writes what Python writes', () => {
  const numbers = [
    0,
    -0,
    1,
    0.1,
    1e-4,
    9.99e-5,
    1e-5,
    6.13e-6,
    -1.5e-7,
    5e-324,
    1e-100,
    1e15,
    1e16,
    123456789012345680000,
    1e21,
    1.5e22,
    1.7976931348623157e308,
    1 / 3,
  ];
  const value = {
    numbers,
    empty: [[], {}],
    text: 'é "\\ \n\u2028 犬 😀',
    b: { 10: 1, 2: null, a: true },
    '😀': 1,
    '\uffff': 2,
  };
  const code = `${READ}print(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")), end="")`;
  assert.equal(toPythonJson(value), python(code, value));
});

test('splitText() splits where Python splits', () => {
  const text = 'a\nb\r\nc\rd\u2028e\x0cf\x85g\n\n';
  assert.deepEqual(
    splitText(text),
    JSON.parse(python(`${READ}print(json.dumps(value.splitlines(True)))`, text)),
  );
  assert.equal(joinText(splitText(text)), text);
  assert.deepEqual(splitText(''), []);
});
