/** What Node has and a browser has not. */
interface Turns {
  readonly setImmediate?: (listener: () => void) => void;
}

/**
 * Resolves in the next turn of the event loop: signals, timers and waiting outputs get through before. A timer would do
 * in every browser too, but waits four milliseconds each time.
 */
export function nextTurn(): Promise<void> {
  const { setImmediate: callNext } = globalThis as Turns;
  return new Promise((resolve) => {
    if (callNext) callNext(resolve);
    else passMessage(resolve);
  });
}

function passMessage(onReceived: () => void): void {
  const { port1, port2 } = new MessageChannel();
  const onmessage = (): void => {
    port1.close();
    onReceived();
  };
  Object.assign(port1, { onmessage });
  port2.postMessage(undefined);
}
