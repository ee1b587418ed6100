import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { showMistakes } from '../../../src/tools/classify/shownMistakes';
import { temporaryFolder } from '../../files/fixtures';
import { plainPicture, writeFiles } from '../../files/samplePhotos';
import { evaluationOf } from './samples';

test('showMistakes() shows the surest first, with what may be wrong with the file, or without a file that is gone', async () => {
  const folder = await writeFiles(temporaryFolder(), {
    'dogs/small.png': await plainPicture('red', { width: 90, height: 90 }).png().toBuffer(),
    'dogs/wide.png': await plainPicture('red', { width: 600, height: 200 }).png().toBuffer(),
    'dogs/good.png': await plainPicture('red', { width: 224, height: 224 }).png().toBuffer(),
  });
  const files = ['small', 'wide', 'good', 'gone'].map((name) =>
    join(folder, 'dogs', `${name}.png`),
  );
  const evaluation = evaluationOf({
    classNames: ['dogs', 'cats'],
    labels: [0, 0, 0, 0],
    predictions: [1, 1, 1, 1],
  });
  const shown = await showMistakes({ evaluation, files }, { imageSize: 227 });
  const told = shown.map(({ file, jpeg, hints }) => [
    file,
    jpeg?.[0],
    hints.map((hint) => (typeof hint === 'string' ? hint : hint.en)),
  ]);
  assert.deepEqual(told, [
    ['dogs/gone.png', undefined, []],
    ['dogs/good.png', 0xff, []],
    ['dogs/wide.png', 0xff, ['The square in the middle is 33 % of it']],
    ['dogs/small.png', 0xff, ['Only 90 × 90 pixels; the network takes 227']],
  ]);
});
