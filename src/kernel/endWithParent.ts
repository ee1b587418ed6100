/** Milliseconds between two looks. */
const INTERVAL = 2_000;

/** Ends this process when the one that started it is gone: a runner that was killed leaves no kernel behind. */
export function endWithParent(): void {
  const parent = process.ppid;
  // Windows keeps the number of a parent that is gone
  if (process.platform === 'win32') return;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, INTERVAL).unref();
}
