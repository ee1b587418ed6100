import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { printed, result, startTestKernel, type TestKernel } from './testKernel';

const skip = process.platform === 'win32' ? 'signals do not reach a kernel on Windows' : false;

let kernel: TestKernel;
before(async () => {
  kernel = await startTestKernel();
  await kernel.execute(`import { tf } from 'creatures';
const xs = tf.randomNormal([256, 4]);
const ys = tf.randomUniform([256, 1]);
const examples = tf.data.generator(function* () {
  while (true) yield { xs: tf.zeros([8, 4]), ys: tf.zeros([8, 1]) };
});
const build = () => {
  const built = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
  built.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return built;
};
const go = { onEpochBegin: async (epoch: number) => { if (epoch === 0) console.log('go'); } };`);
});
after(() => kernel?.stop());

/** Trainings that nobody but the stop button ends, in TensorFlow.js's own words. */
const TRAININGS = {
  'fit()': 'model.fit(xs, ys, { epochs: 1e9, batchSize: 8, verbose: 0, callbacks: go })',
  'fitDataset()':
    'model.fitDataset(examples as any, { epochs: 1e9, batchesPerEpoch: 1e6, verbose: 0, callbacks: go })',
};

for (const [name, call] of Object.entries(TRAININGS))
  test(
    `the stop button ends ${name} after its batch, and the model is there`,
    { skip },
    async () => {
      const stopped = await kernel.execute(
        `const model = build();\nawait ${call};\nconsole.log('trained');`,
        { interrupt_at: 'go' },
      );
      assert.deepEqual([stopped.reply.content.status, printed(stopped)], ['ok', 'go\ntrained\n']);
      // A training that went on would refuse a second one
      const next = await kernel.execute(
        'const again = await model.fit(xs, ys, { epochs: 2, verbose: 0 });\nagain.epoch.length',
      );
      assert.deepEqual(result(next), { 'text/plain': '2' });
    },
  );

test('the stop button ends evaluateDataset()', { skip }, async () => {
  const stopped = await kernel.execute(
    "const judged = build();\nconsole.log('go');\nawait judged.evaluateDataset(examples as any, { batches: 1e9 });",
    { interrupt_at: 'go' },
  );
  assert.equal(stopped.reply.content.ename, 'Interrupted');
  const idle = await kernel.execute(
    'const { numTensors } = tf.memory();\nawait new Promise((resolve) => setTimeout(resolve, 100));\ntf.memory().numTensors - numTensors',
  );
  assert.deepEqual(result(idle), { 'text/plain': '0' });
});

test('a second press stops the cell around a training', { skip }, async () => {
  const stopped = await kernel.execute(
    `const slow = build();
await slow.fit(xs, ys, { epochs: 1e9, verbose: 0, callbacks: { onEpochBegin: async (epoch) => { if (epoch === 0) console.log('go'); } } });
console.log('trained');
await new Promise(() => {});`,
    { interrupt_at: ['go', 'trained'] },
  );
  assert.equal(stopped.reply.content.ename, 'Interrupted');
});
