import { runDataCommand } from './tools/drawings/command';
import { configureJupyter, startJupyterLab } from './tools/setup/jupyter';
import { ensureHugePages } from './tools/setup/hugePages';
import { ensureNativeLibrary } from './tools/setup/nativeLibrary';
import { runPretrained } from './tools/setup/pretrained';
import { ensurePython } from './tools/setup/python';
import { withLock } from './tools/setup/lock.cjs';
import { SetupError } from './tools/setup/step.cjs';
import { inProject } from './project';
import { runTests } from './tools/setup/tests';
import { exportSite } from './tools/export/export';
import { runNotebooks } from './tools/runner/notebooks';

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  start: startJupyterLab,
  test: runTests,
  notebooks: runNotebooks,
  export: exportSite,
  data: composeAnew,
  pretrained: runPretrained,
  // Not before they are asked for: they load TensorFlow, which may not be set up yet
  collect: async (args) => (await import('./tools/collect/command.js')).runCollect(args),
  classify: async (args) => (await import('./tools/classify/classify.js')).runClassify(args),
  bench: async (args) => (await import('./tools/bench/bench.js')).runBench(args),
};

async function composeAnew(args: string[]): Promise<number> {
  try {
    await runDataCommand(args);
    return 0;
  } catch (error) {
    throw new SetupError((error as Error).message);
  }
}

/** Sets up what is missing, one process at a time, then runs one command. Resolves with the exit code. */
async function main([name = '', ...args]: string[]): Promise<number> {
  const command = COMMANDS[name];
  if (!command)
    throw new SetupError(`Unknown command ${name}: use one of ${Object.keys(COMMANDS).join(', ')}`);
  await withLock(inProject('.creatures-setup.lock'), () => setUpFor(name));
  return command(args);
}

async function setUpFor(name: string): Promise<void> {
  await ensurePython();
  const backend = await ensureNativeLibrary();
  if (backend === 'wasm' && name === 'test')
    throw new SetupError(
      'The tests compare with Keras on the native library and stop here without it',
    );
  if (backend === 'wasm' && name === 'bench')
    throw new SetupError('The benchmark measures the native library and stops here without it');
  await ensureHugePages();
  await configureJupyter();
  if (name !== 'data') await runDataCommand([], { anew: false });
}

/** Whoever started this process over a channel was killed: then this one is asked to end as well. */
function endWithParent(): void {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

endWithParent();
main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exit(1);
  },
);
