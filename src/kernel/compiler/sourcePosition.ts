import { SourceMap, type SourceMapPayload } from 'node:module';

/** A place in a text, both counted from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** One line, which tells what earlier cells declare, stands before a cell in what is compiled. */
const PRELUDE_LINES = 1;

/** Returns the place in the cell from which a place in its JavaScript was made. */
export function positionInCell(
  map: string,
  { line, column }: SourcePosition,
): SourcePosition | undefined {
  const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(line - 1, column - 1);
  if (!('originalLine' in entry)) return undefined;
  return { line: entry.originalLine + 1 - PRELUDE_LINES, column: entry.originalColumn + 1 };
}

/** Returns the line, counted from 1, of a position in a text. */
export function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
