import ts from 'typescript';
import { declaredNames, type DeclaredName } from './declaredNames';
import { LanguageHost } from './languageHost';
import { liveBindings, type TransformedCell } from './liveBindings';
import { NotebookScope } from './notebookScope';

/** What TypeScript finds wrong, at a place in the cell counted from 0. */
export interface Finding {
  readonly code: number;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** The file beside the notebook in which it lies, if it is not the cell. */
  readonly fileName?: string;
}

/** A cell that TypeScript has found right, as JavaScript. */
export interface CompiledCell extends TransformedCell {
  readonly findings: readonly [];
  /** The body of a generator function: it yields `[awaitIndex, promise]` for each `await`, and returns the last value. */
  readonly javaScript: string;
  /** From the JavaScript to `prelude`, which is one line, and the cell. */
  readonly sourceMap: string;
  /** Makes these names, or those of them that a cell came to, known to later cells. */
  readonly keep: (isReached: (name: string) => boolean) => void;
}

export type CompileResult = CompiledCell | { readonly findings: readonly Finding[] };

/** A cell in a program of TypeScript, together with what came before. */
interface Opened {
  readonly file: string;
  /** Where the cell begins in the file. */
  readonly start: number;
}

/** TypeScript numbers its syntax errors from 1000 to 1999. */
const FIRST_SEMANTIC_CODE = 2000;
/** Makes the cell a module to the parser, so that it may await. */
const MODULE_PREFIX = 'export {};';
/** What TypeScript puts at the end of a module. */
const MODULE_ENDING = /(?:^|\n)export \{\};\s*(?:\/\/# sourceMappingURL=\S+\s*)?$/;
const GLOBAL_DECLARATION = /\bdeclare\s+(?:global|module)\b/;

/** Compiles the cells of a notebook, each in sight of what earlier ones have declared. */
export class CellCompiler {
  private readonly host: LanguageHost;
  private readonly service: ts.LanguageService;
  private readonly scope = new NotebookScope();
  private numCells = 0;

  constructor(folder: string) {
    this.host = new LanguageHost(folder);
    this.service = ts.createLanguageService(this.host);
  }

  /** Checks and translates a cell. */
  compile(code: string): CompileResult {
    const wrong = syntaxErrors(code);
    if (wrong.length > 0) return { findings: wrong };
    const cell = this.open(code);
    const findings = this.check(cell);
    return findings.length > 0 ? { findings } : this.emit(cell, code);
  }

  /** Checks a cell that is kept as a module of this name, and keeps it. */
  compileModule(name: string, code: string): readonly Finding[] {
    const file = this.host.pathOf(`${name}.ts`);
    this.host.write(file, code);
    this.host.roots.add(file);
    const found = [
      ...this.service.getSyntacticDiagnostics(file),
      ...this.service.getSemanticDiagnostics(file),
    ];
    return found.map((diagnostic) => toFinding(diagnostic, { file, start: 0 }));
  }

  /** The text of a module that a cell has made. */
  moduleText(path: string): string | undefined {
    return this.host.written(path.replace(/\\/g, '/'));
  }

  /** Calls the function with TypeScript's language service, a file that holds the cell, and where the cell begins in it. */
  ask<Answer>(
    code: string,
    question: (service: ts.LanguageService, file: string, start: number) => Answer,
  ): Answer {
    const { file, start } = this.open(code, { allNames: true });
    return question(this.service, file, start);
  }

  private open(code: string, { allNames = false } = {}): Opened {
    const parsed = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ESNext, true);
    const own = declaredNames(parsed.statements);
    const ownNames = new Set(own.map(({ name }) => name));
    const known = allNames ? this.scope.all : [...mentionedNames(parsed)];
    const earlier = known.filter((name) => !ownNames.has(name) && this.scope.find(name));
    const ownTypes = new Set(own.filter(({ isType }) => isType).map(({ name }) => name));
    const types = known.filter((name) => ownNames.has(name) && !ownTypes.has(name));
    const prelude = `${this.scope.preludeFor(earlier, types)}\n`;
    const file = this.host.pathOf('__cell__.ts');
    this.host.roots.add(file);
    this.host.write(file, `${prelude}${code}\n${exportsOf(own)}`);
    return { file, start: prelude.length };
  }

  private program(): ts.Program {
    const program = this.service.getProgram();
    if (!program) throw new Error('TypeScript gives no program for the cell');
    return program;
  }

  private check(cell: Opened): Finding[] {
    const program = this.program();
    const files = [cell.file, ...this.filesBeside(program, cell.file)];
    return files
      .flatMap((file) => [
        ...this.service.getSyntacticDiagnostics(file),
        ...this.service.getSemanticDiagnostics(file),
      ])
      .map((diagnostic) => toFinding(diagnostic, cell));
  }

  /** TypeScript files of the reader's own, which a cell imports. */
  private filesBeside(program: ts.Program, file: string): string[] {
    return program
      .getSourceFiles()
      .filter((source) => !source.isDeclarationFile && /\.[mc]?tsx?$/.test(source.fileName))
      .map((source) => source.fileName)
      .filter(
        (name) => name !== file && !name.includes('/node_modules/') && !this.host.written(name),
      );
  }

  private emit(cell: Opened, code: string): CompiledCell {
    const program = this.program();
    const source = program.getSourceFile(cell.file);
    if (!source) throw new Error('TypeScript has lost the cell');
    const transformer = liveBindings(program.getTypeChecker(), source, cell.start);
    let javaScript = '';
    let sourceMap = '';
    program.emit(
      source,
      (name, text) => {
        if (name.endsWith('.map')) sourceMap = text;
        else javaScript = text.replace(MODULE_ENDING, '');
      },
      undefined,
      false,
      { before: [transformer.transform] },
    );
    const names = declaredNames(source.statements.filter((node) => node.pos >= cell.start - 1));
    const keep = this.keeper(program, source, names, GLOBAL_DECLARATION.test(code));
    return { ...transformer.cell(), findings: [], javaScript, sourceMap, keep };
  }

  /** Takes the meanings of the names while the program is there; the file is kept once a cell has run. */
  private keeper(
    program: ts.Program,
    source: ts.SourceFile,
    names: readonly DeclaredName[],
    isGlobal: boolean,
  ): CompiledCell['keep'] {
    const checker = program.getTypeChecker();
    const meanings = names.map((declared) => ({ declared, ...meaningOf(checker, declared) }));
    const { text } = source;
    return (isReached) => {
      const name = `./__cell_${++this.numCells}__`;
      const file = this.host.pathOf(`${name.slice(2)}.ts`);
      this.host.write(file, text);
      if (isGlobal) this.host.roots.add(file);
      for (const { declared, isValue, isType } of meanings) {
        if (!isReached(declared.name)) continue;
        const { isAssignable, isAmbient } = declared;
        this.scope.declare(declared.name, {
          value: isValue ? { file: name, isAssignable, isAmbient } : undefined,
          type: isType ? { file: name } : undefined,
        });
      }
    };
  }
}

