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
startKernel(configPath).catch((error: Error) => {
  writeToLog('stderr', `The kernel cannot start: ${error.stack}\n`);
  process.exit(1);
});
