import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerConvolutionGradients } from '../../src/network/wasmGradients';
import * as creatures from '../../src/page';
import { computeGradients } from './gradients';
import { trainAndShow } from './scenario';

const { tf } = creatures;

// What the test calls in the page

export const { backendName } = creatures;

export const usePlainJavaScript = () => tf.setBackend('cpu');

/** A page from disk cannot fetch the program of WebAssembly: it brings it along. */
export async function useWebAssembly(base64: string): Promise<boolean> {
  const program = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  setWasmPaths('./', true);
  tf.env().platform.fetch = () => Promise.resolve(new Response(program));
  registerConvolutionGradients(tf);
  return tf.setBackend('wasm');
}

export const train = () => trainAndShow(creatures);

export const gradients = () => computeGradients(tf);
