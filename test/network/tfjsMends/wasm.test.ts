import '../useWasm';
import { backendReady, tf } from '../../../src/network/tensorflow';
import { testAgainstKeras } from './kerasLayers';

/** Without the native library: in WebAssembly and in plain JavaScript. */
async function testBoth(): Promise<void> {
  await backendReady;
  await testAgainstKeras('wasm');
  tf.setBackend('cpu');
  await testAgainstKeras('cpu');
}

void testBoth();
