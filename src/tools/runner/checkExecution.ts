import type { Execution } from './execute';
import { codeCells, firstLine, hasTag, type Cell, type Notebook } from './notebook';

/** Returns why a run did not pass, one line a cell; an empty list when it did. */
export function checkExecution({ notebook, statuses, failure }: Execution): string[] {
  if (failure) return [`${nameCell(notebook, failure.cellIndex)}${failure.message}`];
  return codeCells(notebook).flatMap(({ cell, index }, order) => {
    const fault = checkCell(cell, { status: statuses.get(index), count: order + 1 });
    return fault ? [`${nameCell(notebook, index)}${fault}`] : [];
  });
}

function checkCell(
  cell: Cell,
  { status, count }: { readonly status?: string; readonly count: number },
): string | undefined {
  const mayFail = hasTag(cell, 'raises-exception');
  const failed =
    status === 'error' || cell.outputs?.some(({ output_type }) => output_type === 'error');
  if (status === undefined) return 'Was not executed';
  if (status !== 'ok' && status !== 'error') return `Was skipped: the kernel answered "${status}"`;
  if (cell.execution_count !== count)
    return `Has the count ${cell.execution_count ?? 'none'} instead of ${count}`;
  if (mayFail && !failed) return 'Is tagged raises-exception, but raised nothing';
  if (!mayFail && failed) return errorIn(cell);
  return undefined;
}

function errorIn({ outputs = [] }: Cell): string {
  const error = outputs.find(({ output_type }) => output_type === 'error');
  return error ? `${error.ename}: ${error.evalue}` : 'Failed without a message';
}

/** How messages name a cell: its place among all cells and among the executed ones, and its first line. */
function nameCell({ cells }: Notebook, cellIndex?: number): string {
  if (cellIndex === undefined) return '';
  if (cellIndex >= cells.length) return 'after the last cell: ';
  const order = cells
    .slice(0, cellIndex + 1)
    .filter(({ cell_type }) => cell_type === 'code').length;
  return `cell ${cellIndex + 1} [${order}] ${firstLine(cells[cellIndex])}\n    `;
}
