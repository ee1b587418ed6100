import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { clearEnvironment, findPython } from '../../../src/tools/setup/python';
import { SetupError } from '../../../src/tools/setup/step.cjs';

const skip = process.platform === 'win32' ? 'stand-ins for Python are shell scripts' : false;

/** A folder with programs that only print a version, as Python does when asked for it. */
function folderWith(programs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'creatures-python-'));
  for (const [name, version] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho ${version}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

test('findPython() prefers the newest supported version on the path', { skip }, () => {
  const PATH = folderWith({ python3: '3.11', 'python3.12': '3.12' });
  assert.deepEqual(findPython({ PATH }), { command: ['python3.12'], version: '3.12' });
});

test('findPython() takes the one named in PYTHON first', { skip }, () => {
  const folder = folderWith({ 'python3.13': '3.13', mine: '3.11' });
  const PYTHON = join(folder, 'mine');
  assert.deepEqual(findPython({ PATH: folder, PYTHON }), { command: [PYTHON], version: '3.11' });
});

test(
  'findPython() names the versions found when all are too old, and how to install one',
  { skip },
  () => {
    const PATH = folderWith({ python3: '3.8' });
    assert.throws(
      () => findPython({ PATH }),
      (error: Error) =>
        error instanceof SetupError &&
        /python3 is 3\.8/.test(error.message) &&
        /install/i.test(error.message),
    );
  },
);

test('findPython() says that there is none on an empty path', { skip }, () => {
  assert.throws(() => findPython({ PATH: folderWith({}) }), /No Python was found/);
});

test('clearEnvironment() empties what it made, and refuses any other environment', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'creatures-environment-'));
  const [made, own] = [join(folder, 'made'), join(folder, 'own')];
  await clearEnvironment(made);
  writeFileSync(join(made, 'pyvenv.cfg'), 'half');
  await clearEnvironment(made);
  assert.deepEqual(readdirSync(made), ['.creatures-environment']);
  mkdirSync(own);
  writeFileSync(join(own, 'pyvenv.cfg'), 'home = /usr/bin');
  await assert.rejects(clearEnvironment(own), {
    name: 'SetupError',
    message: /own was not made by this project: move it away/,
  });
  assert.deepEqual(readdirSync(own), ['pyvenv.cfg']);
  rmSync(folder, { recursive: true });
});
