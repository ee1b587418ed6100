// Installs the npm packages and compiles the TypeScript, each only if something changed, then hands over to cli.ts.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.cjs';
import { SetupError, endWith, once, requireSpace, runStep } from './step.cjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const at = (...parts) => join(root, ...parts);

/** What the files hold, and for what machine: the inputs of a step. */
function contentsOf(files) {
  return [
    process.platform,
    process.arch,
    ...files.flatMap((file) => [file, readFileSync(at(file), 'utf8')]),
  ];
}

function filesBelow(folder) {
  return readdirSync(at(folder))
    .sort()
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      return statSync(at(path)).isDirectory() ? filesBelow(path) : [path];
    });
}

async function installPackages() {
  await requireSpace(root, 0.8);
  const npm = process.env.npm_execpath;
  const program = npm
    ? [process.execPath, npm]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  return runStep('Installing the npm packages (about 600 MB)', [...program, 'ci'], { cwd: root });
}

function compile() {
  return runStep('Compiling the TypeScript', [
    process.execPath,
    at('node_modules/typescript/bin/tsc'),
    '-p',
    root,
  ]);
}

function setUp() {
  return withLock(at('.creatures-setup.lock'), async () => {
    await once(
      at('node_modules/.creatures-stamp'),
      contentsOf(['package.json', 'package-lock.json']),
      installPackages,
    );
    await once(
      at('dist/.creatures-stamp'),
      contentsOf([
        'package-lock.json',
        'tsconfig.json',
        ...filesBelow('src'),
        ...filesBelow('test'),
      ]),
      compile,
    );
  });
}

/** Over the channel between them, the child notices when this process is killed. */
function handOver(args) {
  const child = spawn(process.execPath, [at('dist/src/cli.js'), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  endWith(child);
  endWithNpm(child);
  child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** npm does not tell its script that it was asked to end, or killed. */
function endWithNpm(child) {
  const npm = process.ppid;
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  setInterval(() => {
    if (process.ppid !== npm) child.kill('SIGTERM');
  }, 1000).unref();
}

try {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 9)) {
    throw new SetupError(
      `Node ${process.versions.node} is too old: install Node 22 or 24 (20.9 is the oldest that works)`,
    );
  }
  await setUp();
  handOver(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
