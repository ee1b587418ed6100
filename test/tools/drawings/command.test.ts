import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDataCommand } from '../../../src/tools/drawings/command';

test('runDataCommand() refuses an unknown option and a seed that is no whole number', async () => {
  await assert.rejects(runDataCommand(['--colour']), /--colour/);
  await assert.rejects(runDataCommand(['--seed', '1.5']), /--seed 1\.5; give a whole number/);
});
