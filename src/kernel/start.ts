import { writeToLog } from './standardStreams';
import { shareTypeScript } from './tslab/shareTypeScript';

const [, , configPath] = process.argv;
if (!configPath) {
  throw new Error(
    'Cannot start the kernel without a connection file: Jupyter gives its path as the only argument',
  );
}

shareTypeScript();
const { startKernel } = require('./tslab/startKernel') as typeof import('./tslab/startKernel');
startKernel(configPath).catch((error: unknown) => {
  const reason = error instanceof Error ? error.stack : String(error);
  writeToLog('stderr', `The kernel cannot start: ${reason}\n`);
  process.exit(1);
});
