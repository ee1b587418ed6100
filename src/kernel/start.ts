import { endWithParent } from './endWithParent';
import { SourceMapRecorder } from './tslab/sourceMaps';
import { writeToLog } from './standardStreams';

const [, , configPath] = process.argv;
if (!configPath) {
  throw new Error(
    'Cannot start the kernel without a connection file: Jupyter gives its path as the only argument',
  );
}

const recorder = new SourceMapRecorder();
recorder.install();
endWithParent();
// tslab must load after its compiler has been changed
const { startKernel } = require('./tslab/startKernel') as typeof import('./tslab/startKernel');
startKernel({ configPath, recorder }).catch((error: Error) => {
  writeToLog('stderr', `The kernel cannot start: ${error.stack}\n`);
  process.exit(1);
});
