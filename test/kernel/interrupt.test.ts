import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  contents,
  printed,
  projectKernelSpec,
  result,
  startTestKernel,
  type Answer,
  type TestKernel,
} from './testKernel';

const skip = process.platform === 'win32' ? 'signals do not reach a kernel on Windows' : false;

let kernel: TestKernel;
before(async () => void (kernel = await startTestKernel()));
after(() => kernel?.stop());

/** Presses stop when the cell prints `go`, and checks that the kernel goes on working. */
async function stopped(code: string, interrupt_at: string | readonly string[] = 'go') {
  const answer = await kernel.execute(code, { interrupt_at });
  assert.deepEqual(
    [answer.reply.content.status, answer.reply.content.ename],
    ['error', 'Interrupted'],
  );
  assert.equal(contents(answer, 'error').length, 1);
  assert.deepEqual(result(await kernel.execute("'next'")), { 'text/plain': 'next' });
  return answer;
}

test('the stop button ends an endless loop', { skip }, async () => {
  await stopped("console.log('go');\nwhile (true) {}");
});

test('the stop button ends an endless loop after an await', { skip }, async () => {
  await stopped("await Promise.resolve(1);\nconsole.log('go');\nwhile (true) {}");
});

test('the stop button ends an await and names its line', { skip }, async () => {
  const answer = await stopped("console.log('go');\n\nawait new Promise(() => {});");
  const { traceback, execution_count: count } = answer.reply.content;
  assert.deepEqual(traceback, [
    'Interrupted: The cell was stopped',
    `  cell [${count}], line 3`,
    '    await new Promise(() => {});',
  ]);
});

test('nothing after a stopped await runs, but finally does', { skip }, async () => {
  const answer = await stopped(`console.log('go');
try {
  await new Promise((resolve) => setTimeout(resolve, 400));
} catch {
  console.log('caught');
} finally {
  console.log('tidied');
}
console.log('after');`);
  assert.equal(printed(answer), 'go\ntidied\n');
  assert.equal(
    printed(await kernel.execute('await new Promise((resolve) => setTimeout(resolve, 500));')),
    '',
  );
});

test(
  'a promise that fails after its await was stopped is no failure of the next cell',
  { skip },
  async () => {
    await stopped(
      "console.log('go');\nawait new Promise((_, reject) => setTimeout(() => reject(new Error('unseen')), 300));",
    );
    const next = await kernel.execute('await new Promise((resolve) => setTimeout(resolve, 400));');
    assert.equal(next.reply.content.status, 'ok');
  },
);

const LISTENING = `const host = globalThis[Symbol.for('creatures.host')];
let stopping = false;
const takeBack = host.onInterrupt(() => void (stopping = true));
console.log('go');`;

test(
  'code that listens to the stop button itself ends well, and the button works afterwards',
  { skip },
  async () => {
    const answer = await kernel.execute(
      `${LISTENING}
while (!stopping) await new Promise((resolve) => setTimeout(resolve, 10));
'stopped after this batch'`,
      { interrupt_at: 'go' },
    );
    assert.deepEqual(result(answer), { 'text/plain': 'stopped after this batch' });
    await stopped("console.log('go');\nawait new Promise(() => {});");
  },
);

test(
  'a listener that was taken back does not keep the stop button from ending the cell',
  { skip },
  async () => {
    await stopped(`${LISTENING}\ntakeBack();\nawait new Promise(() => {});`);
  },
);

test(
  'a second press ends a cell whose listener does not bring it to an end',
  { skip },
  async () => {
    await stopped(
      `const host = globalThis[Symbol.for('creatures.host')];
host.onInterrupt(() => console.log('pressed once'));
console.log('go');
await new Promise(() => {});`,
      ['go', 'pressed once'],
    );
  },
);

/** Loops that never let anything else have its turn, in every way that code of cells can make one. */
const ENDLESS_LOOPS = {
  'of awaits': 'while (true) { await null; }',
  'of awaits, after time':
    'await new Promise((resolve) => setTimeout(resolve, 20));\nwhile (true) { await null; }',
  'in a function': 'async function loop() { while (true) await null; }\nawait loop();',
  'in a function, after time':
    'const loop = async () => { await new Promise((resolve) => setTimeout(resolve, 20)); while (true) await null; };\nawait loop();',
  'of setImmediate':
    'async function loop() { while (true) await new Promise((resolve) => setImmediate(resolve)); }\nawait loop();',
  'of an asynchronous generator':
    'async function* values() { while (true) yield 1; }\nasync function loop() { for await (const value of values()); }\nawait loop();',
  'of for await':
    'async function* values() { while (true) yield 1; }\nfor await (const value of values());',
  'that catches everything': 'while (true) { try { await null; } catch {} }',
};

for (const [name, code] of Object.entries(ENDLESS_LOOPS))
  test(`the stop button ends an endless loop ${name}, each time`, { skip }, async () => {
    for (let i = 0; i < 3; i++) await stopped(`console.log('go');\n{ ${code} }`);
  });

test('the stop button does nothing while no cell runs', { skip }, async () => {
  await kernel.command('interrupt');
  assert.deepEqual(result(await kernel.execute("'still here'")), { 'text/plain': 'still here' });
});

test('where signals do not reach, an interrupt_request ends the await', async () => {
  const other = await startTestKernel({ ...projectKernelSpec(), interrupt_mode: 'message' });
  try {
    const answer = await other.execute("console.log('go');\nawait new Promise(() => {});", {
      interrupt_at: 'go',
    });
    assert.equal(answer.reply.content.ename, 'Interrupted');
    const { reply } = await other.command<Answer>('request', {
      type: 'interrupt_request',
      content: {},
      channel: 'control',
    });
    assert.deepEqual([reply.type, reply.content], ['interrupt_reply', { status: 'ok' }]);
  } finally {
    await other.stop();
  }
});

test(
  'the stop button ends a plain model.fit() after the running batch, and the network can go on',
  { skip },
  async () => {
    const numEpochs = 1_000_000;
    const answer = await kernel.execute(
      `import { tf } from 'creatures';
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const [xs, ys] = [tf.ones([64, 4]), tf.ones([64, 1])];
console.log('go');
const { epoch } = await model.fit(xs, ys, { epochs: ${numEpochs}, verbose: 0 });
epoch.length < ${numEpochs}`,
      { interrupt_at: 'go' },
    );
    assert.equal(answer.reply.content.status, 'ok');
    assert.deepEqual(result(answer), { 'text/plain': 'true' });
    const next = await kernel.execute(
      '(await model.fit(xs, ys, { epochs: 2, verbose: 0 })).epoch.length',
    );
    assert.deepEqual(result(next), { 'text/plain': '2' });
  },
);
