import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runStep } from './step.cjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The path of a Chromium or Chrome on this machine (CHROME_PATH first), or undefined.
 *
 * @internal
 */
export function findBrowser(): string | undefined {
  const places = process.env.CHROME_PATH ? [process.env.CHROME_PATH] : PLACES;
  return places.find((place) => existsSync(place));
}

/** On a continuous-integration machine that runs Debian as root, installs the Chromium that the browser tests need. Elsewhere only says what is missing. */
export async function ensureBrowser(): Promise<void> {
  if (findBrowser()) return;
  const mayInstall =
    process.env.CI === 'true' &&
    process.getuid?.() === 0 &&
    spawnSync('apt-get', ['--version']).status === 0;
  if (!mayInstall) {
    console.log(
      'No Chromium was found, so the browser tests are skipped: install one, or name it in CHROME_PATH',
    );
    return;
  }
  await runStep('Reading the list of Debian packages', ['apt-get', 'update']);
  await runStep('Installing Chromium for the browser tests', [
    'apt-get',
    'install',
    '-y',
    'chromium',
    'fonts-noto-cjk',
  ]);
}
