import ts from 'typescript';
import { codeCells, hasTag, joinText, type Notebook } from './notebook';

/** A place in a notebook: the cell among all cells (from 0) and the line within it (from 1). */
export interface CellLine {
  readonly cellIndex: number;
  readonly line: number;
}

/** A line of the module and where in the notebook it comes from. */
export interface ModuleLine {
  readonly text: string;
  readonly from: CellLine;
}

/**
 * The code cells of a notebook as the lines of one module.
 *
 * Each cell opens a block that ends with the module, so that a later cell may declare a name again, and no cell sees the
 * names of a later one. Imports cannot stand in a block: they move to the top, a repeated one only once.
 */
export function layOutCells(notebook: Notebook): ModuleLine[] {
  const cells = cellsToCheck(notebook).map(({ cell, index }) =>
    splitImports(joinText(cell.source), index),
  );
  const seen = new Set<string>();
  const imports = cells
    .flatMap((cell) => cell.imports)
    .filter(({ text }) => !seen.has(text) && seen.add(text));
  const body = cells.flatMap(({ lines, opening }) => [opening, ...lines]);
  const last = body.at(-1)?.from ?? { cellIndex: 0, line: 1 };
  return [
    { text: 'export {};', from: { cellIndex: 0, line: 1 } },
    ...imports.flatMap(toLines),
    ...body,
    { text: '}'.repeat(cells.length), from: last },
  ];
}

/** The code cells that are meant to pass: those tagged `raises-exception` are there to fail. */
export function cellsToCheck(notebook: Notebook) {
  return codeCells(notebook).filter(({ cell }) => !hasTag(cell, 'raises-exception'));
}

function splitImports(source: string, cellIndex: number) {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
  const nodes = file.statements.filter(ts.isImportDeclaration);
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  const imports = nodes.map((node) => ({
    text: node.getText(),
    from: { cellIndex, line: lineOf(node.getStart()) },
  }));
  const rest = nodes.reduce((text, node) => blankOut(text, node.getStart(), node.getEnd()), source);
  // The semicolon ends a last line without one, as a cell's end does
  return {
    imports,
    lines: toLines({ text: rest, from: { cellIndex, line: 1 } }),
    opening: { text: ';{', from: { cellIndex, line: 1 } },
  };
}

/** Spaces instead of text from `start` to `end`; line ends stay, so that line numbers do. */
function blankOut(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end);
}

function toLines({ text, from }: ModuleLine): ModuleLine[] {
  return text
    .split('\n')
    .map((line, index) => ({ text: line, from: { ...from, line: from.line + index } }));
}
