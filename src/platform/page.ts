// What the core takes from a page; `node.ts` is what it takes from Node. `#platform` in package.json tells which
import { encode } from 'fast-png';
import { tf } from '../network/tfjs';

export { inspect } from 'node-inspect-extracted';

/** Resolves when TensorFlow.js has started the best that the page has registered: by itself, `webgl` or `cpu`. */
export function startBackend(): Promise<void> {
  return tf.ready();
}

/** Returns the text as it is: a page has no paths to hide. */
export function hidePaths(text: string): string {
  return text;
}

/** The bytes of a PNG, rows unfiltered: what Node has for it does not bundle. */
export function packPng(
  data: Uint8Array,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
): Uint8Array {
  return encode({ width, height, data, channels, depth: 8 }, { zlib: { level: 9 } });
}
