import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { inProject } from '../src/project';
import { readNotebook, writeNotebook, type Notebook } from '../src/tools/runner/notebook';
import { normalizeNotebook } from '../src/tools/runner/normalize';
import { launchBrowser, moveSliderToEnd, noBrowser } from './browser';

const CELLS = [
  "import { buildNetwork, liveCurves, show, slidingWindow, train, trainingCurves } from 'creatures';",
  `const images = { data: new Uint8Array(64 * 32 * 32 * 3).map((_, i) => (i * 7919) % 256), shape: [64, 32, 32, 3] as const };
const labels = new Uint8Array(64).map((_, i) => i % 6);
const examples = { images, labels, classNames: ['dogs', 'cats', 'monkeys', 'birds', 'fish', 'lizards'] };`,
  `const model = buildNetwork({ imageSize: 32, seed: 1 });
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
const result = await train(model, examples, { validationData: examples, epochs: 1000, batchSize: 16, callbacks: [liveCurves()] });`,
  "console.log('stopped', result.history.loss.length < 1000, 'epochs kept', result.history.loss.length > 0);",
  'show(trainingCurves(result.history));',
  "show(slidingWindow([[1, 2], [3, 4]], { kind: 'max', windowSize: [1, 1] }));",
];

// The kernel finds the package from the notebook's folder upward, so the folder lies within the project
mkdirSync(inProject('dist'), { recursive: true });
const folder = mkdtempSync(inProject('dist', 'jupyterlab-'));
const notebook = `dist/${basename(folder)}/stop.ipynb`;
const stored = `dist/${basename(folder)}/stored.ipynb`;
let server: ChildProcess;
let browser: Browser;
let page: Page;

before(async () => {
  if (noBrowser) return;
  writeFileSync(inProject(notebook), JSON.stringify(notebookOf(CELLS)));
  const url = await startServer();
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  await page.goto(url);
});

after(async () => {
  await browser?.close();
  server?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

function notebookOf(sources: readonly string[]): object {
  const cells = sources.map((source, i) => ({
    cell_type: 'code',
    id: `cell-${i}`,
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  }));
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}

/** Starts JupyterLab as `npm start -- --no-browser` does and resolves with the address of the notebook. */
function startServer(): Promise<string> {
  const args = [
    inProject('dist/src/cli.js'),
    'start',
    '--no-browser',
    '--port=0',
    `--LabApp.default_url=/lab/tree/${notebook}`,
    `--LabApp.workspaces_dir=${join(folder, 'workspaces')}`,
  ];
  server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\/\S*token=\w+/.exec(output);
      if (url) resolve(url[0]);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.on('close', () => reject(new Error(`JupyterLab ended: ${output}`)));
  });
}

/** The text of the output of a cell, counted from 0. */
function outputOf(cell: number): Promise<string> {
  return page.locator('.jp-CodeCell').nth(cell).locator('.jp-OutputArea').first().innerText();
}

async function waitForOutput(
  cell: number,
  pattern: RegExp,
  { unlike }: { readonly unlike?: string } = {},
): Promise<string> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const text = await outputOf(cell).catch(() => '');
    if (pattern.test(text) && text !== unlike) return text;
    if (Date.now() > deadline)
      throw new Error(`Cell ${cell} never showed ${pattern}, but: ${text}`);
    await page.waitForTimeout(250);
  }
}

test(
  'JupyterLab opens on the notebook, with the TypeScript kernel and without a news prompt',
  { skip: noBrowser },
  async () => {
    await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 60_000 });
    await page
      .locator('.jp-Toolbar-kernelName', { hasText: 'TypeScript' })
      .waitFor({ timeout: 30_000 });
    await page.getByText('TypeScript | Idle').waitFor({ timeout: 30_000 });
    assert.equal(await page.getByText('Jupyter news').count(), 0);
  },
);

