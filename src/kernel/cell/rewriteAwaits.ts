import type * as TypeScript from '@tslab/typescript-for-tslab';
import type { Place } from '../tslab/sourceMaps';

type Compiler = typeof TypeScript;

/** How tslab wraps the JavaScript of a cell that awaits, and what it becomes. */
const ASYNC_FUNCTION = '(async function(exports, require) { ';
const GENERATOR = '(function*(exports, require) { ';

/** A cell's JavaScript that hands each promise it awaits to whoever runs it. */
export interface RewrittenCell {
  /** Each `await x` has become `(yield [awaitIndex, (x)])`. */
  readonly code: string;
  /** Where each `await` stands in the JavaScript as it was. */
  readonly awaits: readonly Place[];
}

interface Insertion {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Turns the awaiting function that tslab makes of a cell into a generator, line by line the same. A generator can be
 * left at an `await` when the reader presses stop, and whoever runs it can stop even an endless loop after an `await`.
 * Returns `undefined` where this does not work (`for await`).
 */
export function rewriteAwaits(compiler: Compiler, code: string): RewrittenCell | undefined {
  if (!code.startsWith(ASYNC_FUNCTION)) return undefined;
  const file = compiler.createSourceFile('cell.js', code, compiler.ScriptTarget.ES2022, false);
  const awaits = findAwaits(compiler, file);
  if (!awaits) return undefined;
  const rewritten = awaits.flatMap((node, index) => insertionsFor(node, index, file));
  return {
    code: GENERATOR + insert(code, rewritten).slice(ASYNC_FUNCTION.length),
    awaits: awaits.map((node) => placeOf(node.expression.getStart(file), file)),
  };
}

/** Returns the awaits of the cell itself, none of the functions declared in it; `undefined` if it holds a `for await`. */
function findAwaits(
  compiler: Compiler,
  file: TypeScript.SourceFile,
): TypeScript.AwaitExpression[] | undefined {
  const found: TypeScript.AwaitExpression[] = [];
  let simple = true;
  function visit(node: TypeScript.Node, depth: number): void {
    const inner = compiler.isFunctionLike(node) ? depth + 1 : depth;
    if (inner > 1) return;
    if (compiler.isAwaitExpression(node)) found.push(node);
    if (compiler.isForOfStatement(node) && node.awaitModifier) simple = false;
    compiler.forEachChild(node, (child) => visit(child, inner));
  }
  visit(file, 0);
  return simple ? found : undefined;
}

function insertionsFor(
  node: TypeScript.AwaitExpression,
  index: number,
  file: TypeScript.SourceFile,
): Insertion[] {
  const start = node.getStart(file);
  return [
    { start, end: start + 'await'.length, text: `(yield [${index}, (` },
    { start: node.end, end: node.end, text: ')])' },
  ];
}

function insert(code: string, insertions: readonly Insertion[]): string {
  return [...insertions]
    .sort((first, second) => second.start - first.start)
    .reduce(
      (text, { start, end, text: inserted }) => text.slice(0, start) + inserted + text.slice(end),
      code,
    );
}

function placeOf(position: number, file: TypeScript.SourceFile): Place {
  const { line, character } = file.getLineAndCharacterOfPosition(position);
  return { line: line + 1, column: character + 1 };
}
