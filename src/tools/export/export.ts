import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readNotebook, writeNotebook } from '../runner/notebook';
import { listNotebooks } from '../runner/select';
import { JUPYTER_ENV, inProject, venvProgram } from '../../project';
import { jupyterServerConfig, plotlyFile } from './config';
import { CONTENTS_NAME, contentsNotebook, describePage, siteTemplate, type Page } from './pages';

const usage = `npm run export -- [--out folder]

Turns the stored notebooks into pages that open without a network: site/index.html and one page a notebook.

  --out folder   write the site there instead of into site/
`;

/** Where the export works; the default is the project's folder of notebooks. */
export interface ExportSurroundings {
  readonly folder?: string;
}

/**
 * Builds the site from the stored notebooks, which it does not run: `npm run export`.
 * The old site stays until the new one is complete.
 *
 * @param argv the command line: `['--out', '/tmp/site']`
 * @returns 0, or 1 when the site could not be built
 */
export async function exportSite(
  argv: readonly string[],
  { folder = inProject('notebooks') }: ExportSurroundings = {},
): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return say(usage, 0);
    const site =
      values.out === undefined
        ? inProject('site')
        : path.resolve(process.env.INIT_CWD ?? process.cwd(), values.out);
    const pages = await buildSite(folder, site);
    for (const { name, executed } of pages)
      if (!executed)
        say(`${name} is stored without all its outputs: run npm run notebooks first\n`, 0);
    return say(`${pages.length} notebooks, open ${path.join(site, `${CONTENTS_NAME}.html`)}\n`, 0);
  } catch (error) {
    return say(`${(error as Error).message}\n`, 1);
  }
}

function say(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

/**
 * Builds the site of the notebooks in `folder` and puts it in the place of the folder `site`.
 * @throws Error when there are no notebooks, `site` holds something else, or nbconvert fails
 *
 * @internal
 */
export async function buildSite(folder: string, site: string): Promise<Page[]> {
  const names = listNotebooks(folder);
  if (names.length === 0) throw new Error(`There are no notebooks in ${folder}`);
  refuseForeignFolder(site);
  const pages = names.map((name) =>
    describePage(name, readNotebook(path.join(folder, `${name}.ipynb`))),
  );
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  const built = `${site}.new`;
  try {
    fs.rmSync(built, { recursive: true, force: true });
    const sources = names.map((name) => path.join(folder, `${name}.ipynb`));
    await convert([...sources, writeContents(pages, work)], { work, built });
    fs.copyFileSync(plotlyFile(), path.join(built, path.basename(plotlyFile())));
    swap(built, site);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
    fs.rmSync(built, { recursive: true, force: true });
  }
  return pages;
}

/** The export replaces a whole folder: it must be one that the export made, or empty. */
function refuseForeignFolder(site: string): void {
  const files = fs.existsSync(site) ? fs.readdirSync(site) : [];
  if (files.length === 0 || files.includes(path.basename(plotlyFile()))) return;
  throw new Error(`${site} holds files that are no exported site; name an empty folder with --out`);
}

/** Writes the notebook of contents and what the template knows of the site; returns the notebook's file. */
function writeContents(pages: readonly Page[], work: string): string {
  const { name, description } = JSON.parse(fs.readFileSync(inProject('package.json'), 'utf8')) as {
    name: string;
    description: string;
  };
  const title = name[0].toUpperCase() + name.slice(1);
  const file = path.join(work, `${CONTENTS_NAME}.ipynb`);
  writeNotebook(file, contentsNotebook(pages, { title, description }));
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
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code !== 0) throw new Error(`nbconvert failed: ${errors.trim().slice(-2000)}`);
}

function swap(built: string, site: string): void {
  const old = `${site}.old`;
  fs.rmSync(old, { recursive: true, force: true });
  if (fs.existsSync(site)) fs.renameSync(site, old);
  fs.renameSync(built, site);
  fs.rmSync(old, { recursive: true, force: true });
}
