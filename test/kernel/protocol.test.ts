import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import ts from 'typescript';
import {
  contents,
  printed,
  result,
  startTestKernel,
  type Answer,
  type KernelMessage,
  type TestKernel,
} from './testKernel';

let kernel: TestKernel;
before(async () => void (kernel = await startTestKernel()));
after(() => kernel?.stop());

const request = (type: string, content: object = {}, channel = 'shell') =>
  kernel.command<Answer>('request', { type, content, channel });

test('kernel_info_reply has a status and the version of the TypeScript inside', async () => {
  const { reply } = await request('kernel_info_request');
  assert.equal(reply.content.status, 'ok');
  assert.deepEqual(
    [reply.content.language_info.name, reply.content.language_info.version],
    ['typescript', ts.version],
  );
});

test('a cell is answered by busy, its input, its outputs and idle, in this order', async () => {
  const { published, reply } = await kernel.execute("console.log('printed');\n1 + 1");
  const types = published
    .filter((message) => message.content.execution_state !== 'busy')
    .map(({ type }) => type);
  assert.deepEqual(types, ['execute_input', 'stream', 'execute_result', 'status']);
  const count = reply.content.execution_count;
  const { code, execution_count } = published.find(({ type }) => type === 'execute_input')!.content;
  assert.deepEqual([code, execution_count], ["console.log('printed');\n1 + 1", count]);
  assert.deepEqual(contents({ published }, 'execute_result')[0], {
    execution_count: count,
    data: { 'text/plain': '2' },
    metadata: {},
  });
});

test('the count goes up by one with each cell, but not with a silent or hidden one', async () => {
  const counts = [];
  for (const options of [{}, { silent: true }, { store_history: false }, {}]) {
    counts.push(Number((await kernel.execute('1', options)).reply.content.execution_count));
  }
  const [first] = counts;
  assert.deepEqual(counts, [first, first, first, first + 1]);
});

test('a silent cell publishes nothing but its status', async () => {
  const { published } = await kernel.execute("console.log('unheard');\n1", { silent: true });
  assert.deepEqual([...new Set(published.map(({ type }) => type))], ['status']);
});

test('cells that were waiting when one fails are aborted, later ones run', async () => {
  const replies = await kernel.command<KernelMessage[]>('execute_all', {
    codes: ["throw new Error('first')", '2', '3'],
  });
  assert.deepEqual(
    replies.map(({ content }) => content.status),
    ['error', 'aborted', 'aborted'],
  );
  assert.equal((await kernel.execute('4')).reply.content.status, 'ok');
});

test('a cell sent right after a failed one runs', async () => {
  for (let i = 0; i < 3; i++) {
    await kernel.execute("throw new Error('expected')");
    assert.deepEqual(result(await kernel.execute(`${i}`)), { 'text/plain': `${i}` });
  }
});

test('comm_info_request is answered by a comm_info_reply', async () => {
  const { reply } = await request('comm_info_request');
  assert.deepEqual([reply.type, reply.content], ['comm_info_reply', { status: 'ok', comms: {} }]);
});

test('a message that the kernel does not know leaves no trace in a cell', async () => {
  await kernel.execute('1');
  const { published } = await kernel.command<Answer>('send', {
    type: 'comm_open',
    content: { comm_id: 'a', target_name: 'b', data: {} },
  });
  assert.deepEqual(
    published.map(({ content }) => content.execution_state),
    ['busy', 'idle'],
  );
  const next = await kernel.execute('1');
  assert.deepEqual(
    next.published.filter(({ foreign }) => foreign),
    [],
  );
});

test('completion, inspection and completeness are answered', async () => {
  const completion = await request('complete_request', { code: 'proces', cursor_pos: 6 });
  assert.ok(completion.reply.content.matches.includes('process'));
  const inspection = await request('inspect_request', {
    code: 'Math.max',
    cursor_pos: 6,
    detail_level: 0,
  });
  assert.match(inspection.reply.content.data['text/plain'], /max/);
  const completeness = await request('is_complete_request', { code: 'for (;;) {' });
  assert.equal(completeness.reply.content.status, 'incomplete');
});

test('a thousand printed lines arrive in order', async () => {
  const answer = await kernel.execute('for (let i = 0; i < 1000; i++) console.log(i);');
  assert.equal(printed(answer), Array.from({ length: 1000 }, (_, i) => `${i}\n`).join(''));
});

test('a character split between two writes arrives whole, and a write calls back', async () => {
  const answer = await kernel.execute(`const bytes = Buffer.from('犬');
process.stdout.write(bytes.subarray(0, 1));
await new Promise<void>((resolve) => process.stdout.write(bytes.subarray(1), () => resolve()));`);
  assert.deepEqual([answer.reply.content.status, printed(answer)], ['ok', '犬']);
});

test('three thousand outputs of one cell all arrive', async () => {
  const answer = await kernel.execute(
    "import { display } from 'tslab';\nfor (let i = 0; i < 3000; i++) display.text(`${i}`);",
  );
  assert.deepEqual(
    contents(answer, 'display_data').map(({ data }) => Number(data['text/plain'])),
    [...Array(3000).keys()],
  );
});

test('text printed while the code stays busy is not held back', async () => {
  const answer = await kernel.execute(`for (let i = 0; i < 3; i++) {
  console.log(i);
  const end = Date.now() + 150;
  while (Date.now() < end) {}
}`);
  assert.deepEqual(
    contents(answer, 'stream').map(({ text }) => text),
    ['0\n', '1\n', '2\n'],
  );
});

test('shutdown_request is answered as asked and ends the process, even with a timer left', async () => {
  const other = await startTestKernel();
  try {
    await other.execute('setInterval(() => {}, 1000); 1');
    const { reply } = await other.command<Answer>('request', {
      type: 'shutdown_request',
      content: { restart: true },
      channel: 'control',
    });
    assert.deepEqual(reply.content, { status: 'ok', restart: true });
    for (let i = 0; i < 30 && (await other.command<boolean>('is_alive')); i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await other.command<boolean>('is_alive'), false);
  } finally {
    await other.stop();
  }
});
