import { readFileSync } from 'node:fs';
import { hugePagesAddon } from '../../files/hugePages';
import { inProject } from '../../project';
import { findCompiler } from './nativeLibrary';
import { once, runStep, SetupError } from './step.cjs';

const source = inProject('src', 'files', 'hugePages.cc');

/** Compiles what makes reading large arrays faster. Without it, for want of a compiler or of Linux, they are read all the same. */
export async function ensureHugePages(): Promise<void> {
  const compiler = process.platform === 'linux' ? findCompiler() : undefined;
  if (!compiler) return;
  const inputs = [process.arch, compiler, readFileSync(source, 'utf8')];
  await once(`${hugePagesAddon}.stamp`, inputs, () => compile(compiler));
}

async function compile(compiler: string): Promise<void> {
  try {
    await runStep('Compiling what reads large arrays faster', [
      compiler,
      '-O2',
      '-std=c++17',
      '-fPIC',
      '-shared',
      '-DNAPI_VERSION=8',
      '-I',
      inProject('node_modules', 'node-api-headers', 'include'),
      source,
      '-o',
      hugePagesAddon,
    ]);
  } catch (error) {
    if (!(error instanceof SetupError) || error.stopped) throw error;
  }
}
