import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hidePaths } from '../../src/platform/hidePaths';

const places = { folder: '/home/ada/work/notebooks', project: '/home/ada/work', home: '/home/ada' };
const hide = (text: string) => hidePaths(text, places);

test('hidePaths() tells files from the notebook’s folder', () => {
  assert.equal(hide("open '/home/ada/work/data/x.npy'"), "open '../data/x.npy'");
  assert.equal(hide("open '/home/ada/work/notebooks/x.npy'"), "open 'x.npy'");
  assert.equal(hide("open '/home/ada/other/x.npy'"), "open '~/other/x.npy'");
  assert.equal(hide('file:///home/ada/work/data/x.npy'), '../data/x.npy');
});

test('hidePaths() tells the folders themselves', () => {
  assert.equal(hide('in /home/ada/work/notebooks'), 'in .');
  assert.equal(hide('in /home/ada/work, not in /home/ada.'), 'in .., not in ~.');
});

test('hidePaths() leaves longer names and other places alone', () => {
  assert.equal(hide('/home/ada-lovelace/x and /usr/lib'), '/home/ada-lovelace/x and /usr/lib');
});

test('hidePaths() knows the paths of Windows', () => {
  const windows = { folder: 'C:\\work\\notebooks', project: 'C:\\work', home: 'C:\\Users\\ada' };
  assert.equal(hidePaths('open C:\\Users\\ada\\x.npy', windows), 'open ~\\x.npy');
  assert.equal(hidePaths('open C:\\work\\notebooks\\x.npy', windows), 'open x.npy');
});
