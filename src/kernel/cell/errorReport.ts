import { inspect, types } from 'node:util';
import { hidePaths } from '../../platform/hidePaths';
import { reasonOf } from '../../project';
import { RUNTIME } from '../compiler/liveBindings';
import { cellFrames, type CellFrame, type CellSources } from './cellSources';
import { isInterruption } from './interrupted';
import type { UnhandledError } from './unhandledErrors';

/** An error as Jupyter's messages carry it. */
export interface ErrorReport {
  /** The kind of error, such as `RangeError`. */
  readonly ename: string;
  readonly evalue: string;
  /** Lines to print: what happened, and where in the reader's own cells. */
  readonly traceback: readonly string[];
}

type ReportedFrame = Pick<CellFrame, 'cell' | 'line' | 'functionName'>;

const SHARED_NAME = new RegExp(
  `\\(0 , ${RUNTIME}([\\p{ID_Continue}$]+)\\.v\\)|${RUNTIME}([\\p{ID_Continue}$]+)\\.v`,
  'gu',
);
/** A deep recursion repeats itself; so many lines tell as much. */
const MAX_FRAMES = 10;

interface ThrownOptions {
  readonly sources: CellSources;
  /** The place of the `await` that failed; a stack trace alone forgets it. */
  readonly awaitedAt?: ReportedFrame;
}

/** Tells of a value that a cell threw. */
export function reportThrown(error: unknown, { sources, awaitedAt }: ThrownOptions): ErrorReport {
  const { ename, evalue } = describeError(error);
  const frames = framesOf(error, awaitedAt, sources);
  return {
    ename,
    evalue,
    traceback: [
      headline(ename, evalue),
      ...frames.flatMap((frame) => frameLines(frame, sources)),
      ...causes(error),
    ],
  };
}

/** Tells of an error that nobody awaited; `late` when its cell had ended before. */
export function reportUnhandled(
  { error, cell, kind }: UnhandledError,
  { sources, late }: { sources: CellSources; late: boolean },
): ErrorReport {
  const report = reportThrown(error, { sources });
  const origin =
    kind === 'promise'
      ? `in a promise that ${cell} did not await`
      : `in a callback that ${cell} had set up`;
  const evalue = `${report.evalue} (${origin}${late ? ', after that cell had ended' : ''})`;
  return {
    ...report,
    evalue,
    traceback: [headline(report.ename, evalue), ...report.traceback.slice(1)],
  };
}

/** Joins further errors of the same cell to the first. */
export function joinReports([first, ...others]: readonly ErrorReport[]): ErrorReport {
  return { ...first, traceback: [first, ...others].flatMap((report) => report.traceback) };
}

function describeError(error: unknown): Pick<ErrorReport, 'ename' | 'evalue'> {
  if (isInterruption(error)) return { ename: 'Interrupted', evalue: 'The cell was stopped' };
  if (!isError(error)) return { ename: 'Thrown', evalue: hidePaths(inspect(error, { depth: 2 })) };
  return { ename: String(error.name), evalue: hidePaths(withPlainNames(String(error.message))) };
}

/** The engine speaks of a variable as a cell's JavaScript names it: `(0 , ˑf.v) is not a function`. */
function withPlainNames(message: string): string {
  return message.replace(
    SHARED_NAME,
    (_match, called?: string, named?: string) => called ?? named ?? '',
  );
}

/** A class of errors may come from another context of the engine, where `instanceof` does not know it. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

function headline(ename: string, evalue: string): string {
  return evalue ? `${ename}: ${evalue}` : ename;
}

function framesOf(
  error: unknown,
  awaitedAt: ReportedFrame | undefined,
  sources: CellSources,
): ReportedFrame[] {
  const thrownAt = isError(error) ? undefined : sources.placeOfThrown(error);
  const traced: ReportedFrame[] = isInterruption(error) ? [] : cellFrames(error);
  const frames = thrownAt && traced.length === 0 ? [thrownAt] : traced;
  const known = frames.some(
    (frame) => frame.cell === awaitedAt?.cell && frame.line === awaitedAt.line,
  );
  const all = awaitedAt && !known ? [...frames, awaitedAt] : frames;
  const different = all.filter((frame, index) => index === 0 || !isSame(frame, all[index - 1]));
  return different.length > MAX_FRAMES
    ? [...different.slice(0, MAX_FRAMES - 1), different[different.length - 1]]
    : different;
}

function isSame(first: ReportedFrame, second: ReportedFrame): boolean {
  return (
    first.cell === second.cell &&
    first.line === second.line &&
    first.functionName === second.functionName
  );
}

function frameLines({ cell, line, functionName }: ReportedFrame, sources: CellSources): string[] {
  return [
    `  ${cell}, line ${line}${functionName ? `, in ${functionName}` : ''}`,
    `    ${sources.line(cell, line)}`,
  ];
}

/** A cause that the message tells already, in its own words or in plainer ones, is not told again. */
function causes(error: unknown): string[] {
  if (!isError(error) || error.cause === undefined) return [];
  if (error.message.includes(reasonOf(error.cause))) return [];
  const { ename, evalue } = describeError(error.cause);
  return [`Caused by ${headline(ename, evalue)}`];
}
