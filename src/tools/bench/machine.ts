import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { inProject, venvProgram } from '../../project';
import type { PyTorch } from './contenders';

/** Returns one line on what measures: processor, memory, system, and the version of each library. */
export function describeMachine({ pytorch }: { readonly pytorch?: PyTorch }): string {
  const { python, tensorflow, keras } = pythonVersions();
  const ours = libraryVersions();
  return [
    `${os.cpus()[0]?.model.trim() || 'Unknown processor'}, ${os.availableParallelism()} processors, ${(os.totalmem() / 1e9).toFixed(1)} GB, ${os.type()} ${os.release()} ${os.arch()}`,
    `Node ${process.versions.node} with TensorFlow.js ${ours.tfjs} on TensorFlow ${ours.tensorflow}`,
    `Python ${python} with TensorFlow ${tensorflow}, Keras ${keras}, ${pytorch ? `PyTorch ${pytorch.version}` : 'no PyTorch'}`,
  ].join('; ');
}

function libraryVersions() {
  const code =
    'const { tf } = require(process.argv[1]); console.log(JSON.stringify({ tfjs: tf.version.tfjs, tensorflow: tf.backend().binding.TF_Version }))';
  const env = { ...process.env, CREATURES_BACKEND: 'tensorflow' };
  return readJson(
    process.execPath,
    ['-e', code, inProject('dist', 'src', 'network', 'tensorflow.js')],
    env,
  ) as { readonly tfjs: string; readonly tensorflow: string };
}

/** From the packages' own records: an import of TensorFlow would take seconds. */
function pythonVersions() {
  const code = [
    'import importlib.metadata as packages, json, platform',
    'tensorflow = next(p.version for p in packages.distributions() if p.name in ("tensorflow", "tensorflow-cpu", "tensorflow_cpu"))',
    'print(json.dumps(dict(python=platform.python_version(), tensorflow=tensorflow, keras=packages.version("keras"))))',
  ].join('\n');
  return readJson(venvProgram('python'), ['-c', code], process.env) as {
    readonly python: string;
    readonly tensorflow: string;
    readonly keras: string;
  };
}

function readJson(program: string, args: readonly string[], env: NodeJS.ProcessEnv): unknown {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env });
  if (status !== 0)
    throw new Error(
      `The versions of the libraries cannot be read: ${stderr?.trim() || `${program} cannot be started`}`,
    );
  return JSON.parse(stdout);
}
