import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../files/replaceFile';
import { inProject } from '../../project';
import { SetupError } from './step.cjs';

const EXTENSION = inProject(
  '.venv',
  'share',
  'jupyter',
  'labextensions',
  'jupyterlab-plotly',
  'static',
);
const MENDED = 'if(this.hasGraphElement()&&this._model===';
const IGNORES_UPDATES =
  /renderModel\((\w+)\)\{if\(this\.hasGraphElement\(\)\)return Promise\.resolve\(\);/;

/**
 * Lets JupyterLab redraw a figure in place. Plotly's renderer for it draws once and then ignores every new figure sent to
 * the same output (plotly.py issue 3053), so live curves would stand still; here it ignores only a figure it drew already.
 */
export async function mendPlotlyRenderer(): Promise<void> {
  const scripts = readdirSync(EXTENSION)
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(EXTENSION, name));
  const codes = scripts.map((file) => readFileSync(file, 'utf8'));
  if (codes.some((code) => code.includes(MENDED))) return;
  const index = codes.findIndex((code) => IGNORES_UPDATES.test(code));
  if (index < 0)
    throw new SetupError(
      "Plotly's renderer for JupyterLab is not the one that was pinned: delete .venv and run the same command again",
    );
  await replaceFile(
    scripts[index],
    codes[index].replace(IGNORES_UPDATES, `renderModel($1){${MENDED}$1)return Promise.resolve();`),
  );
}
