import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contents, result, startTestKernel, type TestKernel } from './testKernel';

let kernel: TestKernel;
before(async () => {
  kernel = await startTestKernel();
  await kernel.execute(`const picture = (text: string) =>
  ({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': \`<b>\${text}</b>\`, 'text/plain': text }) });
const figure = (alt: string) =>
  ({ alt, [Symbol.for('Jupyter.display')]: () => ({ 'application/vnd.plotly.v1+json': { data: [], layout: {} } }) });`);
});
after(() => kernel?.stop());

/** The text of the cell's last expression. */
async function text(code: string): Promise<unknown> {
  return result(await kernel.execute(code))?.['text/plain'];
}

test('a value that draws itself is the cell’s result', async () => {
  assert.deepEqual(result(await kernel.execute("picture('dog')")), {
    'text/html': '<b>dog</b>',
    'text/plain': 'dog',
  });
});

test('a figure without text gets its alt text', async () => {
  assert.deepEqual(result(await kernel.execute("figure('a curve')")), {
    'application/vnd.plotly.v1+json': { data: [], layout: {} },
    'text/plain': 'a curve',
  });
});

test('pictures in an array stand side by side', async () => {
  const bundle = result(await kernel.execute("[picture('dog'), picture('cat')]"));
  assert.match(
    String(bundle?.['text/html']),
    /^<div style="display: flex[^]*<b>dog<\/b>\n<b>cat<\/b>/,
  );
  assert.equal(bundle?.['text/plain'], 'dog\ncat');
});

test('figures in an array follow one another', async () => {
  const answer = await kernel.execute("[figure('one'), figure('two')]");
  assert.equal(contents(answer, 'display_data')[0].data['text/plain'], 'one');
  assert.equal(result(answer)?.['text/plain'], 'two');
});

test('a value that fails to draw itself is told in words', async () => {
  assert.equal(
    await text("({ name: 'x', [Symbol.for('Jupyter.display')]() { throw new Error('no'); } })"),
    "{ name: 'x' }",
  );
  assert.equal(
    await text(
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'application/json': 1n, 'text/plain': 'words' }) })",
    ),
    'words',
  );
});

test('a promise asks for its await', async () => {
  assert.equal(await text('Promise.resolve(3)'), 'A promise: put await before it to see its value');
});

test('a tensor shows its kind, its shape and a few numbers', async () => {
  await kernel.execute("import { tf } from 'creatures';");
  assert.equal(
    await text('const small = tf.tensor2d([[0.1, 2], [3, 4]]);\nsmall'),
    'Tensor float32 [2, 2]\n[[0.1, 2],\n [3, 4]]',
  );
  assert.equal(await text('tf.zeros([100, 100, 3])'), 'Tensor float32 [100, 100, 3]');
  assert.equal(await text('small.dispose();\nsmall'), 'Tensor float32 [2, 2] (disposed)');
});

test('pictures as numbers show their shape', async () => {
  assert.equal(
    await text('({ data: new Uint8Array(1440 * 2 * 2 * 3), shape: [1440, 2, 2, 3] })'),
    'Uint8Array [1440, 2, 2, 3]\n0, 0, 0, 0, 0, 0, 0, 0, …',
  );
});

test('a string is shown without quotes, null and undefined not at all', async () => {
  assert.equal(await text("'two\\nlines'"), 'two\nlines');
  assert.equal(await text('null'), undefined);
  assert.equal(await text('undefined'), undefined);
});

test('no value shows an absolute path', async () => {
  assert.equal(
    await text("import path from 'path';\npath.resolve('..', 'data', 'x.npy')"),
    '../data/x.npy',
  );
  assert.equal(await text("new Error('kept for later')"), 'Error: kept for later');
});

test('show() puts outputs below the cell in order', async () => {
  const answer = await kernel.execute(
    "import { show } from 'creatures';\nconsole.log('before');\nshow('words', figure('curve'));\nconsole.log('after');",
  );
  const shown = answer.published.filter(({ type }) => type === 'stream' || type === 'display_data');
  assert.deepEqual(
    shown.map(({ content }) => content.text ?? content.data['text/plain']),
    ['before\n', 'words', 'curve', 'after\n'],
  );
});

test('liveDisplay() draws over its output and ends with the last value', async () => {
  const answer = await kernel.execute(`import { liveDisplay } from 'creatures';
const board = liveDisplay();
for (let step = 1; step <= 100; step++) board.update(\`step \${step}\`);`);
  const [first] = contents(answer, 'display_data');
  const updates = contents(answer, 'update_display_data');
  assert.deepEqual(
    [first.data['text/plain'], ...updates.map(({ data }) => data['text/plain'])],
    ['step 1', 'step 100'],
  );
  assert.equal(updates[0].transient.display_id, first.transient.display_id);
});

test('a short property finds the variable of an earlier cell', async () => {
  await kernel.execute('const epochs = 3;');
  assert.equal(await text('({ epochs })'), '{ epochs: 3 }');
});