test(
  'Run All Cells draws live curves that move while the network trains',
  { skip: noBrowser },
  async () => {
    await page.locator('.lm-MenuBar-itemLabel', { hasText: /^Run$/ }).click();
    await page.locator('.lm-Menu-itemLabel', { hasText: /^Run All Cells$/ }).click();
    const curves = page.locator('.jp-CodeCell').nth(2).locator('.js-plotly-plot');
    await curves.waitFor({ timeout: 90_000 });
    const first = await waitForOutput(2, /epoch \d+/i);
    await waitForOutput(2, /epoch \d+/i, { unlike: first });
    assert.equal(await curves.count(), 1, 'the curves are redrawn in place');
  },
);

test(
  'the stop button ends the training, keeps its history and lets the next cells run',
  { skip: noBrowser },
  async () => {
    await page
      .locator(
        '.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"], .jp-NotebookPanel-toolbar [title*="Interrupt"]',
      )
      .first()
      .click();
    const text = await waitForOutput(3, /stopped/);
    assert.match(text, /stopped true epochs kept true/);
    await page
      .locator('.jp-CodeCell')
      .nth(4)
      .locator('.js-plotly-plot .main-svg')
      .first()
      .waitFor({ timeout: 30_000 });
    assert.equal(
      await page
        .locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]')
        .count(),
      0,
    );
  },
);

test('a slider moves its figure', { skip: noBrowser }, async () => {
  const figure = page.locator('.jp-CodeCell').nth(5).locator('.js-plotly-plot');
  await figure.scrollIntoViewIfNeeded();
  await waitForOutput(5, /max\(1\) = 1/);
  await moveSliderToEnd(figure);
  assert.match(await waitForOutput(5, /max\(4\) = 4/), /Place \/ 位置: 4/);
});

test(
  'a stored notebook that is saved unchanged stays the same file',
  { skip: noBrowser },
  async () => {
    await writeNotebook(inProject(stored), normalizeNotebook(storedNotebook()));
    const unchanged = readFileSync(inProject(stored), 'utf8');
    // Alone: the notebook of the tests before, opened again beside it, may take the keys
    await page.goto(new URL(`/lab/tree/${stored}?reset`, page.url()).href);
    await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 60_000 });
    // JupyterLab takes over what the kernel tells of its language
    await page.getByText('TypeScript | Idle').waitFor({ timeout: 60_000 });
    const saved = page.waitForResponse(
      (response) =>
        response.request().method() === 'PUT' && response.url().includes('stored.ipynb'),
    );
    await page.locator('.jp-Notebook .jp-CodeCell').first().click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+s');
    assert.equal((await saved).status(), 200);
    assert.equal(readFileSync(inProject(stored), 'utf8'), unchanged);
  },
);

/** A notebook with every kind of output that the lessons store. */
function storedNotebook(): Notebook {
  const figure = {
    data: [{ x: [0.00000613, 1e-7, 0.1, -0.00002], y: [1e21, 1e16, 3, null] }],
    layout: { 10: 1, 2: 'b' },
  };
  const outputs = [
    { output_type: 'stream', name: 'stdout', text: 'a\u2028b\nc\r\n\nd' },
    {
      output_type: 'display_data',
      metadata: {},
      data: { 'application/vnd.plotly.v1+json': figure, 'text/plain': 'words' },
    },
    {
      output_type: 'display_data',
      metadata: {},
      data: { 'image/png': 'iVBORw0KGgo=', 'text/html': '<b>犬</b>\n<i>x</i>', 'text/plain': '' },
    },
    {
      output_type: 'execute_result',
      execution_count: 1,
      metadata: {},
      data: { 'text/plain': '6.13e-6' },
    },
  ];
  const code = {
    cell_type: 'code',
    id: 'code',
    metadata: { tags: ['parameters'] },
    source: 'const rate = 0.00000613;\nrate',
    outputs,
    execution_count: 1,
  };
  const text = { cell_type: 'markdown', id: 'text', metadata: {}, source: '# 題\n\ntext' };
  const path = inProject(notebook);
  return { ...readNotebook(path), cells: [text, code] as Notebook['cells'] };
}
