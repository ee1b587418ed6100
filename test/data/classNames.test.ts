import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASS_NAMES, japaneseClassName } from '../../src/data/classNames';

test('japaneseClassName() knows the six classes and nothing else, whatever its name', () => {
  assert.deepEqual(CLASS_NAMES.map(japaneseClassName), ['犬', '猫', 'サル', '鳥', '魚', 'トカゲ']);
  for (const name of ['', 'Dogs', 'constructor', 'toString', '__proto__', 'hasOwnProperty'])
    assert.equal(japaneseClassName(name), undefined);
});
