/**
 * Resolves in the next turn of the event loop: signals, timers and waiting outputs get through before. A timer would do
 * in every browser too, but waits four milliseconds each time.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') return void setImmediate(resolve);
    const { port1, port2 } = new MessageChannel();
    const received = () => {
      port1.close();
      resolve();
    };
    Object.assign(port1, { onmessage: received });
    port2.postMessage(undefined);
  });
}
