import { spawn } from 'node:child_process';
import { KERNEL_NAME, kernelSpec } from '../../kernel/kernelspec';
import { replaceFile } from '../../files/replaceFile';
import { jupyterServerConfig } from '../export/config';
import { endWith } from './step.cjs';
import { inProject, JUPYTER_ENV, projectRoot, venvProgram } from '../../project';

const SETTINGS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
};

/** Writes the kernelspec and JupyterLab's settings into `.venv`. */
export async function configureJupyter(): Promise<void> {
  const startScript = inProject('dist', 'src', 'kernel', 'start.js');
  await writeJson(
    `share/jupyter/kernels/${KERNEL_NAME}/kernel.json`,
    kernelSpec({ node: process.execPath, startScript }),
  );
  await writeJson('share/jupyter/lab/settings/overrides.json', SETTINGS);
  // The server's file is for JupyterLab's menu, the other for nbconvert on the command line
  await writeJson('etc/jupyter/jupyter_server_config.json', serverConfig());
  await writeJson('etc/jupyter/jupyter_nbconvert_config.json', jupyterServerConfig());
}

/** At once, since JupyterLab of another command may read it now. */
function writeJson(file: string, value: unknown): Promise<void> {
  return replaceFile(inProject('.venv', file), `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * What JupyterLab does unless its command line says otherwise. Root is the usual user of a container, and Jupyter refuses
 * root unless told.
 */
function serverConfig(): object {
  return {
    ...jupyterServerConfig(),
    ServerApp: { root_dir: projectRoot, log_level: 'WARN', allow_root: process.getuid?.() === 0 },
    LabApp: { default_url: '/lab/tree/notebooks/01-the-whole-program.ipynb', log_level: 'WARN' },
  };
}

/** Opens JupyterLab on the first notebook, with JupyterLab's own options passed through, and resolves with its exit code when it ends. */
export function startJupyterLab(args: readonly string[]): Promise<number> {
  const lab = inProject('src', 'tools', 'setup', 'lab.py');
  const child = spawn(venvProgram('python'), [lab, ...args], {
    cwd: projectRoot,
    // A pipe that says nothing: when it breaks, this process was killed
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, ...JUPYTER_ENV },
  });
  endWith(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 0));
  });
}
