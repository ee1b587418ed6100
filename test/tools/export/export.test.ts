import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { jupyterServerConfig } from '../../../src/tools/export/config';
import { buildSite, exportSite } from '../../../src/tools/export/export';
import { slidingWindow } from '../../../src/figures/slidingWindow';
import { writeNotebook, type Output } from '../../../src/tools/runner/notebook';
import { normalizeNotebook } from '../../../src/tools/runner/normalize';
import { venvProgram } from '../../../src/project';
import { launchBrowser, moveSliderToEnd, noBrowser, visitPage } from '../../browser';
import { code, notebookOf, prose } from '../runner/sample';

const alt = 'A "curve" that falls & rises <twice>, {{ no template }}';
const curve = {
  data: [{ y: [3, 1, 2], name: '</script><b>損失</b>' }],
  layout: { height: 300, meta: { alt } },
};
const wide = {
  data: [
    {
      type: 'heatmap',
      z: [
        [1, 2],
        [3, 4],
      ],
    },
  ],
  layout: { width: 1600, height: 300, meta: { alt } },
};
const animated = slidingWindow(
  [
    [1, 2],
    [3, 4],
  ],
  { kind: 'max', windowSize: [1, 1] },
);
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function display(data: Record<string, unknown>, metadata = {}): Output {
  return { output_type: 'display_data', data, metadata };
}

function figure(content: object): Output {
  return display({ 'application/vnd.plotly.v1+json': content, 'text/plain': alt });
}

const first = normalizeNotebook(
  notebookOf(
    prose(
      '# First: *one* & two\n\nA sentence with `code`. Another.\n\nSee [the second](02-second.ipynb#there) and [the first](01-first.ipynb).\n\n<details><summary>Answers</summary>\n\n1. Hidden\n\n</details>',
    ),
    code('show(curve);', {
      count: 1,
      outputs: [
        figure(curve),
        figure(wide),
        figure({ data: animated.data, layout: animated.layout, frames: animated.frames }),
      ],
    }),
    code('show(picture);', {
      count: 2,
      outputs: [
        display({
          'text/html': `<figure><img src="data:image/png;base64,${pixel}" alt="A cat"><figcaption>Caption</figcaption></figure>`,
        }),
        display({ 'image/png': pixel }, { 'image/png': { alt: 'A dog' } }),
      ],
    }),
  ),
);
const second = normalizeNotebook(
  notebookOf(
    prose('# Second\n\n## There'),
    code('console.log(1)', {
      count: 1,
      outputs: [{ output_type: 'stream', name: 'stdout', text: '1\n' }],
    }),
  ),
);

let root: string;
let browser: Browser | undefined;
const at = (...parts: string[]) => path.join(root, ...parts);

before(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'export-'));
  await writeNotebook(at('notebooks', '01-first.ipynb'), first);
  await writeNotebook(at('notebooks', '02-second.ipynb'), second);
  await buildSite(at('notebooks'), at('site'));
  browser = noBrowser ? undefined : await launchBrowser();
});

after(async () => {
  await browser?.close();
  fs.rmSync(root, { recursive: true, force: true });
});

test('buildSite() writes the contents, a page a notebook and one plotly.js', () => {
  assert.deepEqual(fs.readdirSync(at('site')).sort(), [
    '.made-by-creatures.json',
    '01-first.html',
    '02-second.html',
    'index.html',
    'plotly.min.js',
  ]);
  const page = fs.readFileSync(at('site', '01-first.html'), 'utf8');
  assert.equal(page.split('<script src="plotly.min.js">').length - 1, 1);
  assert.ok(!fs.readFileSync(at('site', '02-second.html'), 'utf8').includes('plotly.min.js'));
  assert.ok(page.length < 40_000, `${page.length} characters`);
});

test('buildSite() names no other host in a page', () => {
  for (const file of ['01-first.html', '02-second.html', 'index.html']) {
    assert.deepEqual(fs.readFileSync(at('site', file), 'utf8').match(/https?:\/\/[\w.]+/g), null);
  }
});

