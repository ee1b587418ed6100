import '../useWasm';
import { startBackend, tf } from '../../../src/network/tensorflow';
import { testAgainstKeras } from './kerasLayers';

/** Without the native library: in WebAssembly and in plain JavaScript. */
async function testBoth(): Promise<void> {
  await startBackend();
  await testAgainstKeras('wasm');
  await tf.setBackend('cpu');
  await testAgainstKeras('cpu');
}

void testBoth();
