import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runPython, temporaryFolder } from './fixtures';
import { readInProcess } from './hostile/reading';

/** The kinds of files, and how many of each are broken, lie, or were written to do harm. */
const KINDS: Readonly<Record<string, number>> = {
  npy: 49,
  npz: 20,
  photo: 20,
  data: 15,
  network: 34,
  checkpoint: 17,
  credits: 10,
  keras: 163,
  torch: 4,
};

/** How much memory a process may take with its libraries, or, where these are large, beyond them. */
const MEMORY = { inAll: 500e6, beyondLibraries: 100e6 };

/** What a program says to its makers, and not to a reader. */
const RAW = /undefined|not iterable|is not a function|Cannot (read prop|destruct)|^\s+at |0x|\n/m;

/** Such a name stands in the message, or that of the part that is wrong. */
const PARTS = /X_train|x_test|Y_train|y_test/;

const folder = temporaryFolder();
const made = runPython('files/hostile/makeFiles.py', [folder]);

test('the networks that hostile files of the kind keras are made of are sound', async () => {
  await made;
  const files = ['sound.h5', 'sound.keras'].map((name) => join(folder, name));
  const { readings } = await readInProcess('keras', files);
  assert.deepEqual(
    readings.map(({ message }) => message),
    ['was read', 'was read'],
  );
});

for (const [kind, count] of Object.entries(KINDS)) {
  test(`hostile files of the kind ${kind} each give a sentence that names them, and nothing is run`, async () => {
    await made;
    const files = readdirSync(join(folder, kind)).map((name) => join(folder, kind, name));
    const { readings, ending } = await readInProcess(kind, files);
    for (const { file, message, isError, peak, base } of readings) {
      assert.ok(isError, `${file}: ${message}`);
      assert.doesNotMatch(message, RAW, file);
      assert.ok(kind === 'torch' || PARTS.test(message) || message.includes(file), message);
      const limit = Math.max(MEMORY.inAll, base + MEMORY.beyondLibraries);
      assert.ok(peak < limit, `${file}: ${Math.round(peak / 1e6)} MB`);
    }
    assert.deepEqual([readings.length, ending], [count, { polluted: false }]);
    assert.ok(!existsSync(join(folder, 'canary')));
  });
}
