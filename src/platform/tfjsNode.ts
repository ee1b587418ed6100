import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { tf } from '../network/tfjs';

type Router = Parameters<typeof tf.io.registerLoadRouter>[0];

/** The name under which tfjs-node registers the native library, and whom it comes before: plain JavaScript has 1. */
export const NATIVE = 'tensorflow';
export const NATIVE_PRIORITY = 3;

/** Loads a part of tfjs-node when its turn comes. */
const part = createRequire(__filename);

/** Makes the native library's kernels known, before the library itself, which takes a second to load. */
export function registerKernels(): void {
  replaceUtilFunctions();
  part('@tensorflow/tfjs-node/dist/register_all_kernels');
}

/** Loads the native library and lets it compute. */
export function loadNativeLibrary(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  part('@tensorflow/tfjs-node');
  if (!tf.findBackendFactory(NATIVE)) registerByHand();
}

/** Whoever imports tfjs-node before the first tensor has it half loaded when it asks for the backend. */
function registerByHand(): void {
  const { NodeJSKernelBackend } = part(
    '@tensorflow/tfjs-node/dist/nodejs_kernel_backend',
  ) as typeof import('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');
  const folder = dirname(part.resolve('@tensorflow/tfjs-node/package.json'));
  const addon = part(
    join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'),
  ) as import('@tensorflow/tfjs-node/dist/tfjs_binding').TFJSBinding;
  const create = () => new NodeJSKernelBackend(addon, '@tensorflow/tfjs-node');
  tf.registerBackend(NATIVE, create, NATIVE_PRIORITY);
  void tf.setBackend(NATIVE);
}

/** Lets `file://` name files while tfjs-node, which answers for them, is not loaded yet. */
export function openFiles(isWaiting: () => boolean): void {
  const router = ((url) => (isWaiting() ? fileRouter(url) : null)) as Router;
  tf.io.registerLoadRouter(router);
  tf.io.registerSaveRouter(router);
}

function fileRouter(url: string | string[]): tf.io.IOHandler | null {
  const { nodeFileSystemRouter } = part(
    '@tensorflow/tfjs-node/dist/io/file_system',
  ) as typeof import('@tensorflow/tfjs-node/dist/io/file_system');
  return nodeFileSystemRouter(url);
}

/** Two functions that tfjs-node 4.22.0 calls: Node 22 prints a warning when they are used, Node 23 took them away. */
function replaceUtilFunctions(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}
