import './page/useStockOps';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import * as core from '../src/core';
import * as inNode from '../src/index';
import * as inPage from '../src/page';
import { inProject } from '../src/project';
import { launchBrowser, noBrowser } from './browser';
import { largestDifference } from './network/sampleData';
import { computeGradients } from './page/gradients';
import { trainAndShow } from './page/scenario';

type TrainedInPage = Awaited<ReturnType<typeof trainAndShow>>;

/** The text of pictures and what they show: a page packs the same pixels in other bytes. */
function unpacked(html: string): { readonly text: string; readonly pixels: readonly Buffer[] } {
  const pixels: Buffer[] = [];
  const text = html.replace(/(?<=data:image\/png;base64,)[\w+/=]+/g, (bytes) => {
    pixels.push(PNG.sync.read(Buffer.from(bytes, 'base64')).data);
    return '…';
  });
  assert.ok(pixels.length > 0, 'there are pictures');
  return { text, pixels };
}

const folder = mkdtempSync(join(tmpdir(), 'creatures-page-'));
const errors: string[] = [];
let inputs: string[];
let browser: Browser | undefined;
let page: Page;

before(async () => {
  inputs = Object.keys((await bundle()).inputs);
  if (noBrowser) return;
  writeFileSync(join(folder, 'page.html'), PAGE);
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(pathToFileURL(join(folder, 'page.html')).href);
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Plain scripts: a page opened from disk may load neither modules nor anything by `fetch`. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Page</title>
<script src="${pathToFileURL(require.resolve('plotly.js/plotly.min.js')).href}"></script>
<script src="page.js"></script>
<script>
  const outputs = [];
  globalThis[Symbol.for('creatures.host')] = {
    inNotebook: () => true,
    publish({ data }) {
      outputs.push(data);
      const figure = data['application/vnd.plotly.v1+json'];
      const place = document.body.appendChild(document.createElement('div'));
      if (figure) Plotly.newPlot(place, figure.data, figure.layout);
      else place.innerHTML = data['text/html'] ?? '';
    },
    onCellEnd: () => () => {},
    onInterrupt: () => () => {},
  };
</script>`;

async function bundle(): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [inProject('test', 'page', 'entry.ts')],
    outfile: join(folder, 'page.js'),
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'entry',
    absWorkingDir: inProject(),
    metafile: true,

    logLevel: 'silent',
  });
  return metafile;
}

test('the bundle for a page holds nothing that only Node can do', () => {
  const ours = inputs.filter((path) => path.startsWith('src/'));
  const packages = inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  assert.ok(ours.includes('src/platform/page.ts'));
  assert.deepEqual(
    ours.filter((path) =>
      /^src\/(files|fast-ops|kernel|lessons|tools|(index|cli|project)\.ts|platform\/(?!page))/.test(
        path,
      ),
    ),
    [],
  );
  for (const name of ['@tensorflow/tfjs-node', 'sharp', 'pngjs', 'h5wasm', 'npyjs', 'tslab'])
    assert.ok(!packages.includes(name), name);
});

test('a page has all names that Node has, and what it cannot do says so', () => {
  assert.deepEqual(Object.keys(inPage).sort(), Object.keys(inNode).sort());
  const onlyInNode = Object.keys(inNode).filter((name) => !(name in core));
  assert.ok(onlyInNode.length > 0);
  for (const name of onlyInNode) {
    assert.throws(() => (inPage as unknown as Record<string, () => void>)[name](), {
      name: 'Error',
      message: `${name}() works with files, which a page cannot reach: run the notebook in JupyterLab`,
    });
  }
});

const wasm = readFileSync(
  join(
    dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')),
    'dist/tfjs-backend-wasm-simd.wasm',
  ),
);

/** How the page starts what computes there. */
const BACKENDS = {
  cpu: `entry.usePlainJavaScript()`,
  wasm: `entry.useWebAssembly('${wasm.toString('base64')}')`,
};

for (const [backend, start] of Object.entries(BACKENDS)) {
  const inPageOn = `in a page on ${backend}`;

  test(
    `train(), predict() and figures give ${inPageOn} what they give in Node`,
    { skip: noBrowser },
    async (t) => {
      assert.equal(await page.evaluate(start), true);
      const there = await page.evaluate<TrainedInPage>(`entry.train()`);
      t.mock.method(console, 'log', () => undefined);
      const here = await trainAndShow(inNode);
      t.diagnostic(
        `${there.seconds.toFixed(2)} s in the page, ${here.seconds.toFixed(2)} s in Node`,
      );
      assert.ok(here.history.loss[2] < here.history.loss[0], 'it learns');
      assertNear(there.history, here.history, 1e-4);
      assertNear(there.predictions, here.predictions, 1e-4);
      assertNear(there.figure, here.figure, 1e-4);
      assert.deepEqual(unpacked(there.html), unpacked(here.html));
    },
  );

  test(
    `the gradients of layers are ${inPageOn} those of the native library`,
    { skip: noBrowser },
    async () => {
      assert.equal(await page.evaluate(`entry.backendName()`), backend);
      const there = await page.evaluate<Record<string, number[]>>(`entry.gradients()`);
      for (const [name, numbers] of Object.entries(computeGradients(inNode.tf))) {
        assert.equal(there[name].length, numbers.length);
        assert.ok(
          numbers.some((number) => number !== 0),
          name,
        );
        const difference = largestDifference(there[name], numbers);
        assert.ok(difference < 1e-5, `${name} differs by ${difference}`);
      }
    },
  );
}

test('show() draws a figure in the page, and pictures below it', { skip: noBrowser }, async () => {
  const shown = await page.evaluate<string[][]>(
    `outputs.slice(0, 3).map((data) => Object.keys(data))`,
  );
  assert.deepEqual(shown, [
    ['application/vnd.plotly.v1+json', 'text/plain'],
    ['text/html', 'text/plain'],
    ['text/plain'],
  ]);
  const traces = page.locator('.js-plotly-plot').first().locator('.main-svg .scatterlayer .trace');
  assert.equal(await traces.count(), 4);
  assert.ok(await page.evaluate(`document.querySelector('img').naturalWidth > 0`));
  assert.deepEqual(errors, []);
});

/** Asserts that two values are alike but for numbers, which may differ by so much. */
function assertNear(actual: unknown, expected: unknown, tolerance: number): void {
  const [numbers, expectedNumbers]: [number[], number[]] = [[], []];
  const [rest, expectedRest] = [splitOff(actual, numbers), splitOff(expected, expectedNumbers)];
  assert.equal(rest, expectedRest);
  assert.ok(expectedNumbers.length > 0);
  const difference = largestDifference(numbers, expectedNumbers);
  assert.ok(difference < tolerance, `numbers differ by ${difference}`);
}

/** Returns the value as JSON without its numbers, and puts those into a list. */
function splitOff(value: unknown, numbers: number[]): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'number') return item;
    numbers.push(item);
    return '#';
  });
}
