import { hidePaths } from '../../platform/hidePaths';
import { isSyntaxError, type Finding } from '../compiler/cellCompiler';
import type { ErrorReport } from './errorReport';

interface CellText {
  /** The cell's name, such as `cell [3]`. */
  readonly cell: string;
  readonly code: string;
}

/** Tells of what TypeScript finds wrong in a cell that therefore has not run; `undefined` if it finds nothing. */
export function reportFindings(
  findings: readonly Finding[],
  text: CellText,
): ErrorReport | undefined {
  if (findings.length === 0) return undefined;
  const [first, ...others] = findings;
  const { line, column } = placeOf(first, text);
  const file = first.fileName ? `${hidePaths(first.fileName)} ` : '';
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return {
    ename: nameOf(first),
    evalue: `${file}${line}:${column} - ${messageOf(first)}${more}`,
    traceback: findings.flatMap((finding) => linesOf(finding, text)),
  };
}

function nameOf(finding: Finding): string {
  return isSyntaxError(finding) ? 'SyntaxError' : 'TypeScriptError';
}

function linesOf(finding: Finding, text: CellText): string[] {
  const { line, column } = placeOf(finding, text);
  const head = `${nameOf(finding)}: ${messageOf(finding)}`;
  const file = finding.fileName && hidePaths(finding.fileName);
  const place = `  ${file ?? text.cell}, line ${line}, column ${column}`;
  if (file) return [head, place];
  return [head, place, `    ${text.code.split('\n')[line - 1]}`, `    ${' '.repeat(column - 1)}^`];
}

/** An error found below the cell belongs to the cell's end. */
function placeOf(
  { line, column, fileName }: Finding,
  { code }: CellText,
): { line: number; column: number } {
  const lines = code.split('\n');
  if (fileName || line < lines.length) return { line: line + 1, column: column + 1 };
  return { line: lines.length, column: lines[lines.length - 1].length + 1 };
}

/** TypeScript names a type of another file by that file's absolute path. */
function messageOf({ message }: Finding): string {
  return hidePaths(message.replace(/import\("[^"]*"\)\./g, ''));
}
