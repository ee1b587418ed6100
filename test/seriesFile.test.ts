import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Dataset } from '../src/data/dataset';
import { pickExamples } from '../src/data/dataset';
import { loadData } from '../src/files/loadData';
import { saveNpy } from '../src/files/npy';
import { modelFolder } from '../src/lessons/loadOrTrain';
import { inProject } from '../src/project';
import { readNotebook } from '../src/tools/runner/notebook';
import { runNotebooks } from '../src/tools/runner/notebooks';
import { runPython, temporaryFolder } from './files/fixtures';

const LESSONS = ['03', '11', '13'];
const folder = temporaryFolder();
const file = join(folder, 'data', 'augumented_images.npy');
const notebooks = join(folder, 'notebooks');

/** The first pictures of each class. */
function some(set: Dataset, perClass: number): Dataset {
  const indices = set.classNames.flatMap((_, label) =>
    [...set.labels.keys()].filter((index) => set.labels[index] === label).slice(0, perClass),
  );
  return pickExamples(set, indices);
}

before(async () => {
  const { trainSet, testSet } = await loadData('drawings', { imageSize: 100 });
  const sets = [some(trainSet, 3), some(testSet, 2)];
  const asArray = ({ labels }: Dataset) => ({ data: labels, shape: [labels.length] });
  mkdirSync(join(folder, 'data'));
  const bytes = join(folder, 'bytes.npy');
  await saveNpy(bytes, [...sets.map(({ images }) => images), ...sets.map(asArray)]);
  await runPython('seriesFile.py', [bytes, file]);
});

// The notebooks write beside their folder, and nothing of a reader's shall change
before(() => {
  mkdirSync(notebooks);
  symlinkSync(inProject('node_modules'), join(folder, 'node_modules'));
  for (const name of readdirSync(inProject('notebooks')))
    if (LESSONS.some((lesson) => name.startsWith(lesson)))
      copyFileSync(inProject('notebooks', name), join(notebooks, name));
});

after(() =>
  rmSync(modelFolder(file, { imageSize: 100, seed: 1 }), { recursive: true, force: true }),
);

test('lessons 03, 11 and 13 run to the end on a file made as the series makes it', async () => {
  let report = '';
  const out = { write: (text: string) => Boolean((report += text)) };
  const settings = { source: '../data/augumented_images.npy', epochs: 1 };
  const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  assert.equal(await runNotebooks([...LESSONS, ...set], { folder: notebooks, out }), 0, report);
  const [data, , evaluation] = readdirSync(notebooks).map((name) =>
    JSON.stringify(readNotebook(join(notebooks, name)).cells.map(({ outputs }) => outputs)),
  );
  assert.match(
    data,
    /Training 18, test 12 pictures of 100x100x3 \(dogs 3 \+ 2, cats 3 \+ 2, monkeys/,
  );
  for (const outputs of [data, evaluation]) assert.match(outputs, /No such artist here: the test/);
  assert.match(evaluation, /Loaded the network augumented_images\.npy-\w+-100-seed1/);
  assert.ok(existsSync(join(folder, 'data', 'models', 'augmented-100', 'augumented_images.npy')));
});
