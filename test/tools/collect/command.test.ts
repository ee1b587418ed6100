import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { runCollect } from '../../../src/tools/collect/command';
import { parseOptions } from '../../../src/tools/collect/options';
import { inProject } from '../../../src/project';
import { printed } from '../../files/samplePhotos';
import { creditsOf, newFolder, standIn } from '../../files/collect/collecting';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly lines: readonly string[];
}

async function run(args: readonly string[], { isTTY = false } = {}): Promise<Run> {
  let [out, err, code] = ['', '', -1];
  const lines = await printed(async () => {
    code = await runCollect(args, {
      out: { isTTY, write: (text: string) => ((out += text), true) },
      err: { write: (text: string) => ((err += text), true) },
    });
  });
  return { code, out, err, lines };
}

test('runCollect() collects what its words say, and shows how far it is', async () => {
  await standIn();
  const folder = newFolder();
  const args = ['big cats=lion', '--per-class', '6', '--folder', folder];
  const { code, out, err, lines } = await run(args, { isTTY: true });
  assert.deepEqual([code, err], [0, '']);
  assert.match(
    out,
    /\r\x1b\[K█+░+ {2}big cats 4 of 6, in all 4 of 6\r\x1b\[K█{20} {2}big cats 6 of 6, in all 6 of 6\n$/,
  );
  assert.match(lines[0], /^The folder has big cats 6\./);
  assert.equal(creditsOf(folder).length, 6);
  assert.deepEqual(await run(args).then(({ code: again }) => again), 0);
});

test('runCollect() says in one line what stops it', async () => {
  await standIn();
  const folder = newFolder();
  for (const [args, expected] of [
    [['--service', 'flickr'], /^service must be 'pexels' or 'openverse' or 'wikimedia'/],
    [['--per-class', 'many'], /^--per-class needs a number, but got "many"/],
    [['--per-class', '0'], /^perClass must be/],
    [['--colour'], /^Unknown option '--colour'/],
    [['cat', 'roses=rose'], /^"cat" names no folder/],
    [['cats=cat', 'cats=tiger'], /^Two words are for one folder/],
    [['../cat'], /cannot be a folder's name/],
    [
      ['--service', 'wikimedia', '--folder', folder],
      /^Cannot collect photos: Wikimedia Commons asks/,
    ],
  ] as const) {
    const { code, out, err } = await run(args);
    assert.deepEqual([code, out], [1, ''], args.join(' '));
    assert.match(err, expected);
    assert.match(err, /^[^\n]+\n$/);
  }
  assert.ok(!existsSync(folder));
});

test('runCollect() with --dry-run and --help asks nothing', async () => {
  const server = await standIn();
  const { code, lines } = await run([
    '--dry-run',
    '--service',
    'openverse',
    '--folder',
    newFolder(),
  ]);
  assert.equal(code, 0);
  assert.equal(lines.at(-1), 'In all 90 searches, 1800 pictures, about 86 MB');
  assert.match((await run(['--help'])).out, /^npm run collect -- /);
  assert.equal(server.asked.length, 0);
});

test('parseOptions() reads a path from where the command was typed', () => {
  const before = process.env.INIT_CWD;
  process.env.INIT_CWD = dirname(inProject());
  try {
    assert.equal(parseOptions(['--folder', 'x']).folder, `${dirname(inProject())}/x`);
  } finally {
    if (before === undefined) delete process.env.INIT_CWD;
    else process.env.INIT_CWD = before;
  }
});

test('the command ends on Ctrl+C with whole pictures, and says so', async () => {
  let numFetched = 0;
  const running: { child?: ReturnType<typeof spawn> } = {};
  const server = await standIn({
    fault: ({ path }) => {
      if (path.startsWith('/photos/') && ++numFetched === 6) running.child?.kill('SIGINT');
      return false;
    },
  });
  const folder = newFolder();
  const child = (running.child = spawn(
    process.execPath,
    [
      '-e',
      `require(${JSON.stringify(inProject('dist/src/tools/collect/command.js'))})
      .runCollect(['cat', '--folder', ${JSON.stringify(folder)}, '--per-class', '20'])
      .then((code) => process.exit(code))`,
    ],
    { env: { ...process.env, CREATURES_PHOTO_SERVER: server.url } },
  ));
  let out = '';
  child.stdout?.on('data', (text) => (out += String(text)));
  await new Promise((resolve) => child.on('close', resolve));
  assert.equal(child.exitCode, 130, out);
  assert.match(
    out,
    /Stopped; the same call goes on from here\nThe folder has cats \d+, of 20 wanted/,
  );
  assert.ok(creditsOf(folder).length >= 4);
});
