import vm from 'node:vm';

/** Where the function to run is handed over: a script sees nothing but globals. */
const HANDED_OVER = Symbol.for('creatures.stoppable');

type Globals = { [HANDED_OVER]?: () => unknown };

const script = new vm.Script(`globalThis[Symbol.for('creatures.stoppable')]()`, {
  filename: 'stoppable',
});

/**
 * Runs the function so that SIGINT stops it at once, even in an endless loop. Returns what the function returns.
 *
 * @throws Error with code `ERR_SCRIPT_EXECUTION_INTERRUPTED` when it was stopped
 */
export function stoppable<Result>(run: () => Result): Result {
  const globals = globalThis as Globals;
  globals[HANDED_OVER] = () => {
    delete globals[HANDED_OVER];
    return run();
  };
  return script.runInThisContext({ breakOnSigint: true }) as Result;
}
