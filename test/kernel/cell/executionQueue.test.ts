import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ExecutionQueue } from '../../../src/kernel/cell/executionQueue';

test('add() runs tasks one after another', async () => {
  const queue = new ExecutionQueue();
  const order: string[] = [];
  const task = (name: string, time: number) => async () => {
    order.push(`${name} starts`);
    await wait(time);
    order.push(`${name} ends`);
  };
  await Promise.all([queue.add(task('slow', 20)), queue.add(task('quick', 0))]);
  assert.deepEqual(order, ['slow starts', 'slow ends', 'quick starts', 'quick ends']);
});

test('add() goes on after a task that throws', async () => {
  const queue = new ExecutionQueue();
  const failing = queue.add(() => Promise.reject(new Error('expected')));
  const next = queue.add(async () => 'next');
  await assert.rejects(failing, /expected/);
  assert.equal(await next, 'next');
});

test('dropWaiting() drops the tasks that wait and no later one', async () => {
  const queue = new ExecutionQueue();
  const failing = queue.add(async () => {
    await queue.dropWaiting();
    return 'failed';
  });
  const dropped = queue.add(async () => 'ran');
  assert.deepEqual(await Promise.all([failing, dropped]), ['failed', undefined]);
  assert.equal(await queue.add(async () => 'ran'), 'ran');
});
