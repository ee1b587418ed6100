import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import util from 'node:util';
import { installNativeOps } from '../fast-ops/install';
import { tf } from '../network/tfjs';
import { registerConvolutionGradients } from '../network/wasmGradients';

const BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;

type BackendName = (typeof BACKENDS)[number];

type IORouter = Parameters<typeof tf.io.registerLoadRouter>[0];

const NATIVE = 'tensorflow';

/** tfjs-node's own: whoever is registered with more computes, and plain JavaScript has 1. */
const NATIVE_PRIORITY = 3;

const TFJS_NODE = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));

const NATIVE_OPS = chosenWord('CREATURES_NATIVE_OPS', ['on', 'off']);

/**
 * Resolves when what computes is loaded for good.
 *
 * The environment variable `CREATURES_BACKEND` (`tensorflow`, `wasm`, `cpu`) picks it; without it the native library is
 * taken where it is set up, else WebAssembly. `CREATURES_NATIVE_OPS=off` leaves TensorFlow.js's code as it comes.
 */
export const startBackend = setUpBackend(chosenWord('CREATURES_BACKEND', BACKENDS));

/** Returns the word that an environment variable holds, if any. */
function chosenWord<Word extends string>(
  variable: string,
  words: readonly Word[],
): Word | undefined {
  const word = process.env[variable];
  if (word && !words.includes(word as Word))
    throw new RangeError(`${variable} must be one of ${words.join(', ')}, but is '${word}'`);
  return (word || undefined) as Word | undefined;
}

/**
 * Kernels, gradients and layers are there before the library that they call: an expression such as
 * `layer.call(tf.ones([2]))` takes the layer's method first and loads the library then.
 */
function installKernels(): void {
  replaceUtilFunctions();
  require('@tensorflow/tfjs-node/dist/register_all_kernels');
  if (NATIVE_OPS !== 'off') installNativeOps(tf);
}

/** Done at import. What is asked for by name is loaded at once, so that its failure is heard of at once. */
function setUpBackend(name: BackendName | undefined): () => Promise<void> {
  if (!name || name === NATIVE) installKernels();
  if (!name && !tf.findBackendFactory(NATIVE)) return loadAtFirstUse();
  const loading = name === 'wasm' ? loadWebAssembly() : Promise.resolve();
  // An import must not fail on a promise that nobody awaits yet
  loading.catch(() => undefined);
  if (name === 'cpu') loadPlainJavaScript();
  else if (name !== 'wasm') loadNativeLibrary();
  return () => loading;
}

/**
 * The native library takes a second to load and writes to stderr while it does, so it waits for the first tensor: who
 * only reads pictures does not need it.
 */
function loadAtFirstUse(): () => Promise<void> {
  let fallback: Promise<void> | undefined;
  const load = () => {
    tf.removeBackend(NATIVE); // tfjs-node registers its own under the name
    try {
      loadNativeLibrary();
      return tf.backend();
    } catch (error) {
      fallback = fallBack();
      throw error;
    }
  };
  tf.registerBackend(NATIVE, load, NATIVE_PRIORITY);
  openFiles(() => tf.findBackendFactory(NATIVE) === load);
  return async () => {
    await tf.ready();
    await fallback;
  };
}

/** TensorFlow.js takes plain JavaScript now, and WebAssembly when that stands. */
function fallBack(): Promise<void> {
  console.log(
    "TensorFlow's native library is not set up here, so WebAssembly computes: training takes about 24 times as long " +
      '(`npm start` sets the native library up)',
  );
  const speakAgain = beQuiet();
  const loading = nextTurn().then(() => {
    const wasm = loadWebAssembly();
    speakAgain();
    return wasm;
  });
  loading.catch(() => undefined);
  return loading;
}

/** tfjs-node reads and writes the files of `file://`; a network may be read before anything loads that. */
function openFiles(isWaiting: () => boolean): void {
  const router: IORouter = (url) =>
    isWaiting()
      ? require('@tensorflow/tfjs-node/dist/io/file_system').nodeFileSystemRouter(url)
      : null;
  tf.io.registerLoadRouter(router);
  tf.io.registerSaveRouter(router);
}

function loadNativeLibrary(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  require('@tensorflow/tfjs-node');
  if (!tf.findBackendFactory(NATIVE)) registerByHand();
}

/** Whoever imports tfjs-node itself before the first tensor has it half loaded when it asks for the backend. */
function registerByHand(): void {
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');
  const addon = require(join(TFJS_NODE, 'lib', 'napi-v8', 'tfjs_binding.node'));
  tf.registerBackend(
    NATIVE,
    () => new NodeJSKernelBackend(addon, '@tensorflow/tfjs-node'),
    NATIVE_PRIORITY,
  );
  tf.setBackend(NATIVE);
}

/** Two functions that tfjs-node 4.22.0 calls: Node 22 prints a warning when they are used, Node 23 took them away. */
function replaceUtilFunctions(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}

function loadPlainJavaScript(): void {
  tf.setBackend('cpu');
  // The first tensor on this backend prints an advertisement
  const speakAgain = beQuiet();
  tf.scalar(0).dispose();
  speakAgain();
}

/** Production mode prints no warnings. Returns a function that ends it. */
function beQuiet(): () => void {
  const production = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  return () => tf.env().set('PROD', production);
}

/**
 * While a backend starts, TensorFlow.js refuses every operation. So its factory is called by hand, and the backend is
 * registered when it stands.
 */
async function loadWebAssembly(): Promise<void> {
  loadPlainJavaScript();
  require('@tensorflow/tfjs-backend-wasm');
  registerConvolutionGradients(tf);
  const backend = await tf.findBackendFactory('wasm')();
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => backend);
  tf.setBackend('wasm');
}
