import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { replaceFolder, type ReplaceFolderOptions } from '../../files/replaceFolder';
import { readNotebook, writeNotebook } from '../runner/notebook';
import { listNotebooks } from '../runner/select';
import { JUPYTER_ENV, inProject, venvProgram } from '../../project';
import { fromCaller, say, type Writer } from '../commands';
import { endWith } from '../setup/step.cjs';
import { jupyterServerConfig, plotlyFile } from './config';
import { CONTENTS_NAME, contentsNotebook, describePage, siteTemplate, type Page } from './pages';

const usage = `npm run export -- [--out folder]

Turns the stored notebooks into pages that open without a network: site/index.html and one page a notebook.

  --out folder   write the site there instead of into site/
`;

/** Where the export works; the default is the project's folder of notebooks. */
export interface ExportSurroundings {
  readonly folder?: string;
  readonly out?: Writer;
}

/**
 * Builds the site from the stored notebooks, which it does not run: `npm run export`.
 * The old site stays until the new one is complete. Only a folder that the export filled is replaced, and only as long as
 * nothing in it was added or changed.
 *
 * @param argv the command line: `['--out', '/tmp/site']`
 * @returns 0, or 1 when the site could not be built
 */
export async function exportSite(
  argv: readonly string[],
  { folder = inProject('notebooks'), out = process.stdout }: ExportSurroundings = {},
): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return say(out, usage, 0);
    // Its own place is never refused; a place that the reader names may be a mistake
    const site = values.out === undefined ? inProject('site') : fromCaller(values.out);
    const foreign = values.out === undefined ? 'put aside' : 'refuse';
    const { pages, putAside } = await buildSite(folder, site, { foreign });
    if (putAside)
      say(out, `${site} held files that were not made here: they are in ${putAside} now\n`, 0);
    for (const { name, executed } of pages)
      if (!executed)
        say(out, `${name} is stored without all its outputs: run npm run notebooks first\n`, 0);
    return say(
      out,
      `${pages.length} notebooks, open ${path.join(site, `${CONTENTS_NAME}.html`)}\n`,
      0,
    );
  } catch (error) {
    return say(out, `${(error as Error).message}\n`, 1);
  }
}

interface BuiltSite {
  readonly pages: readonly Page[];
  /** Where a folder with somebody's own files was put aside, if any. */
  readonly putAside?: string;
}

/**
 * Builds the site of the notebooks in `folder` and puts it in the place of the folder `site`.
 *
 * @throws Error when there are no notebooks, `site` holds something else, or nbconvert fails
 *
 * @internal
 */
export async function buildSite(
  folder: string,
  site: string,
  { foreign }: Pick<ReplaceFolderOptions, 'foreign'> = {},
): Promise<BuiltSite> {
  const names = listNotebooks(folder);
  if (names.length === 0) throw new Error(`There are no notebooks in ${folder}`);
  const sources = names.map((name) => path.join(folder, `${name}.ipynb`));
  const pages = names.map((name, index) => describePage(name, readNotebook(sources[index])));
  const { putAside } = await replaceFolder(site, {
    purpose: 'exported site',
    foreign,
    fill: (fresh) => fillSite(fresh, sources, pages),
  });
  return { pages, putAside };
}

async function fillSite(fresh: string, sources: readonly string[], pages: readonly Page[]) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  try {
    const contents = await writeContents(pages, work);
    await convert([...sources, contents], { work, built: fresh });
    fs.copyFileSync(plotlyFile(), path.join(fresh, path.basename(plotlyFile())));
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Writes the notebook of contents and what the template knows of the site; returns the notebook's file. */
async function writeContents(pages: readonly Page[], work: string): Promise<string> {
  const { name, description } = JSON.parse(fs.readFileSync(inProject('package.json'), 'utf8')) as {
    name: string;
    description: string;
  };
  const title = name[0].toUpperCase() + name.slice(1);
  const file = path.join(work, `${CONTENTS_NAME}.ipynb`);
  await writeNotebook(file, contentsNotebook(pages, { title, description }));
  fs.mkdirSync(path.join(work, 'creatures'));
  fs.writeFileSync(path.join(work, 'creatures', 'site.j2'), siteTemplate(pages, title));
  return file;
}

interface ConvertFolders {
  readonly work: string;
  readonly built: string;
}

/** One call of nbconvert for all pages: starting it takes longer than a page. */
async function convert(files: readonly string[], { work, built }: ConvertFolders): Promise<void> {
  const config = path.join(work, 'config.json');
  fs.writeFileSync(config, JSON.stringify(jupyterServerConfig([work])));
  const args = [
    '-m',
    'nbconvert',
    '--to',
    'html',
    '--config',
    config,
    '--output-dir',
    built,
    '--log-level',
    'WARN',
    ...files,
  ];
  const child = spawn(venvProgram('python'), args, {
    env: { ...process.env, ...JUPYTER_ENV },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const release = endWith(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  ).finally(release);
  if (code === null) throw new Error('Stopped; the site stays as it was');
  if (code !== 0) throw new Error(`nbconvert failed: ${errors.trim().slice(-2000)}`);
}
