import { setImmediate as nextTurn } from 'node:timers/promises';
import { installNativeOps } from '../fast-ops/install';
import { tf } from '../network/tfjs';
import { loadNativeLibrary, NATIVE, NATIVE_PRIORITY, openFiles, registerKernels } from './tfjsNode';
import { beQuiet, loadPlainJavaScript, loadWebAssembly } from './wasm';

const BACKENDS = [NATIVE, 'wasm', 'cpu'] as const;

type BackendName = (typeof BACKENDS)[number];

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
 * Kernels, gradients and layers are there before the library that they call: an expression such as
 * `layer.call(tf.ones([2]))` takes the layer's method first and loads the library then.
 */
function installKernels(): void {
  registerKernels();
  if (NATIVE_OPS !== 'off') installNativeOps(tf);
}

/**
 * The native library takes its time to load and writes to stderr while it does, so it waits for the first tensor: who
 * only reads pictures does not need it.
 */
function loadAtFirstUse(): () => Promise<void> {
  let fallback: Promise<void> | undefined;
  const create = () => {
    tf.removeBackend(NATIVE); // tfjs-node registers its own under the name
    try {
      loadNativeLibrary();
      return tf.backend();
    } catch (error) {
      fallback = fallBack();
      throw error;
    }
  };
  tf.registerBackend(NATIVE, create, NATIVE_PRIORITY);
  openFiles(() => tf.findBackendFactory(NATIVE) === create);
  return async () => {
    await tf.ready();
    await fallback;
  };
}

/** TensorFlow.js takes plain JavaScript at once, and gets WebAssembly in the next turn of the event loop. */
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