function syntaxErrors(code: string): Finding[] {
  const text = MODULE_PREFIX + code;
  const file = ts.createSourceFile('cell.ts', text, ts.ScriptTarget.ESNext, false);
  const { parseDiagnostics = [] } = file as {
    parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  return parseDiagnostics.map((diagnostic) =>
    toFinding({ ...diagnostic, file }, { file: 'cell.ts', start: MODULE_PREFIX.length }),
  );
}

function mentionedNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function exportsOf(names: readonly DeclaredName[]): string {
  const exported = new Set(names.filter(({ isExported }) => !isExported).map(({ name }) => name));
  return `export { ${[...exported].join(', ')} };`;
}

function meaningOf(checker: ts.TypeChecker, { node }: DeclaredName) {
  const { name } = node as ts.NamedDeclaration;
  const own = name && checker.getSymbolAtLocation(name);
  const symbol = own && own.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(own) : own;
  const flags = symbol?.flags ?? ts.SymbolFlags.Value;
  return {
    isValue: Boolean(flags & ts.SymbolFlags.Value),
    isType: Boolean(flags & (ts.SymbolFlags.Type | ts.SymbolFlags.Namespace)),
  };
}

function toFinding(diagnostic: ts.Diagnostic, { file, start }: Opened): Finding {
  const { code, file: source } = diagnostic;
  const message = messageOf(diagnostic);
  if (!source) return { code, message, line: 0, column: 0 };
  const { line, character } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
  if (source.fileName !== file)
    return { code, message, line, column: character, fileName: source.fileName };
  const before = source.text.slice(start, Math.max(diagnostic.start ?? 0, start)).split('\n');
  return { code, message, line: before.length - 1, column: before[before.length - 1].length };
}

/** What TypeScript only hints at beside an error belongs to it: above all a forgotten `await`. */
function messageOf({ code, messageText, relatedInformation = [] }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (code === ASSIGNED_IMPORT) return message.replace('an import', 'a constant');
  const hint = relatedInformation.find((related) => related.code === FORGOTTEN_AWAIT);
  return hint ? `${message} ${ts.flattenDiagnosticMessageText(hint.messageText, '\n')}` : message;
}

const ASSIGNED_IMPORT = 2632;
const FORGOTTEN_AWAIT = 2773;

/** Returns whether the cell does not even follow TypeScript's grammar. */
export function isSyntaxError({ code }: Finding): boolean {
  return code < FIRST_SEMANTIC_CODE;
}
