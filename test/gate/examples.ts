import { inspect } from 'node:util';
import { readdirSync, readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import { inProject } from '../../src/project';

/** An `@example` in the doc comment of something in src/. */
export interface Example {
  /** Where it stands, without folder `src` and ending: `data/dataset`. */
  readonly module: string;
  /** What it is an example of. */
  readonly name: string;
  readonly code: string;
}

/** Every `@example` of src/, in the order of the files. */
export function findExamples(): Example[] {
  return readdirSync(inProject('src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) => {
      const module = file.replace(/\.ts$/, '').replaceAll('\\', '/');
      const text = readFileSync(inProject('src', file), 'utf8');
      return examplesIn(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true), module);
    });
}

function examplesIn(source: ts.SourceFile, module: string): Example[] {
  return source.statements.flatMap((statement) => {
    const tags = ts.getJSDocTags(statement).filter(({ tagName }) => tagName.text === 'example');
    return tags.map(({ comment }) => ({
      module,
      name: nameOf(statement),
      code: ts.getTextOfJSDocComment(comment) ?? '',
    }));
  });
}

function nameOf(statement: ts.Statement): string {
  const named = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]
    : (statement as ts.Statement & { readonly name?: ts.Node });
  return named.name?.getText() ?? '';
}

/** The names that an example uses and does not declare itself. */
export function namesFrom({ code }: Example): string[] {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) (isDeclared(node) ? declared : used).add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true));
  return [...used].filter((name) => !declared.has(name));
}

function isDeclared(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isBindingElement(parent) || ts.isVariableDeclaration(parent) || ts.isParameter(parent)) &&
    parent.name === node
  );
}

/** Whether something that was expected came; called once for each `//=>` or `// TypeError: …` of an example. */
export interface Outcome {
  readonly line: string;
  readonly expected: string;
  readonly actual: string;
}

/** Runs an example with the values that it uses, and returns what each of its lines gave beside what it promises. */
export async function runExample(
  { code }: Example,
  values: Readonly<Record<string, unknown>>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const note = (line: string, expected: string, actual: string): void =>
    void outcomes.push({ line, expected, actual });
  const names = Object.keys(values);
  const { outputText } = ts.transpileModule(`return (async () => {\n${withNotes(code)}\n})();`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const run = compileFunction(outputText, ['__note', ...names]) as (
    ...args: unknown[]
  ) => Promise<void>;
  const notes = {
    value: (line: string, expected: string, value: unknown) => note(line, expected, show(value)),
    error: async (line: string, expected: string, attempt: () => unknown) =>
      note(line, expected, await errorOf(attempt)),
  };
  await run(notes, ...names.map((name) => values[name]));
  return outcomes;
}

async function errorOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return 'nothing thrown';
  } catch (error) {
    return String(error);
  }
}

/** The statements of an example, those with a promise behind them handed to what notes the result. */
function withNotes(code: string): string {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true);
  return source.statements
    .map((statement) => {
      const { kind, expected } = promiseBehind(statement, code);
      if (kind === undefined) return statement.getText();
      if (!ts.isExpressionStatement(statement))
        throw new Error(`A result is promised of what has none: ${statement.getText()}`);
      const expression = statement.expression.getText();
      const words = `${JSON.stringify(expression)}, ${JSON.stringify(expected)}`;
      return kind === 'value'
        ? `__note.value(${words}, ${expression});`
        : `await __note.error(${words}, async () => ${expression});`;
    })
    .join('\n');
}

/** What stands in the comments between a statement and the next: `//=> 3`, or `// TypeError: …`. */
function promiseBehind(
  statement: ts.Statement,
  code: string,
): { readonly kind?: 'value' | 'error'; readonly expected: string } {
  const comments = [
    ...(ts.getTrailingCommentRanges(code, statement.end) ?? []),
    ...(ts.getLeadingCommentRanges(code, statement.end) ?? []),
  ].map(({ pos, end }) => code.slice(pos, end));
  for (const comment of comments) {
    const value = /^\/\/=> (.*)$/.exec(comment)?.[1];
    if (value !== undefined) return { kind: 'value', expected: value };
    const error = /^\/\/ (\w*Error: .*)$/.exec(comment)?.[1];
    if (error !== undefined) return { kind: 'error', expected: error };
  }
  return { expected: '' };
}

function show(value: unknown): string {
  return inspect(value, { depth: 8, breakLength: Infinity, maxArrayLength: 200, sorted: false });
}

/** Whether a result is what was promised: blanks do not count, and `…` stands for anything. */
export function isAsPromised({ expected, actual }: Outcome): boolean {
  const parts = canonical(expected).split('…').map(escapeRegExp);
  return new RegExp(`^${parts.join('.*')}$`, 's').test(canonical(actual));
}

function canonical(text: string): string {
  return text
    .replace(/\b(\w+Array)\(\d+\)/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/ ?([[\]{}]) ?/g, '$1');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
