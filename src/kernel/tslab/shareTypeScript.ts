/**
 * Gives tslab this project's TypeScript in place of its own, older copy, which need not be loaded then. Must be called
 * before tslab is loaded.
 */
export function shareTypeScript(): void {
  require('typescript');
  const compiler = require.cache[require.resolve('typescript')];
  require.cache[require.resolve('@tslab/typescript-for-tslab')] = compiler;
}
