import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinText } from '../src/tools/runner/notebook';
import { findLanguageProblems } from './lessonLanguages';
import { bilingualProse, prose } from './tools/runner/sample';

const badProse: readonly (readonly [string, ReturnType<typeof prose>, RegExp])[] = [
  [
    'one language',
    prose('Only English'),
    /prose must stand in <div lang="en"> and then in <div lang="ja">.*but it has neither and "Only English" outside/,
  ],
  [
    'the other order',
    prose('<div lang="ja">\n\n猫\n\n</div>\n<div lang="en">\n\nCats\n\n</div>'),
    /but it has ja, en/,
  ],
  [
    'no blank lines',
    prose('<div lang="en">\nCats\n</div>\n<div lang="ja">\n猫\n</div>'),
    /with blank lines within/,
  ],
  [
    'a Japanese part in English',
    bilingualProse('Cats', 'Cats'),
    /the Japanese part holds no Japanese/,
  ],
  [
    'an English part in Japanese',
    bilingualProse('ねこ', 'ねこ'),
    /the English part holds Japanese/,
  ],
  [
    'a heading in one language only',
    bilingualProse('## Cats', '猫'),
    /there are 1 headings in English and 0 in Japanese/,
  ],
];

for (const [name, cell, message] of badProse) {
  test(`findLanguageProblems() finds prose with ${name}`, () => {
    assert.match(findLanguageProblems(joinText(cell.source)).join(), message);
  });
}

test('findLanguageProblems() finds nothing in prose of both languages', () => {
  assert.deepEqual(
    findLanguageProblems(
      joinText(
        bilingualProse(
          '## Cats\n\n<details>\n\nA cat\n\n</details>',
          '## 猫\n\n<details>\n\n猫です。\n\n</details>',
        ).source,
      ),
    ),
    [],
  );
});
