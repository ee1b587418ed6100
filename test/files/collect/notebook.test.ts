import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { contents, printed, startTestKernel } from '../../kernel/testKernel';
import { creditsOf, filesBelow, newFolder, standIn } from './collecting';
import { KEY, samplePicture } from './standIn';

const skip = process.platform === 'win32' ? 'signals do not reach a kernel on Windows' : false;

test(
  'collectPhotos() in a notebook shows one line, ends with the stop button, and goes on',
  { skip },
  async () => {
    await standIn({
      results: () => Array.from({ length: 40 }, (_, index) => index),
      pictureOf: async (id) => {
        await sleep(100);
        return samplePicture(id);
      },
    });
    const folder = newFolder();
    const kernel = await startTestKernel();
    try {
      await kernel.execute("import { collectPhotos, loadData } from 'creatures';");
      const call = (perClass: number, more = '') =>
        `await collectPhotos({ words: ['cat'], perClass: ${perClass}, folder: ${JSON.stringify(folder)}, ${more} })`;
      const tellFirst =
        'onProgress: ({ count }) => { if (count === 4 && !isTold) { isTold = true; console.log("go"); } }';
      const stopped = await kernel.execute(
        `let isTold = false;\nconst { isStopped } = ${call(40, tellFirst)};\nconsole.log(isStopped);`,
        { interrupt_at: 'go' },
      );
      assert.equal(stopped.reply.content.status, 'ok');
      assert.match(printed(stopped), /^go\nStopped; .*\nThe folder has cats \d+, of 40.*\ntrue\n$/);
      const numStopped = creditsOf(folder).length;
      assert.ok(numStopped < 40);
      assert.equal(filesBelow(folder).length, numStopped + 1);
      const whole = await kernel.execute(`const { counts } = ${call(12)};\nconsole.log(counts);`);
      assert.match(printed(whole), /\{ cats: 12 \}\n$/);
      assert.equal(contents(whole, 'display_data').length, 1);
      const updates = contents(whole, 'update_display_data');
      assert.match(JSON.stringify(updates.at(-1)), /█{20} {2}cats 12 of 12, in all 12 of 12/);
      const wrong = await kernel.execute(
        `process.env.PEXELS_API_KEY = ${JSON.stringify(KEY.replace('right', 'wrong'))};\n${call(13)}`,
      );
      assert.match(String(wrong.reply.content.evalue), /Pexels does not know the key/);
      const said = JSON.stringify([stopped, whole, wrong.reply, contents(wrong, 'error')]);
      assert.ok(!said.includes(KEY.replace('right', '')));
    } finally {
      await kernel.stop();
    }
  },
);