for (const [file, numFigures, title] of [
  ['01-first.html', 3, 'First: one & two'],
  ['02-second.html', 0, 'Second'],
  ['index.html', 0, 'Creatures'],
] as const) {
  for (const width of [1280, 390]) {
    test(
      `buildSite() makes ${file}, which opens without a network at ${width} pixels`,
      { skip: noBrowser },
      async () => {
        assert.deepEqual(await visitPage(browser!, at('site', file), { width }), {
          title,
          language: 'en',
          errors: [],
          remoteRequests: [],
          numFigures,
          numDrawnFigures: numFigures,
          numWithoutAlt: 0,
          brokenLinks: [],
          overflow: 0,
        });
      },
    );
  }
}

test('buildSite() keeps alt texts, and links notebooks to pages', { skip: noBrowser }, async () => {
  await visitPage(browser!, at('site', '01-first.html'), {
    inspect: async (page) => {
      const read = (selector: string, attribute: string) =>
        page.$$eval(
          selector,
          (found, name) => found.map((element) => element.getAttribute(name)),
          attribute,
        );
      assert.deepEqual(await read('.plotly-figure', 'aria-label'), [alt, alt, animated.alt]);
      assert.deepEqual(await read('img', 'alt'), ['A cat', 'A dog']);
      assert.deepEqual(await read('main p a', 'href'), ['02-second.html#there', '01-first.html']);
      assert.deepEqual(await read('nav a, header a', 'href'), ['index.html', '02-second.html']);
      assert.equal(await page.textContent('figcaption'), 'Caption');
      assert.equal(await page.textContent('details > ol > li'), 'Hidden');
    },
  });
});

for (const width of [1280, 390]) {
  test(
    `a slider of an exported page moves its figure at ${width} pixels`,
    { skip: noBrowser },
    async () => {
      await visitPage(browser!, at('site', '01-first.html'), {
        width,
        inspect: async (page) => {
          const slider = page.locator('.plotly-figure').nth(2);
          assert.match(await slider.innerText(), /max\(1\) = 1/);
          await moveSliderToEnd(slider);
          await slider.getByText('max(4) = 4').waitFor({ timeout: 5000 });
        },
      });
    },
  );
}

test('jupyterServerConfig() makes one page that holds plotly.js', { skip: noBrowser }, async () => {
  fs.writeFileSync(at('config.json'), JSON.stringify(jupyterServerConfig()));
  const args = [
    '-m',
    'nbconvert',
    '--to',
    'html',
    '--config',
    at('config.json'),
    '--output-dir',
    at('alone'),
    at('notebooks', '01-first.ipynb'),
  ];
  assert.equal(spawnSync(venvProgram('python'), args).status, 0);
  const report = await visitPage(browser!, at('alone', '01-first.html'));
  assert.deepEqual(
    [report.title, report.numDrawnFigures, report.errors, report.remoteRequests],
    ['First: one & two', 3, [], []],
  );
});

test('buildSite() replaces a site, leaves its siblings, and refuses to replace anything else', async () => {
  const siblings = ['site.old', 'site.new'];
  for (const name of siblings) fs.mkdirSync(at(name));
  for (const name of siblings) fs.writeFileSync(at(name, 'precious.txt'), name);
  fs.rmSync(at('notebooks', '02-second.ipynb'));
  await buildSite(at('notebooks'), at('site'));
  assert.deepEqual(fs.readdirSync(at('site')).sort(), [
    '.made-by-creatures.json',
    '01-first.html',
    'index.html',
    'plotly.min.js',
  ]);
  for (const name of siblings)
    assert.equal(fs.readFileSync(at(name, 'precious.txt'), 'utf8'), name);
  assert.deepEqual(
    fs.readdirSync(root).filter((name) => name.startsWith('site')),
    ['site', ...siblings.sort()],
  );
  await assert.rejects(
    buildSite(at('notebooks'), at('notebooks')),
    /holds files that were not made here: 01-first\.ipynb; move them away or name another folder/,
  );
  fs.mkdirSync(at('mine'));
  fs.writeFileSync(at('mine', 'plotly.min.js'), '');
  await assert.rejects(buildSite(at('notebooks'), at('mine')), /not made here: plotly\.min\.js/);
});

test('exportSite() returns 1 when there is nothing to export', async () => {
  assert.equal(await exportSite(['--out', at('empty')], { folder: at('nowhere') }), 1);
  assert.ok(!fs.existsSync(at('empty')));
});
