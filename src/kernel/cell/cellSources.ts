import { positionInCell, type SourcePosition } from '../compiler/sourcePosition';

interface CellSource {
  readonly code: string;
  /** The source map of its JavaScript. */
  readonly map: string;
}

/** A line of a cell. */
export interface CellLine {
  readonly cell: string;
  readonly line: number;
}

/** A line of a stack trace that lies in a cell. */
export interface CellFrame extends SourcePosition {
  /** The cell's name, such as `cell [3]`. */
  readonly cell: string;
  readonly functionName?: string;
}

/** `at name (cell [3]:2:5)` or `at cell [3]:2:5`. */
const FRAME = /^\s*at (?:async )?(?:(.*) \()?(cell \[[^\]]+\]):(\d+):(\d+)\)?$/;
/** Node keeps 10 calls of an error, too few to reach the reader's own line below a deep library. */
const MAX_CALLS = 100;

/** The code of every cell that ran, by the cell's name: what a stack trace needs to speak of the reader's own lines. */
export class CellSources {
  private readonly cells = new Map<string, CellSource>();
  private thrown: { readonly value: unknown; readonly place: CellLine } | undefined;

  /** Remembers a cell under the name that its JavaScript runs under. */
  add(name: string, source: CellSource): void {
    this.cells.set(name, source);
  }

  /** Remembers where a value was thrown last: what is no error does not know it. */
  noteThrown(value: unknown, place: CellLine): void {
    this.thrown = { value, place };
  }

  /** Returns where the value was thrown. */
  placeOfThrown(value: unknown): CellLine | undefined {
    return this.thrown && Object.is(this.thrown.value, value) ? this.thrown.place : undefined;
  }

  /** Returns a line of a cell's code, counted from 1, without the blanks around it. */
  line(name: string, line: number): string {
    return this.cells.get(name)?.code.split('\n')[line - 1]?.trim() ?? '';
  }

  /** Returns the place in the cell's code for a place in its JavaScript. */
  locate(name: string, place: SourcePosition): SourcePosition {
    const source = this.cells.get(name);
    const found = source && positionInCell(source.map, place);
    if (!source || !found) return place;
    const lastLine = source.code.split('\n').length;
    return { line: Math.min(Math.max(found.line, 1), lastLine), column: found.column };
  }

  /** Makes every stack trace, also one that a cell prints itself, name the lines of cells as the reader wrote them. */
  installStackTraces(): void {
    Error.stackTraceLimit = MAX_CALLS;
    Error.prepareStackTrace = (error, calls) =>
      [headOf(error), ...calls.map((call) => `    at ${this.describeCall(call)}`)].join('\n');
  }

  private describeCall(call: NodeJS.CallSite): string {
    const name = call.getFileName();
    const source = name ? this.cells.get(name) : undefined;
    const text = String(call);
    if (!name || !source) return text;
    const place = { line: call.getLineNumber() ?? 1, column: call.getColumnNumber() ?? 1 };
    const { line, column } = this.locate(name, place);
    return text.replace(/:\d+:\d+(\)?)$/, `:${line}:${column}$1`);
  }
}

function headOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}

/** Returns the lines of a stack trace that lie in cells, innermost first. */
export function cellFrames(error: unknown): CellFrame[] {
  const stack = error instanceof Error || isErrorLike(error) ? String(error.stack) : '';
  return stack.split('\n').flatMap((line) => {
    const match = FRAME.exec(line);
    if (!match) return [];
    const [, functionName, cell, lineNumber, column] = match;
    return [
      {
        cell,
        line: Number(lineNumber),
        column: Number(column),
        functionName: cleanName(functionName),
      },
    ];
  });
}

function isErrorLike(value: unknown): value is { stack: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { stack?: unknown }).stack === 'string'
  );
}

/** V8 writes `Object.f [as g]` for a function that tslab calls as `exports.f`, and names a timer's function itself. */
function cleanName(name: string | undefined): string | undefined {
  const cleaned = name?.replace(/ \[as .*\]$/, '').replace(/^(?:Object|Proxy)\./, '');
  return cleaned && !/<anonymous>|^next$|^(?:Timeout|Immediate)\./.test(cleaned)
    ? cleaned
    : undefined;
}
