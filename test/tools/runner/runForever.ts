// Runs the notebooks of a folder, as `npm run notebooks` does, and ends with the exit code.
import { runNotebooks } from '../../../src/tools/runner/notebooks';

void runNotebooks([], { folder: process.argv[2] }).then((code) => process.exit(code));
