import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inProject, projectRoot } from '../../project';
import { installHint, tensorflowFolder } from './python';
import { SetupError, runStep } from './step.cjs';

const tfjsNode = inProject('node_modules', '@tensorflow', 'tfjs-node');
const bindingFolder = join(tfjsNode, 'binding');
const opsFolder = inProject('src', 'fast-ops');
const addon = join(tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');

/** What computes: TensorFlow's native library, or WebAssembly where that cannot be had. */
export type Backend = 'native' | 'wasm';

/** What was found to compute with, and for what machine: an attempt is made again only when something changed. */
interface Outcome {
  readonly machine: string;
  readonly backend: Backend;
  readonly reasons: readonly string[];
}

const outcomeFile = join(tfjsNode, 'lib', 'creatures-outcome.json');

/**
 * Puts TensorFlow's native library in place: what is there already, else the addon compiled against the Python wheel,
 * else tfjs-node's own installer. Where all fail, says what that costs and returns `wasm`.
 */
export async function ensureNativeLibrary(): Promise<Backend> {
  const machine = JSON.stringify([
    projectRoot,
    process.arch,
    findCompiler() ?? 'no compiler',
    sourceVersion(),
  ]);
  const known = readOutcome();
  // What was compiled from other sources, or for another place, still loads
  if (known && known.machine !== machine) rmSync(addon, { force: true });
  const stillHolds = known?.machine === machine && (known.backend === 'wasm' || existsSync(addon));
  const { backend, reasons } = stillHolds ? known : await findBackend(machine);
  if (backend === 'wasm') console.log(`\n${reasons.join('\n')}\n${COST}\n`);
  return backend;
}

const COST =
  "TensorFlow's native library is not to be had here, so the notebooks compute with WebAssembly: the same results, but training takes about 24 times as long. To look for the library anew, delete node_modules/@tensorflow/tfjs-node/lib.";

function readOutcome(): Outcome | undefined {
  try {
    return JSON.parse(readFileSync(outcomeFile, 'utf8')) as Outcome;
  } catch {
    return undefined; // nothing was tried yet, or the attempt was stopped while it wrote
  }
}

async function findBackend(machine: string): Promise<Outcome> {
  const reasons = new Set<string>();
  for (const attempt of [async () => {}, compileWithOps, compileAlone, runOwnInstaller]) {
    try {
      await attempt();
      if (loads()) return keep({ machine, backend: 'native', reasons: [] });
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      reasons.add(error.message);
    }
  }
  // A library that does not load would be tried by every notebook again.
  rmSync(addon, { force: true });
  return keep({ machine, backend: 'wasm', reasons: [...reasons] });
}

function keep(outcome: Outcome): Outcome {
  mkdirSync(dirname(outcomeFile), { recursive: true });
  writeFileSync(outcomeFile, JSON.stringify(outcome));
  return outcome;
}

/** True if tfjs-node loads and computes in a new process. */
function loads(): boolean {
  if (!existsSync(addon)) return false;
  const code =
    'const { tf } = require(process.argv[1]); process.exit(tf.add(1, 2).dataSync()[0] === 3 ? 0 : 1)';
  const env = { ...process.env, CREATURES_BACKEND: 'tensorflow' };
  return (
    spawnSync(
      process.execPath,
      ['-e', code, inProject('dist', 'src', 'network', 'tensorflow.js')],
      { env },
    ).status === 0
  );
}

/** The ops stand in the same library, so that TensorFlow knows them when it is loaded. */
function compileWithOps(): Promise<void> {
  return compile(
    'Compiling the addon between Node and TensorFlow, and the fast ops',
    sourceFiles(),
  );
}

/** Should a compiler not understand the ops, the rest works without them. */
function compileAlone(): Promise<void> {
  return compile(
    'Compiling the addon between Node and TensorFlow alone',
    sourceFiles([bindingFolder]),
  );
}

async function compile(title: string, sources: readonly string[]): Promise<void> {
  const tensorflow = tensorflowFolder();
  if (!tensorflow) throw new SetupError('The Python environment holds no TensorFlow');
  const libraries = readdirSync(tensorflow).filter((name) =>
    /^libtensorflow_(cc|framework)[.\d]*(so|dylib)[.\d]*$/.test(name),
  );
  if (libraries.length === 0)
    throw new SetupError('The TensorFlow of this system carries no library to compile against');
  const compiler = findCompiler();
  if (!compiler) throw missingCompiler();
  mkdirSync(dirname(addon), { recursive: true });
  await runStep(title, [
    compiler,
    '-O3',
    '-fno-math-errno',
    '-fno-trapping-math',
    '-std=c++17',
    '-fPIC',
    '-shared',
    '-DNAPI_VERSION=8',
    '-I',
    inProject('node_modules', 'node-api-headers', 'include'),
    '-I',
    join(tensorflow, 'include'),
    ...sources,
    ...libraries.map((name) => join(tensorflow, name)),
    `-Wl,-rpath,${tensorflow}`,
    ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
    '-o',
    addon,
  ]);
}

/** Changes when a source file does. */
function sourceVersion(): string {
  const hash = createHash('sha256');
  for (const file of [...sourceFiles(), ...filesIn(opsFolder, '.h')])
    hash.update(readFileSync(file));
  return hash.digest('hex');
}

function sourceFiles(folders: readonly string[] = [bindingFolder, opsFolder]): string[] {
  return folders.flatMap((folder) => filesIn(folder, '.cc'));
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

/** The first C++ compiler on this machine; the environment variable CXX names another. */
export function findCompiler(): string | undefined {
  return compilerNames().find((name) => spawnSync(name, ['--version']).status === 0);
}

function compilerNames(): string[] {
  return process.env.CXX ? [process.env.CXX] : ['g++', 'clang++', 'c++'];
}

function missingCompiler(): SetupError {
  const hint =
    process.platform === 'darwin'
      ? '`xcode-select --install`'
      : installHint('g++', 'gcc', 'LLVM.LLVM');
  return new SetupError(
    `No C++ compiler was found (tried ${compilerNames().join(', ')}). For the fast native library install one (${hint}), then run the same command again`,
  );
}

/** Behind some firewalls the download neither comes nor fails. */
const INSTALLER_MILLISECONDS = 600_000;

async function runOwnInstaller(): Promise<void> {
  await runStep(
    "Downloading the native library with tfjs-node's own installer",
    [process.execPath, 'scripts/install.js'],
    {
      cwd: tfjsNode,
      timeout: INSTALLER_MILLISECONDS,
    },
  );
}
