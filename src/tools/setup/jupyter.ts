import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KERNEL_NAME, kernelSpec } from '../../kernel/kernelspec';
import { jupyterServerConfig } from '../export/config';
import { inProject, JUPYTER_ENV, projectRoot, venvProgram } from '../../project';

const SETTINGS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
};

/** Writes the kernelspec and JupyterLab's settings into `.venv`. */
export function configureJupyter(): void {
  const startScript = inProject('dist', 'src', 'kernel', 'start.js');
  writeJson(
    `share/jupyter/kernels/${KERNEL_NAME}/kernel.json`,
    kernelSpec({ node: process.execPath, startScript }),
  );
  writeJson('share/jupyter/lab/settings/overrides.json', SETTINGS);
  // The server's file is for JupyterLab's menu, the other for nbconvert on the command line
  writeJson('etc/jupyter/jupyter_server_config.json', serverConfig());
  writeJson('etc/jupyter/jupyter_nbconvert_config.json', jupyterServerConfig());
}

function writeJson(file: string, value: unknown): void {
  const path = inProject('.venv', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
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
  const child = spawn(venvProgram('python'), ['-m', 'jupyterlab', ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, ...JUPYTER_ENV },
  });
  // Ctrl-C in a terminal reaches JupyterLab itself, which asks back; a second one from here would be taken for a yes
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 0));
  });
}
