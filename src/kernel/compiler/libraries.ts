/** TypeScript's descriptions of what a newer Node has, by a piece of it. */
const BY_FEATURE: readonly (readonly [lib: string, isThere: () => boolean])[] = [
  ['es2023', () => 'toSorted' in Array.prototype],
  ['es2024.object', () => 'groupBy' in Object],
  ['es2024.collection', () => 'groupBy' in Map],
  ['es2024.promise', () => 'withResolvers' in Promise],
  ['es2024.string', () => 'isWellFormed' in String.prototype],
  ['es2024.arraybuffer', () => 'resize' in ArrayBuffer.prototype],
  ['es2024.sharedmemory', () => 'waitAsync' in Atomics],
  ['esnext.disposable', () => 'dispose' in Symbol],
  ['esnext.array', () => 'fromAsync' in Array],
  ['esnext.collection', () => 'union' in Set.prototype],
  ['esnext.iterator', () => 'Iterator' in globalThis],
  ['esnext.promise', () => 'try' in Promise],
  ['esnext.float16', () => 'Float16Array' in globalThis],
  ['esnext.error', () => 'isError' in Error],
];

/** Returns the names of the library files that describe what the running Node has. */
export function librariesOfNode(): string[] {
  const found = BY_FEATURE.filter(([, isThere]) => isThere()).map(([lib]) => lib);
  return ['es2022', ...found].map((lib) => `lib.${lib}.d.ts`);
}
