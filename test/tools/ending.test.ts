import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject, JUPYTER_ENV } from '../../src/project';
import { writeNotebook } from '../../src/tools/runner/notebook';
import { temporaryFolder } from '../files/fixtures';
import { code, notebookOf } from './runner/sample';

const skip = process.platform === 'win32' && 'Windows has no signals';
const root = temporaryFolder();

/** Waits as long as a test may take. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(50);
}

function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

/** The processes that come from one, the nearest first. */
function descendants(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** A run of a notebook whose cell never ends; resolves once that cell runs. */
async function startRun(
  context: TestContext,
  { name, loop }: { name: string; loop: string },
): Promise<ChildProcess> {
  const folder = join(root, name);
  const running = join(folder, 'running');
  const source = `import fs from 'node:fs';\nfs.writeFileSync(${JSON.stringify(running)}, '');\n${loop}`;
  await writeNotebook(join(folder, '01-forever.ipynb'), notebookOf(code(source)));
  const run = spawn(process.execPath, [join(__dirname, 'runner', 'runForever.js'), folder], {
    stdio: 'ignore',
    env: { ...process.env, ...JUPYTER_ENV },
  });
  context.after(() => run.kill('SIGKILL'));
  await until(() => existsSync(running));
  return run;
}

const LOOPS = {
  waits: 'await new Promise((resolve) => setTimeout(resolve, 1e8));',
  computes: 'while (true) {}',
};

for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const)
  for (const [doing, loop] of Object.entries(LOOPS))
    test(
      `a run of notebooks takes Python and a kernel that ${doing} along when ${signal} ends it`,
      { skip, timeout: 300_000 },
      async (context) => {
        const run = await startRun(context, { name: `${signal}-${doing}`, loop });
        const processes = descendants(run.pid!);
        assert.ok(processes.length >= 2, 'Python and the kernel');
        run.kill(signal);
        await once(run, 'exit');
        if (signal !== 'SIGKILL') assert.equal(run.exitCode, 130);
        await until(() => !processes.some(isRunning));
      },
    );

for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
  test(
    `npm start takes JupyterLab along when ${signal} ends it`,
    { skip, timeout: 300_000 },
    async (context) => {
      const options = ['--no-browser', '--ServerApp.port=0', '--ServerApp.log_level=INFO'];
      const start = spawn(
        process.execPath,
        [inProject('dist', 'src', 'cli.js'), 'start', ...options],
        {
          stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        },
      );
      context.after(() => start.kill('SIGKILL'));
      let printed = '';
      for (const stream of [start.stdout!, start.stderr!])
        stream.on('data', (chunk) => (printed += String(chunk)));
      await until(() => descendants(start.pid!).length > 0 && /http:\/\//.test(printed));
      const processes = descendants(start.pid!);
      start.kill(signal);
      await once(start, 'exit');
      await until(() => !processes.some(isRunning));
    },
  );
}
