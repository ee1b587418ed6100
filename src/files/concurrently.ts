/**
 * Runs a task for each item, so many at once. After an error no further task begins; the error is thrown when the running
 * ones have ended, so that nothing goes on behind the caller's back.
 *
 * @example
 * await forEachAtOnce([1, 2, 3], 2, (seed) => saveNpy(`${seed}.npy`, { data: new Uint8Array([seed]), shape: [1] }));
 */
export async function forEachAtOnce<Item>(
  items: readonly Item[],
  atOnce: number,
  task: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const waiting = items.entries();
  const errors: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (errors.length > 0) return;
      await task(item, index).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  if (errors.length > 0) throw errors[0];
}
