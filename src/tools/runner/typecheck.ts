import path from 'node:path';
import ts from 'typescript';
import { cellsToCheck, layOutCells, type CellLine, type ModuleLine } from './cellsAsModule';
import { joinText, type Notebook } from './notebook';
import { projectRoot } from '../../project';

/** A notebook to check and where it stands: imports are looked up from there. */
export interface NotebookFile {
  readonly path: string;
  readonly notebook: Notebook;
}

/** One complaint of TypeScript about a notebook. */
export interface TypeProblem extends CellLine {
  /** File name without folder. */
  readonly notebook: string;
  readonly message: string;
}

interface CheckedModule {
  readonly name: string;
  readonly source: string;
  readonly lines: readonly ModuleLine[];
}

/**
 * Returns what strict TypeScript finds in the cells of notebooks; an empty list when all is well.
 *
 * The kernel checks cells loosely, one at a time. Here the cells of a notebook make one module, checked with the strict
 * options of the project's tsconfig.json. As in the kernel, a later cell may declare a name again, and a cell sees only
 * the names of the cells before it. Cells tagged `raises-exception` are there to fail and are left out.
 *
 * @example
 * typeCheckNotebooks([{ path: 'notebooks/01-the-whole-program.ipynb', notebook }]) // [] when all is well
 */
export function typeCheckNotebooks(files: readonly NotebookFile[]): TypeProblem[] {
  const syntax = files.flatMap(syntaxProblems);
  return syntax.length > 0 ? syntax : typeProblems(files);
}

/** A problem in one line: `01-the-whole-program.ipynb, cell 4, line 2: …`; cells are counted from 1. */
export function describeTypeProblem({ notebook, cellIndex, line, message }: TypeProblem): string {
  return `${notebook}, cell ${cellIndex + 1}, line ${line}: ${message}`;
}

/** What cannot be read as TypeScript, cell by cell: a brace that is missing must not reach into the next cell. */
function syntaxProblems({ path: file, notebook }: NotebookFile): TypeProblem[] {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  return cellsToCheck(notebook).flatMap(({ cell, index: cellIndex }) => {
    const source = `export {};\n${joinText(cell.source)}`;
    const { diagnostics = [] } = ts.transpileModule(source, {
      compilerOptions,
      reportDiagnostics: true,
    });
    return diagnostics.map(({ file: cellFile, start = 0, messageText }) => {
      const line = cellFile?.getLineAndCharacterOfPosition(start).line ?? 1;
      return { notebook: path.basename(file), cellIndex, line, message: oneLine(messageText) };
    });
  });
}

function typeProblems(files: readonly NotebookFile[]): TypeProblem[] {
  const modules = new Map(files.map((file) => [`${path.resolve(file.path)}.ts`, toModule(file)]));
  const options = checkOptions();
  const program = ts.createProgram([...modules.keys()], options, moduleHost(modules, options));
  return [...modules].flatMap(([fileName, { name, lines }]) => {
    const sourceFile = program.getSourceFile(fileName);
    return program.getSemanticDiagnostics(sourceFile).map(({ file, start = 0, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
      return { notebook: name, ...lines[line].from, message: oneLine(messageText) };
    });
  });
}

function toModule({ path: file, notebook }: NotebookFile): CheckedModule {
  const lines = layOutCells(notebook);
  return { name: path.basename(file), source: lines.map(({ text }) => text).join('\n'), lines };
}

function checkOptions(): ts.CompilerOptions {
  const configFile = path.join(projectRoot, 'tsconfig.json');
  const { config } = ts.readConfigFile(configFile, (file) => ts.sys.readFile(file)) as {
    readonly config: { readonly compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    config.compilerOptions,
    projectRoot,
    configFile,
  );
  return {
    ...options,
    module: ts.ModuleKind.ESNext, // the only way to have `await` at the top
    moduleResolution: ts.ModuleResolutionKind.Node10, // how the kernel looks packages up
    rootDir: undefined,
    noEmit: true,
    declaration: false,
    noUnusedLocals: false, // a name may wait for a cell that the reader adds
    noUnusedParameters: false,
  };
}

function moduleHost(
  modules: ReadonlyMap<string, CheckedModule>,
  options: ts.CompilerOptions,
): ts.CompilerHost {
  const disk = ts.createCompilerHost(options, true);
  return {
    ...disk,
    fileExists: (file) => modules.has(file) || disk.fileExists(file),
    readFile: (file) => modules.get(file)?.source ?? disk.readFile(file),
    getSourceFile: (file, ...rest) => {
      const source = modules.get(file)?.source;
      return source === undefined
        ? disk.getSourceFile(file, ...rest)
        : ts.createSourceFile(file, source, rest[0], true);
    },
  };
}

function oneLine(messageText: string | ts.DiagnosticMessageChain): string {
  return ts.flattenDiagnosticMessageText(messageText, ' ').replace(/\s+/g, ' ');
}
