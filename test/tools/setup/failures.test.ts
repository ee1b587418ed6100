import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inProject } from '../../../src/project';

// Nothing listens on the discard port of this machine: a registry that does not answer
const NO_REGISTRY = 'http://127.0.0.1:9';
const skip = process.platform === 'win32' ? 'stand-ins for Python are shell scripts' : false;
const project = mkdtempSync(join(tmpdir(), 'creatures-setup-'));
const emptyFolder = join(project, 'empty');

for (const file of ['package.json', 'package-lock.json', '.npmrc', 'src'])
  cpSync(inProject(file), join(project, file), { recursive: true });
mkdirSync(emptyFolder);
after(() => rmSync(project, { recursive: true, force: true }));

/** Runs a script of the copied project; returns its exit code and all that it printed. */
function run(
  script: string,
  env: NodeJS.ProcessEnv,
): { readonly code: number | null; readonly printed: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, script), 'start'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: emptyFolder, ...env },
  });
  return { code: status, printed: stdout + stderr };
}

/** The compiled set-up with the packages of this project: what comes after the npm packages are installed. */
function setUp(env: NodeJS.ProcessEnv): { readonly code: number | null; readonly printed: string } {
  if (!existsSync(join(project, 'dist'))) {
    cpSync(inProject('dist', 'src'), join(project, 'dist', 'src'), { recursive: true });
    symlinkSync(inProject('node_modules'), join(project, 'node_modules'));
  }
  return run('dist/src/cli.js', env);
}

test('npm start without an npm registry names the registry and how to go on', { skip }, () => {
  const { code, printed } = run('src/tools/setup/bootstrap.mjs', {
    npm_config_registry: NO_REGISTRY,
    npm_config_fetch_retries: '0',
    npm_config_cache: emptyFolder,
  });
  assert.equal(code, 1);
  assert.match(
    printed,
    /Installing the npm packages[^]*registry did not answer[^]*run the same command again/,
  );
});

test('npm start without Python names Python and how to install it', { skip }, () => {
  const { code, printed } = setUp({ PATH: emptyFolder });
  assert.equal(code, 1);
  assert.match(
    printed,
    /Python 3\.11, 3\.12 or 3\.13 is needed[^]*No Python was found[^]*install/i,
  );
});

test(
  'npm start with a Python that lacks venv names the module and the package to install',
  { skip },
  () => {
    const python = join(emptyFolder, 'python-without-venv');
    writeFileSync(python, '#!/bin/sh\ncase "$2" in *venv*) exit 1;; *) echo 3.12;; esac\n');
    chmodSync(python, 0o755);
    const { code, printed } = setUp({ PYTHON: python });
    assert.equal(code, 1);
    assert.match(printed, /Python 3\.12 is here without its venv module[^]*install/i);
  },
);

test(
  'npm start without a Python registry names the registry, and the next run goes on',
  { skip },
  () => {
    const { code, printed } = setUp({
      PIP_INDEX_URL: NO_REGISTRY,
      PIP_RETRIES: '0',
      PIP_CONFIG_FILE: '/dev/null',
      PIP_NO_CACHE_DIR: '1',
    });
    assert.equal(code, 1);
    assert.match(printed, /registry did not answer[^]*run the same command again/);
    assert.equal(existsSync(join(project, '.venv', '.creatures-stamp')), false);
  },
);
