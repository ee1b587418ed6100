import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { flagOf } from '../../src/fast-ops/switches';
import { tf } from '../../src/network/tensorflow';
import { train } from '../../src/training/train';
import { sampleDataset, sampleNetwork } from '../network/sampleData';

type Run = NodeJSKernelBackend['executeMultipleOutputs'];

test('installNativeOps() leaves a library without the ops to TensorFlow.js', async (t) => {
  const { prototype } = NodeJSKernelBackend;
  // TensorFlow itself refuses names that it does not have
  const run: Run = Reflect.get(prototype, 'executeMultipleOutputs');
  const missing = (name: string) => name.replace(/^Creatures/, 'Missing');
  t.mock.method(
    prototype,
    'executeMultipleOutputs',
    function (this: NodeJSKernelBackend, ...[name, ...rest]: Parameters<Run>) {
      return run.call(this, missing(name), ...rest);
    },
  );
  const { history } = await train(sampleNetwork({ seed: 1 }), sampleDataset({ numImages: 6 }), {
    epochs: 1,
    seed: 1,
  });
  assert.ok(history.loss[0] > 0);
  for (const op of ['PIXELS', 'BIAS_GRADIENT', 'DROPOUT', 'OPTIMIZER'] as const)
    assert.equal(tf.env().getBool(flagOf(op)), false, op);
});
