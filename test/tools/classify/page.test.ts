import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { reportPage, type PageContent, type ShownMistake } from '../../../src/tools/classify/page';
import { launchBrowser, noBrowser, visitPage } from '../../browser';
import { temporaryFolder } from '../../files/fixtures';
import { plainPicture } from '../../files/samplePhotos';
import { measurementOf } from './samples';

const folder = temporaryFolder();
/** Names that mean something in HTML, that a script cannot hold, and of other writing. */
const classNames = ['<b>dogs</b>', '</script><i>', '猫 と 魚', '🦎🦜', 'dogs'];
const said = {
  classNames,
  labels: [0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 4],
  predictions: [0, 0, 1, 1, 1, 2, 0, 3, 3, 3, 4],
};
const measurement = measurementOf(said, { numOwnRight: 10 });

async function mistake(trueClass: string, predictedClass: string): Promise<ShownMistake> {
  const jpeg = await plainPicture('teal', { width: 160, height: 160 }).jpeg().toBuffer();
  return {
    index: 0,
    trueClass,
    predictedClass,
    probability: 0.934,
    trueProbability: 0.03,
    file: `${trueClass.replace('/', '_')}/a "very" long name of a photo & its <number>_0123456789.jpg`,
    jpeg,
    hints: [{ en: 'Only 90 x 60 pixels', ja: '90 x 60 ピクセルしかありません' }],
  };
}

async function sampleContent(changes: Partial<PageContent> = {}): Promise<PageContent> {
  return {
    name: 'my <photos>',
    network: 'SqueezeNet',
    photoSize: 227,
    imageSize: 227,
    numLearned: 55,
    measurement,
    mistakes: [await mistake(classNames[0], classNames[1]), await mistake(classNames[2], '🦎🦜')],
    notes: ['Left out <b>dogs</b>/broken.jpg: it is no picture'],
    ...changes,
  };
}

let browser: Browser | undefined;
before(async () => {
  browser = noBrowser ? undefined : await launchBrowser();
});
after(() => browser?.close());

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1280, 390])
    test(
      `reportPage() gives a page that is whole without a network, ${colorScheme}, ${width} pixels wide`,
      { skip: noBrowser },
      async () => {
        const file = join(folder, `page-${colorScheme}-${width}.html`);
        writeFileSync(file, reportPage(await sampleContent()));
        const picture = process.env.CLASSIFY_PICTURES;
        let text = '';
        const report = await visitPage(browser!, file, {
          width,
          colorScheme,
          inspect: async (page) => {
            text = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
            if (picture)
              await page.screenshot({
                path: join(picture, `${colorScheme}-${width}.png`),
                fullPage: true,
              });
          },
        });
        const { title, numFigures, numDrawnFigures, numWithoutAlt, overflow } = report;
        assert.deepEqual(
          { title, numFigures, numDrawnFigures, numWithoutAlt, overflow },
          {
            title: 'my <photos>: 0.818 named rightly',
            numFigures: 2,
            numDrawnFigures: 2,
            numWithoutAlt: 0,
            overflow: 0,
          },
        );
        assert.deepEqual(report.errors, []);
        assert.deepEqual(report.remoteRequests, []);
        assert.deepEqual(report.brokenLinks, []);
        for (const words of [...classNames, '93%', 'Left out <b>dogs</b>/broken.jpg'])
          assert.ok(text.includes(words), `${words} in: ${text}`);
      },
    );
