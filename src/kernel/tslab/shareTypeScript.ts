/**
 * Gives tslab this project's TypeScript in place of its own, older copy, which need not be loaded then. Must be called
 * before tslab is loaded.
 */
export function shareTypeScript(): void {
  const id = require.resolve('@tslab/typescript-for-tslab');
  const compiler = require.cache[require.resolve('typescript')] ?? load('typescript');
  require.cache[id] = compiler;
}

function load(name: string): NodeModule {
  require(name);
  return require.cache[require.resolve(name)]!;
}
