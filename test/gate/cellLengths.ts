import { format } from 'prettier';
import { codeCells, joinText, type Notebook } from '../../src/tools/runner/notebook';

/** Columns of a cell: what a reader sees without scrolling. */
const WIDTH = 80;
const MAX_LINES = 20;

/** How long the code cells of some notebooks are once prettier has formatted them. */
export interface CellLengths {
  /** Half of the cells have so many lines or fewer; blank lines do not count. */
  readonly median: number;
  /** Cells of more than 20 lines. */
  readonly long: number;
  /** Lines over 80 columns, as they are written. */
  readonly wideLines: number;
}

export async function measureCells(notebooks: readonly Notebook[]): Promise<CellLengths> {
  const sources = notebooks.flatMap(codeCells).map(({ cell }) => joinText(cell.source));
  const formatted = await Promise.all(sources.map(formatCell));
  const lengths = formatted.map((text) => linesOf(text).length).sort((a, b) => a - b);
  return {
    median: lengths[Math.floor(lengths.length / 2)],
    long: lengths.filter((length) => length > MAX_LINES).length,
    wideLines: sources.flatMap(linesOf).filter((line) => [...line].length > WIDTH).length,
  };
}

function formatCell(source: string): Promise<string> {
  return format(source, { parser: 'typescript', printWidth: WIDTH, singleQuote: true });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
