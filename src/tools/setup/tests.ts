import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { ensureBrowser } from './browser';
import { tryFetchingPretrained } from './pretrained';
import { inProject, JUPYTER_ENV } from '../../project';

/** How long each test file took, in seconds, by its path in the folder `test`. */
type Seconds = Readonly<Record<string, number>>;

const SHOWN = 10;
const measuredFile = inProject('dist', '.test-seconds.json');

/** Runs every test, or those whose path contains one of `names`. Resolves with the exit code. */
export async function runTests(names: readonly string[]): Promise<number> {
  await ensureBrowser();
  await tryFetchingPretrained();
  const measured = readMeasured();
  const files = findTests(names).sort((a, b) => secondsOf(b, measured) - secondsOf(a, measured));
  if (files.length === 0) {
    console.error(`No test file's path contains ${names.join(' or ')}`);
    return 1;
  }
  Object.assign(process.env, JUPYTER_ENV);
  const { seconds, failed } = await runFiles(files);
  writeFileSync(measuredFile, JSON.stringify({ ...measured, ...seconds }));
  console.log(describeSlowest(seconds));
  return failed ? 1 : 0;
}

function findTests(names: readonly string[]): string[] {
  return readdirSync(inProject('test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .sort();
}

async function runFiles(files: readonly string[]) {
  const seconds: Record<string, number> = {};
  let failed = false;
  const events = run({
    files: files.map((file) => inProject('dist', 'test', file.replace(/\.ts$/, '.js'))),
    concurrency: 2,
  });
  const add = ({ nesting, file = '', details }: TestEnd): void => {
    if (nesting > 0) return;
    const name = path.relative(inProject('dist', 'test'), file).replace(/\.js$/, '.ts');
    seconds[name] = (seconds[name] ?? 0) + details.duration_ms / 1000;
  };
  events.on('test:pass', add);
  events.on('test:fail', (end) => {
    add(end);
    failed ||= end.todo === undefined;
  });
  const lines = events.compose(new spec()) as Duplex;
  lines.pipe(process.stdout, { end: false });
  await finished(lines);
  return { seconds, failed };
}

interface TestEnd {
  readonly nesting: number;
  readonly file?: string;
  readonly details: { readonly duration_ms: number };
}

/** The longest go first, so that none of them runs on alone at the end; a file never measured may be one of them. */
function secondsOf(file: string, measured: Seconds): number {
  return measured[file] ?? Infinity;
}

function readMeasured(): Seconds {
  return existsSync(measuredFile)
    ? (JSON.parse(readFileSync(measuredFile, 'utf8')) as Seconds)
    : {};
}

function describeSlowest(seconds: Seconds): string {
  const slowest = Object.entries(seconds)
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([file, time]) => `${time.toFixed(1).padStart(7)} s  ${file}`);
  return ['Longest test files:', ...slowest].join('\n');
}
