import type * as TypeScript from '@tslab/typescript-for-tslab';
import type { Diagnostic } from 'tslab/dist/converter';
import { hidePaths } from '../../platform/hidePaths';
import type { ErrorReport } from './errorReport';

interface CellText {
  /** The cell's name, such as `cell [3]`. */
  readonly cell: string;
  readonly code: string;
}

interface ParsingOptions {
  readonly compiler: typeof TypeScript;
  readonly code: string;
}

/** TypeScript numbers its syntax errors from 1000 to 1999. */
const FIRST_SEMANTIC_CODE = 2000;
/** Makes the cell a module to the parser, so that it may await. */
const MODULE_PREFIX = 'export {};';

/**
 * Returns only what is really wrong: with a syntax error, what the cell alone says, since tslab's own line below the
 * cell is then taken for a part of it.
 */
export function withoutFollowUps(
  diagnostics: readonly Diagnostic[],
  { compiler, code }: ParsingOptions,
): readonly Diagnostic[] {
  if (!diagnostics.some(isSyntaxError)) return diagnostics;
  const file = compiler.createSourceFile(
    'cell.ts',
    MODULE_PREFIX + code,
    compiler.ScriptTarget.ES2022,
  );
  const { parseDiagnostics = [] } = file as {
    parseDiagnostics?: readonly TypeScript.DiagnosticWithLocation[];
  };
  const found = parseDiagnostics.map((diagnostic) => toDiagnostic(diagnostic, { compiler, code }));
  return found.length > 0 ? found : diagnostics.filter(isSyntaxError);
}

/** Tells of what TypeScript finds wrong in a cell that therefore has not run. */
export function reportDiagnostics(diagnostics: readonly Diagnostic[], text: CellText): ErrorReport {
  const [first, ...others] = diagnostics;
  const { line, column } = placeOf(first, text);
  const file = first.fileName ? `${first.fileName} ` : '';
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return {
    ename: nameOf(first),
    evalue: `${file}${line}:${column} - ${messageOf(first)}${more}`,
    traceback: diagnostics.flatMap((diagnostic) => linesOf(diagnostic, text)),
  };
}

function isSyntaxError({ code }: Diagnostic): boolean {
  return code < FIRST_SEMANTIC_CODE;
}

function toDiagnostic(
  found: TypeScript.DiagnosticWithLocation,
  { compiler, code }: ParsingOptions,
): Diagnostic {
  const place = (position: number) => {
    const before = code.slice(0, Math.max(position - MODULE_PREFIX.length, 0)).split('\n');
    return {
      offset: position,
      line: before.length - 1,
      character: before[before.length - 1].length,
    };
  };
  const messageText = compiler.flattenDiagnosticMessageText(found.messageText, '\n');
  const { category, code: number, start, length } = found;
  return { category, code: number, messageText, start: place(start), end: place(start + length) };
}

function nameOf(diagnostic: Diagnostic): string {
  return isSyntaxError(diagnostic) ? 'SyntaxError' : 'TypeScriptError';
}

function linesOf(diagnostic: Diagnostic, text: CellText): string[] {
  const { line, column } = placeOf(diagnostic, text);
  const head = `${nameOf(diagnostic)}: ${messageOf(diagnostic)}`;
  const place = `  ${diagnostic.fileName ?? text.cell}, line ${line}, column ${column}`;
  if (diagnostic.fileName) return [head, place];
  return [head, place, `    ${text.code.split('\n')[line - 1]}`, `    ${' '.repeat(column - 1)}^`];
}

/** tslab adds a line to a cell; an error found there belongs to the cell's end. */
function placeOf(
  { start, fileName }: Diagnostic,
  { code }: CellText,
): { line: number; column: number } {
  const lines = code.split('\n');
  if (fileName || start.line < lines.length)
    return { line: start.line + 1, column: start.character + 1 };
  return { line: lines.length, column: lines[lines.length - 1].length + 1 };
}

/** TypeScript names a type of another file by that file's absolute path. */
function messageOf({ messageText }: Diagnostic): string {
  return hidePaths(messageText.replace(/import\("[^"]*"\)\./g, ''));
}
