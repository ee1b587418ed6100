import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutputStream } from '../../src/kernel/outputStream';

test('OutputStream sends a first text at once, and what follows within an interval in one message', (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const sent: string[] = [];
  const stream = new OutputStream({ send: (_name, text) => sent.push(text), interval: 100 });
  for (; now < 1000; now++) {
    stream.write('stdout', `${now}\n`);
    t.mock.timers.tick(1);
  }
  stream.flush();
  assert.equal(sent.join(''), Array.from({ length: 1000 }, (_, i) => `${i}\n`).join(''));
  assert.equal(sent[0], '0\n');
  assert.ok(sent.length <= 12, `${sent.length} messages`);
});
