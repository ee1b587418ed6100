import * as platform from '#platform';
import { tf } from './tfjs';

/** TensorFlow.js with all its types: `tf.Tensor4D`, `tf.layers.conv2d`. */
export { tf };

/** What computes: TensorFlow's native library, WebAssembly, plain JavaScript, or in a page the graphics card. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu' | 'webgl';

/**
 * Resolves when what computes is loaded for good. Tensors and layers can be made before: WebAssembly starts in the
 * background, plain JavaScript computes until then, and TensorFlow.js moves each tensor at its next use.
 */
export function startBackend(): Promise<void> {
  return platform.startBackend();
}

/** Returns what computes now. The first to ask starts it, as the first tensor does. */
export function backendName(): BackendName {
  if (!tf.getBackend()) tf.backend();
  return tf.getBackend() as BackendName;
}
