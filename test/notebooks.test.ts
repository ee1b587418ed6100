import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildSite } from '../src/tools/export/export';
import { checkNotebook } from '../src/tools/runner/lint';
import { codeCells, joinText, readNotebook, type Notebook } from '../src/tools/runner/notebook';
import { runNotebooks } from '../src/tools/runner/notebooks';
import { applyValues, listNotebooks } from '../src/tools/runner/select';
import { describeTypeProblem, typeCheckNotebooks } from '../src/tools/runner/typecheck';
import { inProject } from '../src/project';
import { modelFolder } from '../src/lessons/loadOrTrain';
import { launchBrowser, noBrowser, visitPage } from './browser';
import { contents, printed, startStockKernel } from './kernel/testKernel';
import { findLessonProblems, findUnshownNumbers } from './lessonRules';

const folder = inProject('notebooks');
const names = listNotebooks(folder);
const stored = names.map((name) => ({
  path: join(folder, `${name}.ipynb`),
  notebook: readNotebook(join(folder, `${name}.ipynb`)),
}));

// A seed and a size that no reader's network has, nor one of another run of these tests
const SMALL = { imageSize: 20, seed: 90210 + process.pid };
const SETTINGS = { ...SMALL, epochs: 1 };
const smallRun = Object.entries(SETTINGS).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
const out = mkdtempSync(join(tmpdir(), 'creatures-notebooks-'));
const model = modelFolder('drawings', SMALL);

// What is there before is not made by these runs, and stays
const places = ['my-photos-20', 'my-photos-20-mixed', 'my-photos-20-wide', 'augmented-20']
  .map((name) => inProject('data', 'models', name))
  .filter((place) => !existsSync(place));

after(() => {
  for (const made of [out, model, ...places]) rmSync(made, { recursive: true, force: true });
});

/** Numbers of the prose that no cell computes: facts of the series, or of bytes. */
const KNOWN_NUMBERS: Readonly<Record<string, readonly string[]>> = {
  all: ['100', '255', '256', '0.17'], // the series' pixels and epochs, bytes, its divisor, and 1 / 6
  '02-collecting-pictures': ['4.0'], // a license's name
  '03-data-set': ['180'], // an angle to try
  '12-inside-the-network': ['1000'], // the classes of ImageNet
};

test('the thirteen lessons are there', () => {
  assert.deepEqual(names, [
    '01-the-whole-program',
    '02-collecting-pictures',
    '03-data-set',
    '04-conv2d',
    '05-relu',
    '06-max-pooling',
    '07-dropout',
    '08-flatten-and-dense',
    '09-cross-entropy',
    '10-optimizers',
    '11-training',
    '12-inside-the-network',
    '13-evaluation',
  ]);
});

test('all cells pass the strict type check', () => {
  assert.deepEqual(typeCheckNotebooks(stored).map(describeTypeProblem), []);
});

for (const [index, name] of names.entries()) {
  test(`${name} is stored as a reader should find it`, () => {
    assert.deepEqual(checkNotebook(stored[index].notebook), []);
  });

  test(`${name} is a lesson in both languages`, () => {
    const { notebook } = stored[index];
    assert.deepEqual(findLessonProblems(notebook), []);
    assert.deepEqual(
      findUnshownNumbers(notebook, [...KNOWN_NUMBERS.all, ...(KNOWN_NUMBERS[name] ?? [])]),
      [],
    );
  });
}

/** Runs notebooks on small pictures for one epoch; returns what the runner printed. */
async function run(...args: string[]): Promise<string> {
  let text = '';
  const code = await runNotebooks([...args, ...smallRun, '--out', out], {
    out: {
      write: (piece: string) => {
        text += piece;
        return true;
      },
    },
  });
  assert.equal(code, 0, text);
  return text;
}

function textOf(name: string): string {
  const notebook: Notebook = readNotebook(join(out, `${name}.ipynb`));
  return JSON.stringify(notebook.cells.map((cell) => cell.outputs ?? []));
}

test('13-evaluation trains a network itself when none is there', async () => {
  await run('13');
  assert.match(
    textOf('13-evaluation'),
    /one is trained now for 1 epochs[\s\S]*Test Loss[\s\S]*Test Accuracy/,
  );
});

test('the lessons from 01 to 10 run to the end without a trained network', async () => {
  rmSync(model, { recursive: true, force: true });
  const lessons = names.filter((name) => name < '11');
  const report = await run(...lessons);
  for (const name of lessons) assert.match(report, new RegExp(`${name} .* ok\\n`));
  assert.match(textOf('01-the-whole-program'), /Test Loss[\s\S]*Test Accuracy/);
});

test('12-inside-the-network trains a network itself when none is there', async () => {
  await run('12');
  assert.match(textOf('12-inside-the-network'), /one is trained now for 1 epochs/);
});

test('11-training saves a network that 12-inside-the-network and 13-evaluation load', async () => {
  await run('11', '12', '13');
  for (const name of ['12-inside-the-network', '13-evaluation'])
    assert.match(textOf(name), new RegExp(`Loaded the network drawings-20-seed${SMALL.seed}`));
});

test('every notebook runs under tslab as it comes', async () => {
  const values = Object.fromEntries(
    Object.entries(SETTINGS).map(([key, value]) => [key, String(value)]),
  );
  for (const { path, notebook } of applyValues(stored, values)) {
    const kernel = await startStockKernel();
    try {
      for (const { cell } of codeCells(notebook)) {
        const answer = await kernel.execute(joinText(cell.source));
        const errors = contents(answer, 'stream').filter(({ name }) => name === 'stderr');
        assert.deepEqual(
          { path, status: answer.reply.content.status, errors },
          { path, status: 'ok', errors: [] },
          printed(answer),
        );
      }
    } finally {
      await kernel.stop();
    }
  }
});

test(
  'every exported page opens without a network, error or missing figure',
  { skip: noBrowser },
  async () => {
    const site = join(out, 'site');
    const { pages } = await buildSite(folder, site);
    const browser = await launchBrowser();
    try {
      for (const page of ['index', ...pages.map(({ name }) => name)]) {
        const {
          errors,
          remoteRequests,
          numFigures,
          numDrawnFigures,
          numWithoutAlt,
          brokenLinks,
          overflow,
        } = await visitPage(browser, join(site, `${page}.html`));
        assert.deepEqual(
          { page, errors, remoteRequests, numWithoutAlt, brokenLinks, overflow },
          { page, errors: [], remoteRequests: [], numWithoutAlt: 0, brokenLinks: [], overflow: 0 },
        );
        assert.equal(numDrawnFigures, numFigures, page);
      }
    } finally {
      await browser.close();
    }
  },
);
