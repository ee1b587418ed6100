import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { inProject, venvProgram } from '../../../src/project';
import { runPython, temporaryFolder } from '../../files/fixtures';

const folder = temporaryFolder();

before(async () => {
  await runPython('tools/cluster/makeInputs.py', [folder]);
  mkdirSync(join(folder, 'mine.backup'));
  writeFileSync(join(folder, 'mine.backup', 'thesis.txt'), 'all of it');
});

interface Answer {
  readonly code: unknown;
  readonly said: string;
}

/** What the training script says of files in the folder. */
function train(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const args = Object.entries({ data: 'good.npz', model: 'odd.h5', out: 'out.h5', ...files });
  return new Promise((resolve) =>
    execFile(
      venvProgram('python'),
      [
        inProject('src', 'tools', 'cluster', 'train.py'),
        ...args.flatMap(([k, v]) => [`--${k}`, v]),
      ],
      { cwd: folder, env: { ...process.env, ...env } },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    ),
  );
}

test('train.py refuses data and networks that it cannot use, in a sentence and before it runs anything', async () => {
  const refused: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ data: 'nowhere.npz' }, /^--data nowhere\.npz does not exist$/],
    [{ data: '.' }, /^--data \. is a folder$/],
    [
      { data: 'pickled.npz' },
      /^pickled\.npz is no \.npz of plain numbers, or is damaged; write it/,
    ],
    [{ data: 'cut.npz' }, /^cut\.npz is no \.npz of plain numbers, or is damaged; write it/],
    [{ data: 'one.npz' }, /^one\.npz holds one array; an \.npz with X_train, .* is needed$/],
    [{ data: 'no-labels.npz' }, /^no-labels\.npz lacks Y_train; it holds X_train, x_test, y_test$/],
    [{ data: 'other-labels.npz' }, /^other-labels\.npz holds labels that are not one-hot; each/],
    [{ data: 'negative.npz' }, /each picture needs its label, a whole number$/],
    [{ data: 'bright.npz' }, /^bright\.npz holds pixels outside 0 to 255$/],
    [
      { data: 'flat.npz' },
      /^flat\.npz holds pictures of the shape \(4, 8\) and type float64; numb/,
    ],
    [{ data: 'fewer.npz' }, /^fewer\.npz holds 3 pictures and 4 labels; each picture needs its/],
    [{ model: 'text.h5' }, /^text\.h5 is no \.h5 file with a whole network; save one with saveK/],
    [{ model: 'weights-alone.h5' }, /^weights-alone\.h5 is no \.h5 file with a whole network; sa/],
    [{ model: 'lambda.h5' }, /^lambda\.h5 holds Lambda of keras, which could run code, so it is n/],
    [
      { model: 'foreign.h5' },
      /^foreign\.h5 holds Sequential of os, which could run code, so it is/,
    ],
    [{ out: 'nowhere/out.h5' }, /^--out nowhere\/out\.h5 must be a file that ends in \.h5, in a f/],
  ];
  for (const [files, message] of refused) {
    const { code, said } = await train(files);
    assert.deepEqual([code, said.trimEnd().split('\n').length], [2, 1], said);
    assert.match(said.trimEnd(), message);
  }
  assert.ok(!existsSync(join(folder, 'canary')));
});

test('train.py says what TF_CONFIG must be, and which layer Keras does not know', async () => {
  for (const TF_CONFIG of [
    '{',
    '{"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 1}}',
  ]) {
    const { code, said } = await train({}, { TF_CONFIG });
    assert.equal(code, 2);
    assert.match(
      said,
      /^TF_CONFIG must be like .*, each worker with an index of its own, but is \{/m,
    );
  }
  const { code, said } = await train({});
  assert.equal(code, 2);
  assert.match(said, /^odd\.h5 holds a network that Keras 2\.[\d.]+ cannot load: .*Nothing/m);
});
