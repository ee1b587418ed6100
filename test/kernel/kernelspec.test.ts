import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelSpec } from '../../src/kernel/kernelspec';

const paths = { node: '/bin/node', startScript: '/project/start.js' };

test('kernelSpec() starts the script with Jupyter’s connection file', () => {
  assert.deepEqual(kernelSpec(paths).argv, ['/bin/node', '/project/start.js', '{connection_file}']);
});

test('kernelSpec() interrupts by signal, on Windows by message', () => {
  assert.equal(kernelSpec({ ...paths, platform: 'linux' }).interrupt_mode, 'signal');
  assert.equal(kernelSpec({ ...paths, platform: 'win32' }).interrupt_mode, 'message');
});
