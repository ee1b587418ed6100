// What `npm test` holds the code to, beyond types and format; see test/gate/tools.test.ts.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const CORE = 'src/{data,network,training,insight,figures,display}/**/*.ts';

export default defineConfig(
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'max-params': ['error', 4],
      '@typescript-eslint/no-shadow': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          // The runner itself waits for them
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: [
                'test',
                'it',
                'suite',
                'describe',
                'before',
                'after',
                'beforeEach',
                'afterEach',
              ],
            },
          ],
        },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_' },
      ],
      // An async function turns a throw into a rejection, which its callers count on
      '@typescript-eslint/require-await': 'off',
      // Environment variables and global symbols are to be deleted by name
      '@typescript-eslint/no-dynamic-delete': 'off',
      // A backend or an event emitter is here told by what it can do
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // tfjs itself writes its enums as numbers: `verbose: 0`
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Places in arrays have no `undefined` in their types here, so it takes needed checks for needless
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    // What mends another program from outside must reach what that program does not offer
    files: ['src/{kernel,platform,fast-ops}/**/*.ts', 'test/kernel/**/*.ts'],
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Errors of other contexts and call sites of the engine are less or more than their types say
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
    },
  },
  {
    // A missing value fails the test at once, and what came out of JSON is there to be compared
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/await-thenable': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Program > :matches(VariableDeclaration, ExportNamedDeclaration > VariableDeclaration)[kind="let"]',
          message:
            'State of a module outlives whoever set it: keep it in an object that someone owns',
        },
      ],
    },
  },
  {
    files: ['src/{index,core}.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Program > :not(ImportDeclaration, ExportAllDeclaration, ExportNamedDeclaration[source])',
          message: 'This file is the table of contents: it only re-exports',
        },
      ],
    },
  },
  {
    files: [CORE],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'require', 'module', 'global', '__dirname', 'setImmediate'].map(
          (name) => ({
            name,
            message:
              'The core runs in a browser, which has no such thing: let src/files or the host do it',
          }),
        ),
      ],
    },
  },
);
