import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { installNativeOps } from '../fast-ops/install';
import { registerConvolutionGradients } from './wasmGradients';

/** TensorFlow.js with all its types: `tf.Tensor4D`, `tf.layers.conv2d`. */
export { tf };

const BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;

const NATIVE_OPS = chosenWord('CREATURES_NATIVE_OPS', ['on', 'off']);

/** What computes: TensorFlow's native library, WebAssembly, or plain JavaScript. */
export type BackendName = (typeof BACKENDS)[number];

/**
 * Resolves when the computing library is loaded for good. Tensors and layers can be made before: WebAssembly starts in
 * the background, plain JavaScript computes until then, and TensorFlow.js moves each tensor at its next use.
 *
 * The environment variable `CREATURES_BACKEND` (`tensorflow`, `wasm`, `cpu`) picks the library; without it the native
 * one is taken where it is set up, else WebAssembly. `CREATURES_NATIVE_OPS=off` leaves TensorFlow.js's code as it comes.
 */
export const backendReady: Promise<void> = loadBackend(chosenWord('CREATURES_BACKEND', BACKENDS));
// An import must not fail on a promise that nobody awaits yet
backendReady.catch(() => undefined);

/** Returns what computes now. */
export function backendName(): BackendName {
  return tf.getBackend() as BackendName;
}

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

/** Synchronous but for the start of WebAssembly, so that an import of this module is enough. */
function loadBackend(name: BackendName | undefined): Promise<void> {
  if (name === 'cpu') return Promise.resolve(loadPlainJavaScript());
  if (name === 'wasm') return loadWebAssembly();
  if (name === 'tensorflow') return Promise.resolve(loadNativeLibrary());
  try {
    return Promise.resolve(loadNativeLibrary());
  } catch {
    console.log(
      "TensorFlow's native library is not set up here, so WebAssembly computes: training takes about 24 times as long " +
        '(`npm start` sets the native library up)',
    );
    return loadWebAssembly();
  }
}

function loadNativeLibrary(): void {
  replaceUtilFunctions();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  require('@tensorflow/tfjs-node');
  if (NATIVE_OPS !== 'off') installNativeOps(tf);
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
  // The first tensor on this backend prints an advertisement; production mode keeps it quiet
  const production = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  tf.scalar(0).dispose();
  tf.env().set('PROD', production);
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
