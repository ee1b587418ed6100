// The arrows of the house: who may import whom. `npm test` keeps them; see test/gate/tools.test.ts.

/** What stands below everything: it runs in Node and in a page alike, and knows nothing of pictures. */
const BASE = ['check.ts', 'host.ts', 'plural.ts'];

/** Each room of src/ with the rooms and files that it may import, besides itself. */
const MAY_IMPORT = {
  'check.ts': [],
  'host.ts': [],
  'plural.ts': [],
  'processes.cjs': [],
  'project.ts': ['check.ts'],
  'fast-ops': [],
  data: BASE,
  network: ['data', ...BASE],
  training: ['network', 'data', ...BASE],
  insight: ['training', 'network', 'data', ...BASE],
  figures: ['insight', 'training', 'network', 'data', ...BASE],
  display: ['figures', 'insight', 'training', 'network', 'data', ...BASE],
  'core.ts': ['display', 'figures', 'insight', 'training', 'network', 'data'],
  'page.ts': ['core.ts'],
  platform: ['fast-ops', 'network', 'project.ts', ...BASE],
  files: ['display', 'training', 'network', 'data', 'project.ts', 'processes.cjs', ...BASE],
  lessons: ['files', 'insight', 'training', 'network', 'data', 'project.ts', ...BASE],
  kernel: ['display', 'platform', 'project.ts', ...BASE],
  'index.ts': ['core.ts', 'files', 'lessons', 'kernel'],
};

/**
 * What the page in a browser is bundled from. Its one way to what differs between Node and a page is `#platform`, of
 * which package.json tells what it stands for.
 */
const CORE =
  '^src/(data|network|training|insight|figures|display|check|plural|host|core|page|platform/page)\\b';

/** The only modules that import a package, its types too unless told; who needs it asks them. */
const ONLY_IN = [
  { name: 'tslab', place: '^src/kernel/', packages: '(tslab|@tslab/[^/]+|zeromq)' },
  { name: 'npyjs', place: '^src/files/numpy/npyReader\\.ts$', packages: 'npyjs' },
  { name: 'zip', place: '^src/files/zip\\.ts$', packages: '(yauzl|yazl|buffer-crc32)' },
  { name: 'h5wasm', place: '^src/files/hdf5\\.ts$', packages: 'h5wasm' },
  {
    name: 'tfjs',
    place: '^src/network/tfjs\\.ts$',
    packages: '@tensorflow/tfjs',
    withTypes: false,
  },
  {
    name: 'tfjs-backends',
    place: '^src/platform/(tfjsNode|wasm)\\.ts$',
    packages: '@tensorflow/tfjs-[^/]+',
    withTypes: false,
  },
  { name: 'tfjs-types', place: '^src/(network|fast-ops|platform)/', packages: '@tensorflow/[^/]+' },
];

const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from,
  to,
});

const room = (name) => `^src/${name.includes('.') ? name.replace('.', '\\.') + '$' : `${name}/`}`;

module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([name, others]) =>
      forbid(
        `${name}-arrows`,
        `src/${name} may import from ${others.join(', ') || 'nothing of the house'}`,
        { path: room(name) },
        { path: '^src/', pathNot: [name, ...others].map(room) },
      ),
    ),
    ...ONLY_IN.map(({ name, place, packages, withTypes = true }) =>
      forbid(
        `${name}-in-one-place`,
        `Only ${place} knows ${packages}`,
        { path: '^src/', pathNot: [place] },
        { path: `^node_modules/${packages}/`, dependencyTypesNot: withTypes ? [] : ['type-only'] },
      ),
    ),
    forbid(
      'core-without-node',
      'The core runs in a browser: what needs Node stands in src/files',
      { path: CORE },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'core-without-native-packages',
      'The core runs in a browser: packages that need Node stand in src/files and src/fast-ops',
      { path: CORE },
      { path: '^node_modules/(sharp|pngjs|npyjs|yauzl|yazl|h5wasm|tslab|@tensorflow/tfjs-node)/' },
    ),
    forbid(
      'index-re-exports',
      'Nothing of src/ imports src/index.ts but the bench, which measures what a reader gets',
      { path: '^src/', pathNot: ['^src/tools/bench/workers/'] },
      { path: '^src/index\\.ts$' },
    ),
    forbid(
      'cli-on-top',
      'src/cli.ts is the top: nothing imports it',
      { path: '.' },
      { path: '^src/cli\\.ts$' },
    ),
    forbid(
      'src-without-tests',
      'src/ imports nothing of test/',
      { path: '^src/' },
      { path: '^test/' },
    ),
    forbid(
      'no-circles',
      'Modules go round in a circle',
      { path: '^(src|test)/' },
      { circular: true },
    ),
    forbid('no-unresolvable', 'The module is not found', { path: '.' }, { couldNotResolve: true }),
    forbid(
      'no-undeclared-packages',
      'The package is not in package.json, or only among the devDependencies',
      { path: '^src/' },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/@tslab/', // its own TypeScript, which has to be the very same
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true, // an import of types is an arrow too
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
