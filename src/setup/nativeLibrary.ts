import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inProject, projectRoot } from './paths';
import { installHint, tensorflowFolder } from './python';
import { once } from './stamp';
import { SetupError, runStep } from './step.cjs';

const tfjsNode = inProject('node_modules', '@tensorflow', 'tfjs-node');
const addon = join(tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');

/** What computes: TensorFlow's native library, or WebAssembly where that cannot be had. */
export type Backend = 'native' | 'wasm';

/**
 * Puts TensorFlow's native library in place: what is there already, else the addon compiled against the Python wheel,
 * else tfjs-node's own installer. Where all fail, says what that costs and returns `wasm`.
 */
export async function ensureNativeLibrary(): Promise<Backend> {
  try {
    await once(`${addon}.stamp`, [projectRoot, process.arch], async () => {
      if (loads()) return;
      const reasons: string[] = [];
      for (const attempt of [compileAddon, runOwnInstaller]) {
        try {
          await attempt();
          if (loads()) return;
          reasons.push('The library that was made does not load');
        } catch (error) {
          if (!(error instanceof SetupError)) throw error;
          reasons.push(error.message);
        }
      }
      throw new SetupError(reasons.join('\n'));
    });
    return 'native';
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    // A library that does not load would be tried by every notebook again.
    rmSync(addon, { force: true });
    console.log(`\n${error.message}\n\nTensorFlow's native library is not to be had, so the notebooks compute with WebAssembly: the same results, but training takes several times as long.\n`);
    return 'wasm';
  }
}

/** True if tfjs-node loads and computes in a new process. */
function loads(): boolean {
  if (!existsSync(addon)) return false;
  const code = "const tf = require('@tensorflow/tfjs-node'); process.exit(tf.add(1, 2).dataSync()[0] === 3 ? 0 : 1)";
  // Node 23 and later lack two functions of `util` that tfjs-node calls.
  const mend = "Object.assign(require('util'), { isNullOrUndefined: (x) => x == null, isArray: Array.isArray });";
  return spawnSync(process.execPath, ['-e', mend + code], { cwd: projectRoot }).status === 0;
}

async function compileAddon(): Promise<void> {
  const tensorflow = tensorflowFolder();
  if (!tensorflow) throw new SetupError('The Python environment holds no TensorFlow');
  const libraries = readdirSync(tensorflow).filter((name) => /^libtensorflow_(cc|framework)[.\d]*(so|dylib)[.\d]*$/.test(name));
  if (libraries.length === 0) throw new SetupError('The TensorFlow of this system carries no library to compile against');
  const compiler = findCompiler();
  mkdirSync(dirname(addon), { recursive: true });
  await runStep('Compiling the addon between Node and TensorFlow', [
    compiler, '-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8',
    '-I', inProject('node_modules', 'node-api-headers', 'include'),
    '-I', join(tensorflow, 'include'),
    ...sourceFiles(),
    ...libraries.map((name) => join(tensorflow, name)),
    `-Wl,-rpath,${tensorflow}`,
    ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
    '-o', addon,
  ]);
}

function sourceFiles(): string[] {
  const folder = join(tfjsNode, 'binding');
  return readdirSync(folder).filter((name) => name.endsWith('.cc')).map((name) => join(folder, name));
}

function findCompiler(): string {
  const names = process.env.CXX ? [process.env.CXX] : ['g++', 'clang++', 'c++'];
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0);
  if (found) return found;
  const hint = process.platform === 'darwin' ? '`xcode-select --install`' : installHint('g++', 'gcc', 'LLVM.LLVM');
  throw new SetupError(`No C++ compiler was found (tried ${names.join(', ')}). Install one (${hint}) and run the same command again for the fast native library`);
}

async function runOwnInstaller(): Promise<void> {
  await runStep("Downloading the native library with tfjs-node's own installer", [process.execPath, 'scripts/install.js'], { cwd: tfjsNode });
}
