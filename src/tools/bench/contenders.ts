import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inProject, venvProgram } from '../../project';

export type ContenderName = 'ours' | 'tfjs-node' | 'keras' | 'pytorch' | 'floor';

/** A program that measures itself on what `workers/prepare.ts` writes; the folder is its last argument. */
export interface Contender {
  readonly name: ContenderName;
  readonly command: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
}

/** A Python in which PyTorch can be imported. */
export interface PyTorch {
  readonly python: string;
  readonly version: string;
}

/** Returns the program of a compiled worker, `workers/NAME.ts`. */
export function nodeWorker(name: string): [string, ...string[]] {
  return [process.execPath, join(__dirname, 'workers', `${name}.js`)];
}

/** Returns the program of a worker in Python, which stays among the sources: `src/tools/bench/workers/NAME.py`. */
export function pythonWorker(
  name: string,
  python: string = venvProgram('python'),
): [string, ...string[]] {
  return [python, inProject('src', 'tools', 'bench', 'workers', `${name}.py`)];
}

/** Returns who is measured. Ours and tfjs-node differ in the operations that this package puts in their place, and in how they are fed: bytes in batches, or tensors. */
export function contenders({ pytorch }: { readonly pytorch?: PyTorch }): Contender[] {
  return [
    {
      name: 'ours',
      command: nodeWorker('tfjsContender'),
      env: { CREATURES_BACKEND: 'tensorflow', CREATURES_NATIVE_OPS: '' },
    },
    {
      name: 'tfjs-node',
      command: nodeWorker('tfjsContender'),
      env: { CREATURES_BACKEND: 'tensorflow', CREATURES_NATIVE_OPS: 'off' },
    },
    { name: 'keras', command: pythonWorker('kerasContender') },
    ...(pytorch
      ? [{ name: 'pytorch' as const, command: pythonWorker('pytorchContender', pytorch.python) }]
      : []),
    { name: 'floor', command: pythonWorker('floorContender') },
  ];
}

/** Returns the first Python that has PyTorch: that of the project, else the one that PYTORCH_PYTHON names. */
export function findPyTorch(env: NodeJS.ProcessEnv = process.env): PyTorch | undefined {
  return importable('torch', env).map(([python, version]) => ({ python, version }))[0];
}

/** Returns a Python that has Pillow, looked for in the same places. */
export function findPillow(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return importable('PIL', env)[0]?.[0];
}

/** The Pythons in which a module can be imported, each with the module's version. */
function importable(module: string, env: NodeJS.ProcessEnv): [string, string][] {
  const pythons = [venvProgram('python'), ...(env.PYTORCH_PYTHON ? [env.PYTORCH_PYTHON] : [])];
  return pythons.flatMap((python) => {
    const { status, stdout } = spawnSync(
      python,
      ['-c', `import ${module}; print(${module}.__version__)`],
      { encoding: 'utf8', env },
    );
    return status === 0 ? [[python, stdout.trim()]] : [];
  });
}
