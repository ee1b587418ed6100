import fs from 'node:fs';
import { replaceFile } from '../../files/replaceFile';
import { toPythonJson } from './pythonJson';

/** Text in a notebook file: one string, or its lines with their line ends. */
export type MultilineText = string | readonly string[];

/** One output of a code cell, as nbformat 4 stores it. */
export interface Output {
  output_type: string;
  name?: string;
  text?: MultilineText;
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  execution_count?: number | null;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

/** One cell, as nbformat 4 stores it. `outputs` and `execution_count` belong to code cells. */
export interface Cell {
  id?: string;
  cell_type: string;
  source: MultilineText;
  metadata: { tags?: string[]; [key: string]: unknown };
  outputs?: Output[];
  execution_count?: number | null;
}

/** A notebook file, nbformat 4. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** Text of a notebook in one string. */
export function joinText(text: MultilineText): string {
  return typeof text === 'string' ? text : text.join('');
}

/** What Python takes for the end of a line. */
const LINE_END = '\\r\\n|[\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029]';
const LINE = new RegExp(`[^]*?(?:${LINE_END})|[^]+$`, 'g');

/** Text as notebook files store it: a list of lines, each with its line end. */
export function splitText(text: string): string[] {
  return text.match(LINE) ?? [];
}

/** The code cells of a notebook in order, each with its place among all cells (from 0). */
export function codeCells(notebook: Notebook): { cell: Cell; index: number }[] {
  return notebook.cells
    .map((cell, index) => ({ cell, index }))
    .filter(({ cell }) => cell.cell_type === 'code');
}

/** Whether a cell carries a tag. */
export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}

/** The first line of a cell that is not blank: how messages name a cell. */
export function firstLine(cell: Cell): string {
  return (
    joinText(cell.source)
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}

/**
 * Returns a notebook read from a file.
 * @throws Error when the file is missing or holds no notebook of format 4
 */
export function readNotebook(file: string): Notebook {
  const notebook = parseNotebook(file);
  if (!Array.isArray(notebook?.cells) || notebook.nbformat !== 4) {
    throw new Error(`${file} is no notebook of format 4; save it again with a present JupyterLab`);
  }
  return notebook;
}

function parseNotebook(file: string): Notebook {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Notebook;
  } catch (error) {
    throw new Error(`Cannot read the notebook ${file}: ${(error as Error).message}`);
  }
}

/** Writes a notebook the way Jupyter does (sorted keys, one space, a last line end), at once or not at all. */
export function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  return replaceFile(file, formatNotebook(notebook));
}

/** The text of a notebook file. Equal notebooks give equal text. */
export function formatNotebook(notebook: Notebook): string {
  return `${toPythonJson(notebook)}\n`;
}
