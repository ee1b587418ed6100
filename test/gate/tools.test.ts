import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { inProject, projectRoot } from '../../src/project';

/** Fails with what the tool printed and how to mend it, unless the tool is content. */
function assertContent(program: string, args: readonly string[], mend: string): void {
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [inProject('node_modules', program), ...args],
    { cwd: projectRoot, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  if (error) throw error;
  assert.equal(status, 0, `${stdout}${stderr}\n${mend}`);
}

test('prettier finds every file formatted', () => {
  const files = ['src', 'test', '*.{json,mjs,cjs}', '.*.{json,cjs}'];
  assertContent(
    'prettier/bin/prettier.cjs',
    ['--check', ...files],
    'Format by: npx prettier --write .',
  );
});

test('eslint finds no fault in the code', () => {
  assertContent(
    'eslint/bin/eslint.js',
    ['--max-warnings=0', 'src', 'test'],
    'Mend what you can by: npx eslint --fix src test',
  );
});

test('dependency-cruiser finds every arrow between modules allowed, and no circle', () => {
  assertContent(
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['src', 'test', '--output-type', 'err-long'],
    'The rules, each with its reason, stand in .dependency-cruiser.cjs; see them alone by: npx depcruise src test',
  );
});

test('knip finds no unused file, export or package', () => {
  assertContent(
    'knip/bin/knip.js',
    ['--no-progress'],
    'Remove what nothing uses; see the list alone by: npx knip',
  );
});

test('knip finds nothing that only tests use, but what is marked @internal', () => {
  assertContent(
    'knip/bin/knip.js',
    ['--no-progress', '--production', '--include', 'files,exports,types'],
    'Remove it, test it through what uses it, or mark it @internal; see the list alone by: npx knip --production',
  );
});
