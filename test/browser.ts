import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { findBrowser } from '../src/tools/setup/browser';

/** Why browser tests are skipped, or false: for the `skip` option of a test. */
export const noBrowser: string | false = findBrowser()
  ? false
  : 'no Chromium found: install one, or name it in CHROME_PATH';

/** Starts the machine's Chromium; the caller closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
}

/** What a page does when it is opened from disk without a network. */
export interface PageReport {
  readonly title: string;
  /** Value of `<html lang>`. */
  readonly language: string;
  /** What the console showed as error, and what was thrown. */
  readonly errors: readonly string[];
  /** Requests for anything but files. */
  readonly remoteRequests: readonly string[];
  readonly numFigures: number;
  /** Figures with a drawing in them. */
  readonly numDrawnFigures: number;
  /** Pictures and figures without words for readers who do not see them. */
  readonly numWithoutAlt: number;
  /** Links, pictures and scripts that name a file, or a place of the page, which is not there. */
  readonly brokenLinks: readonly string[];
  /** Pixels by which the page is wider than its window. */
  readonly overflow: number;
}

/** How wide and tall the window is, in pixels, and which colors its reader prefers. */
export interface Visit {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Called with the open page, for example to take a picture of it. */
  readonly inspect?: (page: Page) => Promise<void>;
}

/** Opens a file in a window without a network and reports what it does. */
export async function visitPage(
  browser: Browser,
  file: string,
  { width = 1280, height = 900, colorScheme = 'light', inspect }: Visit = {},
): Promise<PageReport> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    offline: true,
  });
  try {
    const page = await context.newPage();
    const [errors, remoteRequests] = [watchErrors(page), watchRequests(page)];
    await page.goto(pathToFileURL(file).href);
    await waitForFigures(page);
    await inspect?.(page);
    return {
      ...(await readPage(page)),
      errors,
      remoteRequests,
      brokenLinks: await findBrokenLinks(page),
    };
  } finally {
    await context.close();
  }
}

/** Clicks the right end of a figure's slider, as a reader would. */
export async function moveSliderToEnd(figure: Locator): Promise<void> {
  const rail = figure.locator('.slider-rail-touch-rect');
  const { width, height } = (await rail.boundingBox()) ?? { width: 0, height: 0 };
  await rail.click({ position: { x: width - 4, y: height / 2 }, force: true });
}

function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

function watchRequests(page: Page): string[] {
  const requests: string[] = [];
  page.on('request', (request) => {
    if (!/^(?:file|data|blob|about):/.test(request.url())) requests.push(request.url());
  });
  return requests;
}

/** A figure that is never drawn must end in a report, not in an error of this helper. */
async function waitForFigures(page: Page): Promise<void> {
  const drawn = `[...document.querySelectorAll('.plotly-figure')].every((figure) => figure.querySelector('.js-plotly-plot .main-svg'))`;
  await page.waitForFunction(drawn, undefined, { timeout: 10_000 }).catch(() => undefined);
}

/** Runs in the browser, whose types are not those of Node: hence text instead of a function. */
function readPage(
  page: Page,
): Promise<Omit<PageReport, 'errors' | 'remoteRequests' | 'brokenLinks'>> {
  return page.evaluate(`({
    title: document.title,
    language: document.documentElement.lang,
    numFigures: document.querySelectorAll('.plotly-figure').length,
    numDrawnFigures: document.querySelectorAll('.plotly-figure .js-plotly-plot .main-svg:first-child').length,
    numWithoutAlt: document.querySelectorAll(
      'img:not([alt]), img[alt=""], .plotly-figure:not([role="img"]), .plotly-figure:not([aria-label]), .plotly-figure[aria-label=""]').length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  })`);
}

async function findBrokenLinks(page: Page): Promise<string[]> {
  const deadAnchors = await page.evaluate<string[]>(`[...document.querySelectorAll('a[href^="#"]')]
    .filter(({ hash }) => !document.getElementById(hash.slice(1)) && !document.getElementById(decodeURIComponent(hash.slice(1)))).map(({ href }) => href)`);
  const links = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[href], [src]')].map((element) => element.href || element.src)`,
  );
  const missing = links.filter(
    (link) => link.startsWith('file:') && !existsSync(fileURLToPath(link.split('#')[0])),
  );
  return [...missing, ...deadAnchors];
}
