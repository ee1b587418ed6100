import fs from 'node:fs';
import path from 'node:path';
import { findParameters, setParameters } from './parameters';
import { readNotebook } from './notebook';
import type { NotebookFile } from './typecheck';

/** The notebooks of a folder in the order of their file names, without `.ipynb`. */
export function listNotebooks(folder: string): string[] {
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return files
    .filter((file) => file.endsWith('.ipynb'))
    .map((file) => path.basename(file, '.ipynb'))
    .sort();
}

/**
 * Returns the notebooks that were named, in the order of their file names; all of them when none was named.
 * @throws Error when a name fits no notebook
 */
export function selectNotebooks(folder: string, names: readonly string[]): NotebookFile[] {
  const known = listNotebooks(folder);
  if (known.length === 0) throw new Error(`There are no notebooks in ${folder}`);
  const wanted = new Set(names.map((name) => matchName(name, known)));
  return known
    .filter((name) => names.length === 0 || wanted.has(name))
    .map((name) => {
      const file = path.join(folder, `${name}.ipynb`);
      return { path: file, notebook: readNotebook(file) };
    });
}

function matchName(name: string, known: readonly string[]): string {
  const stem = path.basename(name, '.ipynb');
  const match =
    known.find((notebook) => notebook === stem) ??
    known.find((notebook) => notebook.startsWith(`${stem}-`));
  if (match === undefined)
    throw new Error(`No notebook is called "${name}"; there are ${known.join(', ')}`);
  return match;
}

/**
 * Returns notebooks whose constants have other values, each where the notebook has it.
 * @throws RangeError when none of the notebooks has a constant of that name
 */
export function applyValues(
  files: readonly NotebookFile[],
  values: Readonly<Record<string, string>>,
): NotebookFile[] {
  const known = new Set(
    files.flatMap(({ notebook }) => findParameters(notebook).map(({ name }) => name)),
  );
  const unknown = Object.keys(values).filter((key) => !known.has(key));
  if (unknown.length > 0) {
    const names = known.size > 0 ? `can be set: ${[...known].join(', ')}` : 'can be set: none';
    throw new RangeError(
      `No constant is called ${unknown.join(', ')} in the parameters cell of these notebooks; ${names}`,
    );
  }
  return files.map((file) => ({ ...file, notebook: setParameters(file.notebook, values) }));
}
