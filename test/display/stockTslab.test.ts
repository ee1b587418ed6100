import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contents, printed, startStockKernel, type TestKernel } from '../kernel/testKernel';

let kernel: TestKernel;
before(async () => {
  kernel = await startStockKernel();
});
after(() => kernel?.stop());

test('show() draws under tslab as it comes', async () => {
  const answer = await kernel.execute(`import { show } from 'creatures';
const figure = { [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>dog</b>', 'text/plain': 'dog' }) };
show(figure, figure);
show('words');`);
  const shown = contents(answer, 'display_data').map(({ data }) => data);
  assert.deepEqual(
    shown.map((data) => data['text/plain']),
    ['dog\ndog', 'words'],
  );
  assert.match(shown[0]['text/html'], /<b>dog<\/b>/);
  assert.equal(printed(answer), '');
});

test('liveDisplay() draws in place under tslab as it comes', async () => {
  const answer = await kernel.execute(`import { liveDisplay } from 'creatures';
const board = liveDisplay({ interval: 20 });
for (let step = 1; step <= 20; step++) {
  board.update(\`step \${step}\`);
  await new Promise((resolve) => setTimeout(resolve, 2));
}
await new Promise((resolve) => setTimeout(resolve, 40));`);
  assert.equal(contents(answer, 'display_data').length, 1);
  assert.equal(contents(answer, 'update_display_data').at(-1)?.data['text/plain'], 'step 20');
});
