import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestKernel, type Answer, type TestKernel } from './testKernel';

let kernel: TestKernel;
before(async () => {
  kernel = await startTestKernel();
  await kernel.execute(`import { tf } from 'creatures';
/**
 * Adds up.
 * @param first the first number
 * @returns the sum
 * @throws RangeError when it is too large
 */
function addUp(first: number, second = 0): number { return first + second; }
const sample = { length: 1, lengthen: 2 };`);
});
after(() => kernel?.stop());

/** What Shift+Tab shows where `|` stands. */
async function tooltip(code: string): Promise<string> {
  const { reply } = await ask('inspect_request', code, { detail_level: 0 });
  return String(reply.content.found ? reply.content.data['text/plain'] : '');
}

/** What Tab offers where `|` stands, and the text that it takes the place of. */
async function completions(code: string) {
  const { reply } = await ask('complete_request', code);
  const { matches, cursor_start, cursor_end } = reply.content;
  const replaced = [...code.replace('|', '')].slice(cursor_start, cursor_end).join('');
  return { matches: matches as string[], replaced };
}

function ask(type: string, code: string, more: object = {}): Promise<Answer> {
  const cursor_pos = [...code].indexOf('|');
  const content = { code: code.replace('|', ''), cursor_pos, ...more };
  return kernel.command<Answer>('request', { type, content, channel: 'shell' });
}

test('Shift+Tab shows the signature within the parentheses of a call', async () => {
  for (const code of ['addUp(|)', 'addUp(1, |)', 'addUp(|', 'const x = addUp(1, |2);'])
    assert.match(await tooltip(code), /addUp\(first: number, second\?: number\): number/, code);
});

test('Shift+Tab shows what the docs say of results and errors, too', async () => {
  for (const code of ['add|Up', 'addUp|', '|addUp', 'addUp(|)']) {
    const text = await tooltip(code);
    for (const part of [
      'Adds up.',
      '@param first the first number',
      '@returns the sum',
      '@throws RangeError when it is too large',
    ])
      assert.ok(text.includes(part), `${code}: ${text}`);
  }
});

test('Tab offers each name once, and those that begin as typed first', async () => {
  const { matches } = await completions('tf.|');
  assert.equal(new Set(matches).size, matches.length);
  assert.ok(matches.includes('tensor1d'));
  assert.deepEqual(await completions('sample.len|'), {
    matches: ['length', 'lengthen'],
    replaced: 'len',
  });
});

test('Tab counts characters as Jupyter does', async () => {
  const { matches, replaced } = await completions("const dog = '🐶🐶'; addU|");
  assert.deepEqual([matches[0], replaced], ['addUp', 'addU']);
});
