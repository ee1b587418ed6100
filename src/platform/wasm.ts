import { tf } from '../network/tfjs';
import { registerConvolutionGradients } from '../network/wasmGradients';

/** Lets plain JavaScript compute. */
export function loadPlainJavaScript(): void {
  void tf.setBackend('cpu');
  // The first tensor on this backend prints an advertisement
  const speakAgain = beQuiet();
  tf.scalar(0).dispose();
  speakAgain();
}

/**
 * Lets plain JavaScript compute, and WebAssembly as soon as that stands. While a backend starts, TensorFlow.js refuses
 * every operation: so its factory is called by hand, and the backend is registered when it is there.
 */
export async function loadWebAssembly(): Promise<void> {
  loadPlainJavaScript();
  await import('@tensorflow/tfjs-backend-wasm');
  registerConvolutionGradients(tf);
  const backend = await tf.findBackendFactory('wasm')();
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => backend);
  await tf.setBackend('wasm');
}

/** Production mode prints no warnings. Returns a function that ends it. */
export function beQuiet(): () => void {
  const production = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  return () => tf.env().set('PROD', production);
}
