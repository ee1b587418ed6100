import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { measureSeconds, runInTurns } from '../../../src/tools/bench/further/measureSeconds';
import { measureNotebooks } from '../../../src/tools/bench/further/notebooks';
import { multiplyPictures } from '../../../src/tools/bench/further/pictures';
import { MARK } from '../../../src/tools/bench/workers/protocol';
import { writeNotebook } from '../../../src/tools/runner/notebook';
import { code, notebookOf } from '../runner/sample';

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'creatures-further-'));
});
after(() => rmSync(root, { recursive: true }));

function task(name: string, answer: string) {
  return {
    name,
    command: [process.execPath, '-e', `console.log(${JSON.stringify(MARK + answer)})`] as const,
  };
}

test('measureSeconds() runs the tasks in turns and gives the seconds of each', async () => {
  const places: string[] = [];
  const tasks = [task('first', '{"seconds":2}'), task('second', '{"seconds":3}')];
  const [first, second] = await measureSeconds(tasks, {
    rounds: 2,
    onProgress: (place) => places.push(place),
  });
  assert.deepEqual([first.median, second.median], [2, 3]);
  assert.deepEqual(places, [
    'round 1 of 2: first',
    'round 1 of 2: second',
    'round 2 of 2: first',
    'round 2 of 2: second',
  ]);
});

test('runInTurns() refuses an answer without seconds', async () => {
  await assert.rejects(
    runInTurns([task('the fake', '{"minutes":2}')], { rounds: 1 }),
    /the fake should have answered with seconds, but answered \{"minutes":2\}/,
  );
});

test('multiplyPictures() puts each picture several times into the folder of its class', async () => {
  const folder = join(root, 'pictures');
  for (const name of ['training', 'test']) {
    mkdirSync(join(folder, name, 'cats'), { recursive: true });
    writeFileSync(join(folder, name, 'cats', '0001.png'), name);
  }
  writeFileSync(join(folder, 'manifest.json'), '{}');
  const target = await multiplyPictures(folder, 3);
  assert.deepEqual(readdirSync(target).sort(), ['test', 'training']);
  assert.deepEqual(readdirSync(join(target, 'training', 'cats')).sort(), [
    '0001-0.png',
    '0001-1.png',
    '0001-2.png',
  ]);
  assert.equal(readFileSync(join(target, 'test', 'cats', '0001-2.png'), 'utf8'), 'test');
});

test('measureNotebooks() gives the minutes of all notebooks, leaves them as they are, and fails when one does', async () => {
  const folder = join(root, 'notebooks');
  const progress = { write: () => true };
  const notebook = notebookOf(code('1 + 1'));
  await writeNotebook(join(folder, '01-good.ipynb'), notebook);
  const stored = readFileSync(join(folder, '01-good.ipynb'), 'utf8');
  const [{ what, ours }] = await measureNotebooks({ progress, folder });
  assert.equal(what, 'minutes to run all notebooks');
  assert.match(ours, /^\d+\.\d$/);
  assert.equal(readFileSync(join(folder, '01-good.ipynb'), 'utf8'), stored);
  await writeNotebook(join(folder, '02-bad.ipynb'), notebookOf(code('throw new Error("meant");')));
  await assert.rejects(measureNotebooks({ progress, folder }), /not all of them passed/);
});
