// What the core takes from Node; `page.ts` is what it takes from a page. `#platform` in package.json tells which
export { inspect } from 'node:util';
export { startBackend } from './backend';
export { hidePaths } from './hidePaths';
export { packPng } from './packPng';
