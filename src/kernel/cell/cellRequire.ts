import { readFileSync, statSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';

/** Node's own list of how a file is loaded, by its ending. */
type Loaders = Record<
  string,
  (module: NodeJS.Module & { _compile(code: string, path: string): void }, path: string) => void
>;

interface CellRequireOptions {
  /** The notebook's folder. */
  readonly folder: string;
  /** Returns the text of a module that a cell has made. */
  readonly moduleText: (path: string) => string | undefined;
}

/** The `require` of cells: knows TypeScript files and modules that cells have made. */
export class CellRequire {
  /** Loads a module as seen from the notebook's folder. */
  readonly require: NodeJS.Require;
  /** When each TypeScript file that was loaded had last been changed. */
  private readonly loaded = new Map<string, number>();
  private readonly made = new Map<string, { readonly text: string; readonly exports: unknown }>();

  constructor(private readonly options: CellRequireOptions) {
    const required = createRequire(join(options.folder, 'cell.js'));
    const find = (id: string): unknown => {
      // A notebook that lies apart from the project finds it all the same
      if (id === 'tslab') return require('tslab');
      return this.madeModule(id) ?? required(id);
    };
    this.require = Object.assign(find, required);
    const loaders = (Module as unknown as { _extensions: Loaders })._extensions;
    loaders['.ts'] = (module, path) => {
      this.loaded.set(path, statSync(path).mtimeMs);
      module._compile(toCommonJs(readFileSync(path, 'utf8'), path), path);
    };
  }

  /** Forgets TypeScript files that have been changed, and those that may have loaded them. */
  refresh(): void {
    const isChanged = [...this.loaded].some(
      ([path, time]) => statSync(path, { throwIfNoEntry: false })?.mtimeMs !== time,
    );
    if (!isChanged) return;
    for (const path of this.loaded.keys()) delete require.cache[path];
    this.loaded.clear();
  }

  private madeModule(id: string): unknown {
    if (!/^\.\.?\//.test(id)) return undefined;
    const path = join(this.options.folder, `${id.replace(/\.ts$/, '')}.ts`);
    const text = this.options.moduleText(path);
    if (text === undefined) return undefined;
    const known = this.made.get(path);
    if (known?.text === text) return known.exports;
    const module = new Module(path) as NodeJS.Module & {
      _compile(code: string, path: string): void;
    };
    module.require = this.require as NodeJS.Module['require'];
    module._compile(toCommonJs(text, path), path);
    this.made.set(path, { text, exports: module.exports });
    return module.exports;
  }
}

function toCommonJs(text: string, fileName: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
  };
  return ts.transpileModule(text, { fileName, compilerOptions }).outputText;
}
