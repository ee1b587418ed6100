import { findHost, hasHost, type TakeBack } from '../host';

/** What a program in Node listens to. A browser has none of it. */
interface SignalSource {
  once(signal: 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGINT', listener: () => void): unknown;
}

/**
 * Calls the listener once, when the reader presses the notebook's stop button or, in a program in Node, Ctrl+C. Other
 * listeners stay where they are, and the next press does what it did before. Returns a function that takes this back.
 */
export function onInterrupt(listener: () => void): TakeBack {
  if (hasHost()) return findHost().onInterrupt(listener);
  const { process } = globalThis as { readonly process?: Partial<SignalSource> };
  process?.once?.('SIGINT', listener);
  return () => void process?.off?.('SIGINT', listener);
}
