import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { ensureBrowser } from './browser';
import { inProject, JUPYTER_ENV, projectRoot } from '../../project';

/** Runs every test, or those whose path contains one of `names`. Resolves with the exit code. */
export async function runTests(names: readonly string[]): Promise<number> {
  await ensureBrowser();
  const files = readdirSync(inProject('test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .sort()
    .map((file) => inProject('dist', 'test', file.replace(/\.ts$/, '.js')));
  if (files.length === 0) {
    console.error(`No test file's path contains ${names.join(' or ')}`);
    return 1;
  }
  const args = ['--test', '--test-reporter=spec', '--test-concurrency=2', ...files];
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, ...JUPYTER_ENV },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
