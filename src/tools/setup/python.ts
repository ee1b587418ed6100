import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../files/replaceFile';
import { inProject, projectRoot, venvProgram } from '../../project';
import { mendPlotlyRenderer } from './plotlyRenderer';
import { SetupError, once, requireSpace, runStep } from './step.cjs';

/** A Python interpreter: how it is called and its version, such as `3.11`. */
interface Python {
  readonly command: readonly [string, ...string[]];
  readonly version: string;
}

const SUPPORTED = ['3.13', '3.12', '3.11'];
const NEEDED_GIGABYTES = 2.5;

/**
 * The first Python on this machine that TensorFlow and JupyterLab run on. The environment variable PYTHON comes first.
 *
 * @throws SetupError when none is found: it names those found and how to install one.
 *
 * @internal
 */
export function findPython(env: NodeJS.ProcessEnv = process.env): Python {
  const found: string[] = [];
  for (const command of candidates(env)) {
    const version = pythonVersion(command, env);
    if (version && SUPPORTED.includes(version)) return { command, version };
    if (version) found.push(`${command.join(' ')} is ${version}`);
  }
  const state = found.length > 0 ? `Found only: ${found.join(', ')}` : 'No Python was found';
  throw new SetupError(
    `Python 3.11, 3.12 or 3.13 is needed for JupyterLab. ${state}. Install one (${installHint('python3 python3-venv', 'python@3.13', 'Python.Python.3.13')}) or name it in the environment variable PYTHON, then run the same command again`,
  );
}

function candidates(env: NodeJS.ProcessEnv): (readonly [string, ...string[]])[] {
  const named: (readonly [string])[] = env.PYTHON ? [[env.PYTHON]] : [];
  if (process.platform === 'win32') {
    return [...named, ...SUPPORTED.map((version) => ['py', `-${version}`] as const), ['python']];
  }
  return [
    ...named,
    ...SUPPORTED.map((version) => [`python${version}`] as const),
    ['python3'],
    ['python'],
  ];
}

function pythonVersion(
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): string | undefined {
  const code = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const { status, stdout } = spawnSync(program, [...args, '-c', code], { encoding: 'utf8', env });
  return status === 0 ? stdout.trim() : undefined;
}

/** The command that installs a package with the package manager that people of this system use. */
export function installHint(debian: string, homebrew: string, windows: string): string {
  if (process.platform === 'win32') return `\`winget install ${windows}\``;
  if (process.platform === 'darwin') return `\`brew install ${homebrew}\``;
  return `\`sudo apt install ${debian}\` on Debian and Ubuntu`;
}

/** Makes `.venv` with the pinned requirements, unless it is there. */
export async function ensurePython(): Promise<void> {
  const requirements = inProject('src', 'tools', 'setup', 'requirements.txt');
  const alone = inProject('src', 'tools', 'setup', 'alone-requirements.txt');
  const inputs = [...[requirements, alone].map((file) => readFileSync(file, 'utf8')), projectRoot];
  const stamp = inProject('.venv', '.creatures-stamp');
  // Environments that were finished before they were marked
  if (existsSync(stamp)) await replaceFile(inProject('.venv', MADE_HERE), '');
  await once(stamp, inputs, async () => {
    await requireSpace(projectRoot, NEEDED_GIGABYTES);
    await createEnvironment(findPython());
    await install('JupyterLab and TensorFlow into .venv (about 1.8 GB)', ['-r', requirements]);
    await install('Keras 2 into .venv', ['--no-deps', '-r', alone]);
    await mendPlotlyRenderer();
  });
}

async function install(what: string, args: readonly string[]): Promise<void> {
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input'];
  await runStep(`Installing ${what}`, [venvProgram('python'), ...pip, ...args]);
}

async function createEnvironment({ command, version }: Python): Promise<void> {
  const [program, ...args] = command;
  const { status } = spawnSync(program, [...args, '-c', 'import venv, ensurepip'], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new SetupError(
      `Python ${version} is here without its venv module. Install it (${installHint(`python${version}-venv`, `python@${version}`, `Python.Python.${version}`)}), then run the same command again`,
    );
  }
  await clearEnvironment(inProject('.venv'));
  await runStep(`Making .venv with Python ${version}`, [
    ...command,
    '-m',
    'venv',
    inProject('.venv'),
  ]);
}

/** In an environment that was made here, from its first moment to its last. */
const MADE_HERE = '.creatures-environment';

/**
 * Makes an empty folder for an environment. One that was made here and is no longer right is emptied: an environment knows
 * its own place, so one that was moved along with the project does not work.
 *
 * @throws SetupError when there is an environment that was not made here
 * @internal
 */
export async function clearEnvironment(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(MADE_HERE))
    throw new SetupError(
      `${folder} was not made by this project: move it away (for example to my-venv), then run the same command again`,
    );
  await replaceFile(join(folder, MADE_HERE), '');
  for (const name of names)
    if (name !== MADE_HERE) await rm(join(folder, name), { recursive: true, force: true });
}

/** Where the TensorFlow wheel keeps its libraries and C headers, or undefined if it is not there. */
export function tensorflowFolder(): string | undefined {
  const code = 'import sysconfig; print(sysconfig.get_path("platlib"))';
  const { status, stdout } = spawnSync(venvProgram('python'), ['-c', code], { encoding: 'utf8' });
  const folder = `${stdout?.trim()}/tensorflow`;
  return status === 0 && existsSync(folder) ? folder : undefined;
}
