import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { readHdf5 } from '../../src/files/hdf5';
import { inProject, venvProgram } from '../../src/project';

const run = promisify(execFile);
let root: string;
let sample: string;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'creatures-hdf5-'));
  sample = join(root, 'sample.h5');
  await run(venvProgram('python'), [inProject('test', 'files', 'makeHdf5Sample.py'), sample]);
});
after(() => rm(root, { recursive: true, force: true }));

/** As the script fills its arrays. */
const counting = (length: number) => Float32Array.from({ length }, (_, index) => index / 4 - 1);

test('readHdf5() gives the numbers and shapes that h5py wrote, in row-major order', async () => {
  const arrays = await readHdf5(sample, {
    'conv1/conv1_W:0': [2, 2, 3, 5],
    'conv1/conv1_b:0': [5],
    'packed/numbers': [40, 30],
  });
  assert.deepEqual(arrays, {
    'conv1/conv1_W:0': { data: counting(60), shape: [2, 2, 3, 5] },
    'conv1/conv1_b:0': { data: counting(5), shape: [5] },
    'packed/numbers': { data: counting(1200), shape: [40, 30] },
  });
});

test('readHdf5() gives copies that stay when other files are read', async () => {
  const first = await readHdf5(sample, { 'packed/numbers': [40, 30] });
  const second = await readHdf5(sample, { 'packed/numbers': [40, 30] });
  second['packed/numbers'].data.fill(7);
  assert.deepEqual(first['packed/numbers'].data, counting(1200));
  const third = await readHdf5(sample, { 'packed/numbers': [40, 30] });
  assert.deepEqual(third['packed/numbers'].data, counting(1200));
});

test('readHdf5() names the array that is missing and those that are there', async () => {
  const message = new RegExp(
    '^There is no array conv2/kernel in .*sample\\.h5: the file has conv1/conv1_W:0, conv1/conv1_b:0, doubles, packed/numbers$',
  );
  await assert.rejects(readHdf5(sample, { 'conv2/kernel': [5] }), { name: 'Error', message });
  await assert.rejects(readHdf5(sample, { conv1: [5] }), /^Error: There is no array conv1 in /);
});

test('readHdf5() refuses an array of another shape, and one of other numbers than float32', async () => {
  await assert.rejects(readHdf5(sample, { 'conv1/conv1_b:0': [6] }), {
    name: 'TypeError',
    message:
      /^The array conv1\/conv1_b:0 in .*sample\.h5 must have the shape \[6\], but has \[5\]$/,
  });
  // As many numbers, in another order of axes
  await assert.rejects(
    readHdf5(sample, { 'packed/numbers': [30, 40] }),
    /must have the shape \[30, 40\], but has \[40, 30\]$/,
  );
  await assert.rejects(readHdf5(sample, { doubles: [3] }), {
    name: 'TypeError',
    message:
      /^The array doubles in .*sample\.h5 must hold float32, but holds the type "<d"; write it as float32$/,
  });
});

test('readHdf5() says of a missing file, a folder, another format and a cut file what each is', async () => {
  await assert.rejects(
    readHdf5(join(root, 'none.h5'), {}),
    /^Error: Cannot read the HDF5 file .*none\.h5: There is no such file or folder/,
  );
  await mkdir(join(root, 'folder.h5'));
  await assert.rejects(readHdf5(join(root, 'folder.h5'), {}), /folder\.h5: It is a folder$/);
  await writeFile(
    join(root, 'text.h5'),
    'This is text, long enough to hold a signature\n'.repeat(100),
  );
  await assert.rejects(readHdf5(join(root, 'text.h5'), {}), /text\.h5: It is no HDF5 file$/);
  await writeFile(join(root, 'empty.h5'), '');
  await assert.rejects(readHdf5(join(root, 'empty.h5'), {}), /empty\.h5: It is no HDF5 file$/);
  const bytes = await readFile(sample);
  await writeFile(join(root, 'cut.h5'), bytes.subarray(0, bytes.length - 2000));
  await assert.rejects(
    readHdf5(join(root, 'cut.h5'), {}),
    /cut\.h5: It is damaged \(truncated file/,
  );
});

test('readHdf5() says that an array is damaged whose packed bytes are', async () => {
  const bytes = await readFile(sample);
  const start = bytes.indexOf(Buffer.from([0x78, 0x5e]));
  assert.ok(start > 0, 'the script packs one array with zlib');
  bytes.fill(0x55, start + 20, start + 60);
  await writeFile(join(root, 'damaged.h5'), bytes);
  await assert.rejects(
    readHdf5(join(root, 'damaged.h5'), { 'packed/numbers': [40, 30] }),
    /Cannot read the array packed\/numbers in .*damaged\.h5: It is damaged \(/,
  );
});

test('readHdf5() prints nothing, neither when it reads nor when it fails', async () => {
  const code = `
    const { readHdf5 } = require(process.argv[1]);
    (async () => {
      await readHdf5(process.argv[2], { doubles: [3] }).catch(() => undefined);
      await readHdf5(process.argv[1], {}).catch(() => undefined);
      await readHdf5(process.argv[2], { 'conv1/conv1_b:0': [5] });
    })();`;
  const { stdout, stderr } = await run(process.execPath, [
    '-e',
    code,
    require.resolve('../../src/files/hdf5'),
    sample,
  ]);
  assert.deepEqual({ stdout, stderr }, { stdout: '', stderr: '' });
});
